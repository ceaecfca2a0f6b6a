"""What a restore could not bring back is named, file by file, as the health check does; and no empty place is left."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from tests.builders import Computer, back_up, folder_content, make_export, make_folder_export, make_zip_export
from vault.progress import NoProgress
from vault.repository.durable_file import Layout
from vault.repository.proven_file import ProvenFile
from vault.repository.repository import Repository
from vault.repository.stored_tree import files_below
from vault.repository.tree import Node
from vault.services import lost_names
from vault.services.create_vault import Created
from vault.services.restore import RestoreReport

QUIET = NoProgress()
NOISE = random.Random(5)
PHOTOS = {f"IMG-2026050{number}-WA0001.jpg": NOISE.randbytes(200_000) for number in range(1, 7)}
TELEGRAM = "Telegram/Choir/ChatExport_2021-04-28"


def restore(computer: Computer, created: Created, target: Path) -> RestoreReport:
    return computer.services.restore.run(
        created.vault, computer.services.restore.plan(created.vault, None, target), QUIET
    )


def flip(computer: Computer, repository: Repository, blob_ids: set[str]) -> None:
    """Flip a bit in each of these blobs."""
    files = computer.backend(Path(repository.backend.place)).files
    for blob_id in blob_ids:
        (place,) = repository.places(blob_id)
        whole = bytearray(files["data", place.pack_id])
        whole[place.entry.offset + 20] ^= 1
        files["data", place.pack_id] = bytes(whole)


def nodes_inside(computer: Computer, created: Created) -> dict[str, Node]:
    """The files of the one export that there is, which is a folder."""
    (file,) = computer.services.restore.plan(created.vault, None, Path("nowhere")).files
    return {one.name: one.node for one in files_below(created.vault.repository, file.node)}


def test_of_a_zip_the_photos_are_named_as_the_check_does(
    computer: Computer, created: Created, exports: Path, tmp_path: Path
) -> None:
    back_up(computer, created.vault, make_export(exports, "Ben"), make_zip_export(exports, media=PHOTOS))
    repository = created.vault.repository
    plan = computer.services.restore.plan(created.vault, None, tmp_path / "back")
    (archive,) = (file.node for file in plan.files if file.export.endswith(".zip"))
    photo = PHOTOS["IMG-20260503-WA0001.jpg"]
    parts = {blob_id for blob_id in archive.content if repository.load_blob(blob_id) in photo}
    assert parts
    flip(computer, repository, parts)
    report = restore(computer, created, tmp_path / "back")
    assert [(lost.name, lost.why, lost.inside) for lost in report.unreadable] == [
        ("WhatsApp/Anna/WhatsApp Chat with Anna.zip", "damaged", ("IMG-20260503-WA0001.jpg",))
    ]
    assert computer.services.check.run(created.vault, True, QUIET).inside == report.unreadable[0].inside
    assert "IMG" not in repr(report)
    assert [path.name for path in (tmp_path / "back").rglob("*") if path.is_dir()] == ["WhatsApp", "Ben"]


LARGE = NOISE.randbytes(9 << 20)


@pytest.fixture
def telegram(computer: Computer, created: Created, exports: Path) -> Path:
    """A folder with photos and a film, in the vault."""
    photos = {f"photos/{name}": data for name, data in PHOTOS.items()}
    export = make_folder_export(exports, {**photos, "film": LARGE})
    back_up(computer, created.vault, export)
    return export


def test_of_a_folder_all_are_named_and_the_others_are_back(
    computer: Computer, created: Created, telegram: Path, tmp_path: Path
) -> None:
    lost = {"photos/IMG-20260502-WA0001.jpg", "photos/IMG-20260505-WA0001.jpg", "film"}
    nodes = nodes_inside(computer, created)
    flip(computer, created.vault.repository, {nodes[name].content[0] for name in lost})
    report = restore(computer, created, tmp_path / "back")
    (one,) = report.unreadable
    assert (one.name, one.why, set(one.inside), len(one.inside)) == (TELEGRAM, "damaged", lost, 3)
    assert set(computer.services.check.run(created.vault, True, QUIET).inside) == lost
    assert folder_content(tmp_path / "back") == {
        f"{TELEGRAM}/{name}": data for name, data in folder_content(telegram).items() if name not in lost
    }


def test_no_name_is_left_out_however_many(
    computer: Computer, created: Created, exports: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lost_names, "MOST_NAMES", 3)
    photos = {f"p{number:02}": bytes([number]) * 40_000 for number in range(30)}
    back_up(computer, created.vault, make_folder_export(exports, photos))
    nodes = nodes_inside(computer, created)
    flip(computer, created.vault.repository, {nodes[name].content[0] for name in photos})
    (one,) = restore(computer, created, tmp_path / "back").unreadable
    assert one.inside == tuple(photos)


def test_what_the_disk_did_not_keep_is_named(
    computer: Computer, created: Created, telegram: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, photo = ProvenFile.put_whole, PHOTOS["IMG-20260504-WA0001.jpg"]

    def spoiling(file: ProvenFile, data: memoryview, blobs: Layout) -> None:
        real(file, bytes(data[:-1]) + b"?" if data == photo else data, blobs)

    monkeypatch.setattr(ProvenFile, "put_whole", spoiling)
    (one,) = restore(computer, created, tmp_path / "back").unreadable
    assert (one.why, one.inside) == ("not-identical", ("photos/IMG-20260504-WA0001.jpg",))


@pytest.mark.parametrize("kind", ["data", "all"])
def test_where_nothing_comes_back_nothing_is_left(
    computer: Computer, created: Created, telegram: Path, tmp_path: Path, kind: str
) -> None:
    """All packs are gone, also the listings'; or the photos alone are damaged."""
    repository, files = created.vault.repository, computer.backend(created.vault.folder).files
    plan = computer.services.restore.plan(created.vault, None, tmp_path / "back" / "below")
    if kind == "data":
        flip(
            computer,
            repository,
            {blob_id for node in nodes_inside(computer, created).values() for blob_id in node.content},
        )
    else:
        for key in [key for key in files if key[0] == "data"]:
            del files[key]
    report = computer.services.restore.run(created.vault, plan, QUIET)
    assert (report.restored, report.of, report.is_left, report.stopped) == (0, 1, False, None)
    assert not (tmp_path / "back" / "below").exists()
    (tmp_path / "own").mkdir()
    plan = computer.services.restore.plan(created.vault, None, tmp_path / "own")
    assert not computer.services.restore.run(created.vault, plan, QUIET).is_left, "and none of it is said to be there"
    assert (tmp_path / "own").exists()
    if kind == "data":
        assert len(report.unreadable[0].inside) == len(nodes_inside(computer, created))
