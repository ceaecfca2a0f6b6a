"""An export whose messages cannot be read to the end is kept whole all the same, and said to be so."""

from __future__ import annotations

import os
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from types import TracebackType
from typing import Any

import pytest

from tests.builders import Computer, back_up, folder_content, lines, make_export
from vault.errors import ArchiveCutOff
from vault.exports.base import Account, Answers, Source
from vault.exports.detect import detect
from vault.progress import NoProgress
from vault.services import opening
from vault.services.create_vault import Created

QUIET = NoProgress()


class BreaksOff:
    """An opened export that breaks off after its sixth record."""

    def __init__(self, export: Any) -> None:
        self._export = export

    def __getattr__(self, name: str) -> Any:
        return getattr(self._export, name)

    def __enter__(self) -> BreaksOff:
        self._export.__enter__()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._export.__exit__(kind, error, trace)

    def records(self) -> Iterator[object]:
        yield from islice(self._export.records(), 6)
        raise ArchiveCutOff(self._export.path)

    def account(self) -> Account:
        raise AssertionError("asked before everything was read")


@pytest.fixture
def breaking(monkeypatch: pytest.MonkeyPatch) -> None:
    class Importer:
        def __init__(self, source: Source) -> None:
            self._real = detect(source)
            self.version = 1

        def open(self, source: Source, answers: Answers) -> Any:
            return BreaksOff(self._real.open(source, answers))

    monkeypatch.setattr(opening, "detect", Importer)


@pytest.mark.usefixtures("breaking")
def test_it_is_stored_whole_with_what_could_be_read(
    computer: Computer, created: Created, exports: Path, tmp_path: Path
) -> None:
    path = make_export(exports, content=lines(20))
    report = computer.services.back_up.run(created.vault, [path], {}, QUIET)
    (line,) = report.backups
    assert (line.warnings, line.verified, report.attention) == (("not-read-through",), True, True)
    assert (line.messages, line.new, line.account.messages) == (5, 5, 0)
    assert computer.services.browse.chats(created.vault)[0].messages == 5
    plan = computer.services.restore.plan(created.vault, None, tmp_path / "restored")
    assert [file.messages for file in plan.files] == [None]
    back = computer.services.restore.run(created.vault, plan, QUIET)
    assert back.identical
    assert list(folder_content(tmp_path / "restored").values()) == [path.read_bytes()]


@pytest.mark.usefixtures("breaking")
def test_an_importer_that_reads_further_later_finds_the_rest(
    computer: Computer, created: Created, exports: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    computer.services.back_up.run(created.vault, [make_export(exports, content=lines(20))], {}, QUIET)
    monkeypatch.setattr(opening, "detect", detect)
    created.vault.library.start_over()
    assert computer.services.browse.bring_up_to_date(created.vault, QUIET)
    assert computer.services.browse.chats(created.vault)[0].messages == 20


def test_a_file_name_that_is_no_text(computer: Computer, created: Created, exports: Path) -> None:
    named = make_export(exports, "Zoe")
    odd = named.rename(exports / os.fsdecode(b"WhatsApp Chat with Zo\xeb.txt"))
    back_up(computer, created.vault, odd)
    assert [chat.name for chat in computer.services.browse.chats(created.vault)] == ["Zo\ufffd"]
