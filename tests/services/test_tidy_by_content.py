"""What goes is in those that stay, byte for byte: every photo and file of every export, whatever it is called."""

from __future__ import annotations

import hashlib
import random
import tempfile
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.builders import Computer, back_up, lines, make_computer, make_export, make_vault
from tests.clock import Clock
from tests.services.test_tidy import QUIET, at, export_on, noise, telegram, whys
from vault.errors import Cancelled
from vault.progress import CancelToken, NoProgress
from vault.services.create_vault import Created
from vault.services.tidy import TidyPlan
from vault.services.vault import OpenedVault

TEXT = "WhatsApp Chat with Anna.txt"
DAYS = ("2026-05-01", "2026-05-08", "2026-05-20")
PHOTOS = {number: noise(number)[:3000] for number in range(5)}
"""Of one size, all different."""


@pytest.fixture
def vault(created: Created) -> OpenedVault:
    return created.vault


def zipped(folder: Path, text: list[str], files: Mapping[str, bytes], *, packing: int = zipfile.ZIP_STORED) -> Path:
    path = folder / "WhatsApp Chat with Anna.zip"
    path.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(path, "w", packing) as archive:
        archive.writestr(TEXT, "\n".join(text) + "\n")
        for name, data in files.items():
            archive.writestr(name, data)
    return path


def sent(name: str) -> str:
    return f"2026-08-09, 09:00 - Anna: {name} (file attached)"


def planned(computer: Computer, vault: OpenedVault) -> TidyPlan:
    at(computer, "2026-11-24")
    return computer.services.tidy.plan(vault, QUIET)


CASES: dict[str, tuple[dict[str, int], dict[str, int], str]] = {
    "the same photos": ({"IMG-1.jpg": 1}, {"IMG-1.jpg": 1}, "goes"),
    "one more that no message names": ({"IMG-1.jpg": 1, "IMG-9.jpg": 2}, {"IMG-1.jpg": 1}, "holds"),
    "the same name and size, other bytes": ({"IMG-1.jpg": 1}, {"IMG-1.jpg": 2}, "holds"),
    "the same bytes under another name": (
        {"IMG-1.jpg": 1, "IMG-9.jpg": 2}, {"IMG-1.jpg": 1, "IMG-10.jpg": 2}, "goes",
    ),
    "a file that is no photo": ({"IMG-1.jpg": 1, "notes.bin": 3}, {"IMG-1.jpg": 1}, "holds"),
    "a small text that is no chat": ({"IMG-1.jpg": 1, "list.json": 3}, {"IMG-1.jpg": 1}, "holds"),
}  # fmt: skip


