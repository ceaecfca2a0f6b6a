"""A folder that a person gives, of every app: each file in it is stored, or named as left out; none falls aside."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest

from tests.builders import Computer, folder_content
from tests.exports.made import Sample, samples
from vault.progress import NoProgress
from vault.services.back_up import BackupReport
from vault.services.create_vault import Created

QUIET = NoProgress()
SAMPLES = list(samples())
STRANGE = (
    "odd thing.xyz", "Foto vom See.heic", "deep/er/still/deeper/IMG_1.heic", "Media/IMG-20260501-WA0009.jpg",
    ".hidden.jpg", "media/b.mov",
)  # fmt: skip


def lay_out(sample: Sample, folder: Path) -> None:
    """As a folder, with files in it that no importer knows."""
    folder.mkdir(parents=True)
    if sample.data.startswith(b"PK") and sample.name.endswith(".zip"):
        with zipfile.ZipFile(io.BytesIO(sample.data)) as archive:
            archive.extractall(folder)
    else:
        (folder / sample.name).write_bytes(sample.data)
    for number, name in enumerate(STRANGE):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(b"stranger %d" % number)


def told(report: BackupReport, folder: Path) -> set[bytes]:
    """The bytes of all that is named as not in the vault."""
    paths = [*report.passed_over.paths, *(failed.path for failed in report.failed)]
    files = [file for path in paths for file in ([path] if path.is_file() else path.rglob("*")) if file.is_file()]
    assert len(files) == report.passed_over.files + len(report.failed)
    return {file.read_bytes() for file in files}


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: sample.title)
def test_each_file_is_stored_or_named(
    computer: Computer, created: Created, exports: Path, tmp_path: Path, sample: Sample
) -> None:
    folder = exports / "given"
    lay_out(sample, folder)
    report = computer.services.back_up.run(created.vault, [folder], {folder: sample.answers}, QUIET)
    assert report.backups
    plan = computer.services.restore.plan(created.vault, None, tmp_path / "back")
    assert computer.services.restore.run(created.vault, plan, QUIET).identical
    stored, left = set(folder_content(tmp_path / "back").values()), told(report, folder)
    assert stored | left == set(folder_content(folder).values())
    assert not stored & left
    assert report.attention or not left
