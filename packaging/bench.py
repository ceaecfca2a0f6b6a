"""A backup and a restore of 1 GiB by Chat Vault and by restic, one after the other on the same disk.

    python packaging/bench.py [MIB]

The export is a chat with photos that cannot be compressed. Ours reads everything back and compares it, which restic
does with `check --read-data` and not for single files: so its times are told with and without that.
"""

from __future__ import annotations

import os
import resource
import shutil
import subprocess
import sys
import time
import zipfile
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / "build" / "bench"
PHOTO = 4 * 1024 * 1024
PASSWORD = "bench"  # noqa: S105 (of a vault of random bytes)


def make_export(path: Path, mebibytes: int) -> None:
    """A chat export with photos of 4 MiB each."""
    photos = [f"IMG-20260101-WA{number:04}.jpg" for number in range(max(1, mebibytes * 1024 * 1024 // PHOTO))]
    lines = [
        f"{1 + n % 28:02}/01/2026, {n % 24:02}:15 - Anna: {name} (file attached)\n" for n, name in enumerate(photos)
    ]
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("WhatsApp Chat with Anna.txt", "".join(lines), zipfile.ZIP_DEFLATED)
        for name in photos:
            archive.writestr(name, os.urandom(PHOTO), zipfile.ZIP_STORED)


def timed(command: Sequence[object], environment: dict[str, str]) -> float:
    """Seconds that a command takes; it must succeed."""
    subprocess.run(["sync"], check=True)  # noqa: S607
    begin = time.monotonic()
    subprocess.run([str(word) for word in command], env=environment, check=True, stdout=subprocess.DEVNULL)  # noqa: S603
    return time.monotonic() - begin


def size_of(folder: Path) -> int:
    """Bytes below a folder."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


def measure(mebibytes: int) -> dict[str, float]:
    """All times in seconds, sizes in MiB."""
    export, sheet = FOLDER / "WhatsApp Chat with Anna.zip", FOLDER / "sheet.txt"
    home = {"HOME": str(FOLDER / "home"), "RESTIC_PASSWORD": PASSWORD, "RESTIC_REPOSITORY": str(FOLDER / "restic")}
    environment = {k: v for k, v in os.environ.items() if not k.startswith(("XDG_", "DBUS_"))} | home
    make_export(export, mebibytes)
    ours = [sys.executable, "-m", "vault"]
    opened = ["--vault", FOLDER / "ours", "--code-file", sheet]
    made = subprocess.run(  # noqa: S603
        [*ours, "create", FOLDER / "ours", "--sheet", sheet], env=environment, check=False, stdout=subprocess.DEVNULL
    )
    if made.returncode not in (0, 3):  # 3: there is no password safe here, as wanted
        raise SystemExit("the vault could not be made")
    timed(["restic", "init"], environment)
    times = {
        "ours: backup, read back and compared": timed([*ours, "backup", export, *opened], environment),
        "our peak memory, MiB": resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024,
        "restic: backup": timed(["restic", "backup", export], environment),
        "restic: check --read-data": timed(["restic", "check", "--read-data"], environment),
        "ours: restore, compared and counted": timed([*ours, "restore", "--to", FOLDER / "back", *opened], environment),
        "restic: restore": timed(["restic", "restore", "latest", "--target", FOLDER / "r-back"], environment),
        "restic: restore --verify": timed(
            ["restic", "restore", "latest", "--verify", "--target", FOLDER / "v-back"], environment
        ),
        "export, MiB": export.stat().st_size / 2**20,
        "our vault, MiB": size_of(FOLDER / "ours") / 2**20,
        "restic's, MiB": size_of(FOLDER / "restic") / 2**20,
    }
    [back] = (FOLDER / "back").rglob(export.name)
    subprocess.run(["cmp", str(export), str(back)], check=True)  # noqa: S603, S607
    return times


def main() -> None:
    """Measure, print, tidy up."""
    mebibytes = int(sys.argv[1]) if len(sys.argv) > 1 else 1024
    shutil.rmtree(FOLDER, ignore_errors=True)
    (FOLDER / "home").mkdir(parents=True)
    try:
        figures = measure(mebibytes)
    finally:
        shutil.rmtree(FOLDER, ignore_errors=True)
    for name, figure in figures.items():
        print(f"{figure:10.1f}{'' if 'MiB' in name else ' s'}  {name}")  # noqa: T201
    both = figures["restic: backup"] + figures["restic: check --read-data"]
    ours = figures["ours: backup, read back and compared"]
    back = figures["ours: restore, compared and counted"]
    print(f"backup:  {ours / figures['restic: backup']:.2f} of restic's time, {ours / both:.2f} of it with its check")  # noqa: T201
    print(  # noqa: T201
        f"restore: {back / figures['restic: restore']:.2f} of restic's time, "
        f"{back / figures['restic: restore --verify']:.2f} of it with --verify"
    )


if __name__ == "__main__":
    main()