@pytest.mark.parametrize("packing", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
@pytest.mark.parametrize("name", CASES)
def test_photos_are_compared_by_their_bytes(
    computer: Computer, vault: OpenedVault, exports: Path, name: str, packing: int
) -> None:
    older, newer, expected = CASES[name]
    for day, files, count in ((DAYS[0], older, 20), (DAYS[2], newer, 21)):
        inside = {called: PHOTOS[number] for called, number in files.items()}
        export_on(computer, vault, day, zipped(exports, [*lines(count), sent("IMG-1.jpg")], inside, packing=packing))
    plan = planned(computer, vault)
    assert whys(plan) == {"05-01": expected, "05-20": "month"}
    if expected == "holds":
        assert (plan.staying[0].messages, plan.staying[0].files) == (0, 1)


def test_a_zip_is_compared_with_a_folder(computer: Computer, vault: OpenedVault, exports: Path) -> None:
    folder = exports / "Telegram"
    telegram(folder, ["Hi", "Ho"])
    (folder / "photos").mkdir()
    (folder / "photos" / "1.jpg").write_bytes(PHOTOS[1])
    with zipfile.ZipFile(exports / "Telegram.zip", "w") as archive:
        for name in ("result.json", "photos/1.jpg"):
            archive.write(folder / name, f"Telegram/{name}")
    export_on(computer, vault, DAYS[0], exports / "Telegram.zip")
    export_on(computer, vault, DAYS[2], folder)
    assert whys(planned(computer, vault)) == {"05-01": "goes", "05-20": "month"}


def test_a_small_text_in_a_folder_is_no_message_because_its_beginning_was_looked_at(
    computer: Computer, vault: OpenedVault, exports: Path
) -> None:
    for day, texts in ((DAYS[0], ["Hi", "Ho"]), (DAYS[2], ["Hi", "Ho", "Ha"])):
        telegram(exports / "Telegram", texts)
        (exports / "Telegram" / "photos").mkdir(exist_ok=True)
        (exports / "Telegram" / "photos" / "1.jpg").write_bytes(PHOTOS[1])
        (exports / "Telegram" / "extra.json").write_bytes(f'{{"of": "{day}"}}'.encode())
        export_on(computer, vault, day, exports / "Telegram")
    assert whys(planned(computer, vault))["05-01"] == "holds"


def test_a_file_that_no_importer_reads_goes_only_where_the_very_same_stays(
    computer: Computer, vault: OpenedVault, exports: Path
) -> None:
    """Its app is known by its name only; no message of it can be compared."""
    exports.mkdir()
    path = exports / "letters.txt"
    for day, words in ((DAYS[0], "one"), (DAYS[1], "two"), (DAYS[2], "two")):
        path.write_text(f"a letter of {words}\n" * 30)
        at(computer, day)
        computer.services.back_up.run(vault, [path], {}, QUIET)
    assert "goes" not in whys(planned(computer, vault)).values()


def test_attachments_of_unknown_bytes_keep_their_backup(computer: Computer, vault: OpenedVault, exports: Path) -> None:
    """Pictures of an SMS backup lie inside its text."""
    for day, body in ((DAYS[0], "aGVsbG8="), (DAYS[2], "aGVsbG9v")):
        exports.mkdir(exist_ok=True)
        (exports / "sms-20260501.xml").write_text(
            "<?xml version='1.0' encoding='UTF-8'?><smses count='1'><mms date='1770000000000' msg_box='1' "
            "address='+491701234567' contact_name='Anna'><parts><part seq='0' ct='image/jpeg' name='a.jpg' "
            f"cl='a.jpg' text='null' data='{body}'/></parts></mms></smses>"
        )
        export_on(computer, vault, day, exports / "sms-20260501.xml")
    assert whys(planned(computer, vault))["05-01"] in ("unknown", "holds")


def test_what_was_looked_into_once_is_known_the_next_time(
    computer: Computer, vault: OpenedVault, exports: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for day, count in ((DAYS[0], 20), (DAYS[2], 30)):
        text = [*lines(count), sent("IMG-1.jpg")]
        export_on(computer, vault, day, zipped(exports, text, {"IMG-1.jpg": PHOTOS[1]}))
    assert whys(planned(computer, vault)) == {"05-01": "goes", "05-20": "month"}
    monkeypatch.setattr("vault.services.beyond.LookInside.__call__", None)
    assert whys(planned(computer, vault)) == {"05-01": "goes", "05-20": "month"}


def test_only_those_that_age_would_let_go_are_looked_into(
    computer: Computer, vault: OpenedVault, exports: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for day, count in (("2026-04-01", 20), ("2026-05-20", 30)):
        export_on(computer, vault, day, make_export(exports, "Anna", lines(count)))
    monkeypatch.setattr("vault.services.beyond.LookInside.__call__", None)
    assert whys(planned(computer, vault)) == {"04-01": "month", "05-20": "month"}


class _StopsAt(NoProgress):
    def __init__(self, step: str) -> None:
        self._step, self._token = step, CancelToken()

    def update(self, step: str, done: int, total: int | None = None) -> None:
        if step == self._step:
            self._token.cancel()

    def check_cancelled(self) -> None:
        self._token.check()


def test_looking_can_be_stopped(computer: Computer, vault: OpenedVault, exports: Path) -> None:
    for day, count in ((DAYS[0], 20), (DAYS[2], 30)):
        files = {f"IMG-{number}.jpg": PHOTOS[number] for number in range(3)}
        export_on(computer, vault, day, zipped(exports, [*lines(count), *map(sent, files)], files))
    at(computer, "2026-11-24")
    with pytest.raises(Cancelled):
        computer.services.tidy.plan(vault, _StopsAt("comparing"))
    assert whys(planned(computer, vault)) == {"05-01": "goes", "05-20": "month"}


# -- whatever is in them -----------------------------------------------------------------------------


@dataclass(frozen=True)
class Made:
    """An export: which lines are in it, which photos under which names, how they are packed."""

    lines: frozenset[int]
    photos: tuple[tuple[str, int], ...]
    packing: int


MADE = st.builds(
    Made,
    lines=st.frozensets(st.integers(0, 4), min_size=1),
    photos=st.lists(
        st.tuples(st.sampled_from(["IMG-1.jpg", "IMG-2.jpg", "scan.pdf", "data.json"]), st.sampled_from(list(PHOTOS))),
        max_size=3, unique_by=lambda photo: photo[0],
    ).map(tuple),
    packing=st.sampled_from([zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED]),
)  # fmt: skip


def write(folder: Path, made: Made) -> Path:
    every = lines(5)
    text = [every[number] for number in sorted(made.lines)] + [sent("IMG-1.jpg")]
    return zipped(folder, text, {name: PHOTOS[number] for name, number in made.photos}, packing=made.packing)


def everything_in(computer: Computer, vault: OpenedVault, folder: Path) -> set[str]:
    """Every line and every file of all backups, as they come back."""
    plan = computer.services.restore.plan(vault, None, folder)
    assert computer.services.restore.run(vault, plan, QUIET).identical
    return {one for path in folder.rglob("*.zip") for one in _pieces_of(path)}


def _pieces_of(path: Path) -> Iterator[str]:
    with zipfile.ZipFile(path) as archive:
        for name in archive.namelist():
            if name == TEXT:
                yield from archive.read(name).decode().splitlines()
            else:
                yield hashlib.sha256(archive.read(name)).hexdigest()


@settings(max_examples=12, deadline=None)
@given(st.lists(MADE, min_size=2, max_size=5), st.randoms(use_true_random=False))
def test_nothing_is_lost_whatever_the_exports_hold(made: list[Made], chance: random.Random) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        computer = make_computer(folder / "home", Clock())
        vault = make_vault(computer, folder / "vault").vault
        for number, one in enumerate(made):
            at(computer, f"2026-0{chance.choice((3, 4))}-{10 + number}")
            back_up(computer, vault, write(folder / str(number), one))
        before = everything_in(computer, vault, folder / "before")
        plan = planned(computer, vault)
        computer.services.tidy.run(vault, plan, QUIET)
        assert everything_in(computer, vault, folder / "after") == before
        vault.close()
