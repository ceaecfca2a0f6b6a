"""Names and counts in a vault are not believed: whoever had its key could have written them."""

from __future__ import annotations

import hashlib
import unicodedata
from pathlib import Path

import pytest

from tests.builders import Computer, folder_content
from vault.progress import NoProgress
from vault.repository.archiver import Archiver
from vault.repository.snapshot import Snapshot
from vault.services.about import About, encode_about
from vault.services.create_vault import Created
from vault.services.opening import importer_version
from vault.services.restore import RestoreReport
from vault.services.vault import OpenedVault

QUIET = NoProgress()


@pytest.fixture
def target(tmp_path: Path) -> Path:
    return tmp_path / "restored"


def restore(computer: Computer, vault: OpenedVault, target: Path) -> RestoreReport:
    return computer.services.restore.run(vault, computer.services.restore.plan(vault, None, target), QUIET)


def about_of(**changes: object) -> About:
    given: dict[str, object] = {
        "format": "whatsapp-text", "app": "whatsapp", "app_name": "WhatsApp", "chat": "Anna", "key": "Anna",
        "messages": 1, "attachments": 0, "participants": ["Anna"], "first": None, "last": None, "importer": 1,
        "date_order": "year-first", "zone": None, "source": "a.txt", "file": "a.txt", "sha256": "0" * 64, "size": 1,
        "modified": None, "hostname": "",
    }  # fmt: skip
    return About(**{**given, **changes})  # type: ignore[arg-type]


def store_hostile(computer: Computer, vault: OpenedVault, about: About, content: bytes) -> None:
    """What somebody else with the vault's key could have written."""
    with vault.repository.writing() as writer:
        archiver = Archiver(vault.repository, writer, QUIET)
        files = [archiver.store_bytes(about.file, content), archiver.store_bytes("about.json", encode_about(about))]
        tree = archiver.store_folder(["App", "Chat"], files)
        vault.repository.save_snapshot(Snapshot(computer.clock.now, tree, ("/App/Chat",)))


HOSTILE = ["../../../escape", "/etc/x", "C:\\Windows\\x", "..", "a\0b", "CON", "line\nbreak", "\u202egnp.exe", " . "]


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_names_stay_inside_the_folder(
    computer: Computer, created: Created, target: Path, tmp_path: Path, name: str
) -> None:
    before = folder_content(tmp_path)
    store_hostile(computer, created.vault, about_of(app_name=name, chat=name, source=name), b"x")
    report = restore(computer, created.vault, target)
    assert report.of == 1
    for written in folder_content(target):
        parts = Path(written).parts
        assert len(parts) == 3
        assert not {"..", ".", ""} & set(parts)
        assert all(unicodedata.category(character) not in ("Cc", "Cf") for character in written)
    after = {path for path in folder_content(tmp_path) if not path.startswith(("restored", "home"))}
    assert after == {path for path in before if not path.startswith("home")}


def test_names_that_some_systems_take_for_one_do_not_collide(
    computer: Computer, created: Created, target: Path
) -> None:
    for number, chat in enumerate(("Anna", "ANNA", "A\u006ena")):
        store_hostile(computer, created.vault, about_of(chat=chat, key=str(number)), chat.encode())
    report = restore(computer, created.vault, target)
    assert report.of == 3
    written = list(folder_content(target))
    assert len({name.casefold() for name in written}) == 3


def test_other_bytes_than_about_json_says_are_not_called_identical(
    computer: Computer, created: Created, target: Path
) -> None:
    store_hostile(computer, created.vault, about_of(), b"not what was stored")
    report = restore(computer, created.vault, target)
    assert [lost.why for lost in report.unreadable] == ["changed"]
    assert (report.restored, report.identical) == (0, False)


def test_another_number_of_messages_is_not_called_identical(computer: Computer, created: Created, target: Path) -> None:
    content = b"2026-05-01, 10:00 - Anna: Hi\n2026-05-01, 10:01 - Anna: Ho\n"
    about = about_of(
        sha256=hashlib.sha256(content).hexdigest(), size=len(content), messages=3, importer=importer_version("whatsapp")
    )
    store_hostile(computer, created.vault, about, content)
    report = restore(computer, created.vault, target)
    assert [lost.why for lost in report.unreadable] == ["miscounted"]
    assert (report.compared, report.messages, report.messages_expected, report.identical) == (1, 2, 3, False)


def test_a_newer_importer_may_count_otherwise(computer: Computer, created: Created, target: Path) -> None:
    content = b"2026-05-01, 10:00 - Anna: Hi\n2026-05-01, 10:01 - Anna: Ho\n"
    digest = hashlib.sha256(content).hexdigest()
    store_hostile(computer, created.vault, about_of(sha256=digest, size=len(content), messages=3, importer=0), content)
    report = restore(computer, created.vault, target)
    assert (report.messages, report.messages_expected, report.identical) == (2, 2, True)
