"""Every invented export of every app goes the whole way: dropped, locked, read back, listed, brought back alike."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest

from tests.builders import Computer, folder_content
from tests.exports.made import Sample, samples
from vault.progress import NoProgress
from vault.services.create_vault import Created

QUIET = NoProgress()
SAMPLES = list(samples())
UNPACKED = [sample for sample in SAMPLES if sample.data.startswith(b"PK") and sample.name.endswith(".zip")]


def unpack(sample: Sample, folder: Path) -> None:
    """The same export as a folder."""
    with zipfile.ZipFile(io.BytesIO(sample.data)) as archive:
        archive.extractall(folder)


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: sample.title)
def test_a_file(computer: Computer, created: Created, exports: Path, tmp_path: Path, sample: Sample) -> None:
    path = exports / sample.name
    path.parent.mkdir(parents=True)
    path.write_bytes(sample.data)
    given = {path: sample.answers}
    (line,) = computer.services.back_up.run(created.vault, [path], given, QUIET).backups
    assert (line.verified, line.already, line.warnings, line.account.whole) == (True, False, (), True)
    assert line.messages > 0
    assert line.new + line.known == line.messages
    assert sum(chat.messages for chat in computer.services.browse.chats(created.vault)) <= line.messages
    plan = computer.services.restore.plan(created.vault, None, tmp_path / "back")
    report = computer.services.restore.run(created.vault, plan, QUIET)
    assert report.identical
    assert report.messages == line.messages
    assert list(folder_content(tmp_path / "back").values()) == [sample.data]
    assert computer.services.back_up.run(created.vault, [path], given, QUIET).backups[0].already


@pytest.mark.parametrize("sample", UNPACKED, ids=lambda sample: sample.title)
def test_a_folder(computer: Computer, created: Created, exports: Path, tmp_path: Path, sample: Sample) -> None:
    folder = exports / sample.name.removesuffix(".zip")
    unpack(sample, folder)
    report = computer.services.back_up.run(created.vault, [folder], {folder: sample.answers}, QUIET)
    assert report.failed == ()
    for line in report.backups:
        assert (line.verified, line.warnings) == (True, ())
        assert line.new + line.known == line.messages
    assert sum(line.messages for line in report.backups) > 0
    plan = computer.services.restore.plan(created.vault, None, tmp_path / "back")
    assert computer.services.restore.run(created.vault, plan, QUIET).identical
    (line, *more) = report.backups
    if line.files and line.path.is_dir():  # one export as a whole: nothing of it is left out
        assert more == []
        assert sorted(folder_content(tmp_path / "back").values()) == sorted(folder_content(line.path).values())
    else:
        assert line.files or sample.name in SEVERAL


SEVERAL = {"channels.zip", "sms-20231115.zip"}  # a folder of these files is a folder with several exports
