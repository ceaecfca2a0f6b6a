"""The tour: what a person does in the first half hour, done in the real window on a virtual screen, and photographed.

    python packaging/tour.py

A first laptop: the first question, a new vault, its sheet saved and proved, the samples backed up, the status looked
at; a readable copy in a Dropbox folder found, locked and moved out. Then the laptop is gone. A second one, with another
home and an empty password safe, brings everything back with the vault's folder and the sheet alone. What came back is
compared with the samples, byte for byte, and told on the last line. Pictures of every page visited lie in build/tour.

Each laptop is a process of its own on a private bus with a real keyring. Needs Xvfb, D-Bus, gnome-keyring, poppler.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from private_bus import private_bus

ROOT = Path(__file__).resolve().parents[1]
ALBUM = ROOT / "build" / "tour"
SAMPLES = ROOT / "resources" / "samples"
PATIENCE = 1200  # seconds for one laptop


@contextmanager
def virtual_screen() -> Iterator[str]:
    """The name of a display that nobody sees; the server chooses a free one itself."""
    ours, theirs = os.pipe()
    command = ["Xvfb", "-displayfd", str(theirs), "-screen", "0", "1280x900x24", "-nolisten", "tcp"]
    server = subprocess.Popen(command, pass_fds=[theirs], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)  # noqa: S603
    os.close(theirs)
    try:
        with os.fdopen(ours) as told:
            number = told.readline().strip()
        if not number:
            raise SystemExit("Xvfb did not start")
        yield f":{number}"
    finally:
        server.terminate()
        server.wait()


def laptop(part: str, folder: Path, display: str) -> None:
    """Do one part of the tour on a computer of its own: a new home, a new bus, an empty keyring."""
    with private_bus() as bus:
        environment = {**os.environ, **bus.new_home(), "DISPLAY": display, "LANG": "C.UTF-8", "TZ": "UTC"}
        environment.pop("QT_QPA_PLATFORM", None)
        environment.pop("WAYLAND_DISPLAY", None)
        command = [sys.executable, str(ROOT / "packaging" / "tour_pages.py"), part, str(folder), str(ALBUM)]
        done = subprocess.run(command, env=environment, check=False, timeout=PATIENCE)  # noqa: S603
    if done.returncode != 0:
        raise SystemExit(f"The tour stopped on the {part} laptop. Pictures until then: {ALBUM}")


def compare(restored: Path) -> tuple[int, int]:
    """How many of the samples lie below `restored`, byte for byte, and how many there are."""
    back = {path.read_bytes() for path in restored.rglob("*") if path.is_file()}
    samples = [path.read_bytes() for path in SAMPLES.iterdir()]
    return sum(data in back for data in samples), len(samples)


def main() -> int:
    """Take the tour; 0 only if everything came back identical."""
    shutil.rmtree(ALBUM, ignore_errors=True)
    ALBUM.mkdir(parents=True)
    with tempfile.TemporaryDirectory(prefix="tour-") as name, virtual_screen() as display:
        folder = Path(name)
        for part in ("stick", "paper", "back"):
            (folder / part).mkdir()
        (folder / "stick" / "holiday.txt").write_text("sun cream, the good one\n")
        laptop("first", folder, display)
        laptop("second", folder, display)
        same, of = compare(folder / "back")
    pictures = len(list(ALBUM.glob("*.png")))
    print(f"{pictures} pictures in {ALBUM}")  # noqa: T201 (this is a command)
    print(f"restored {same} of {of}, {'identical' if same == of else 'NOT identical'}")  # noqa: T201
    return 0 if same == of else 1


if __name__ == "__main__":
    sys.exit(main())
