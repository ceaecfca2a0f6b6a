"""The walk: what is found, what is not opened, what is not walked, and that all of it is counted."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from itertools import count
from pathlib import Path

import pytest

from tests.exposure.scan_doubles import CHAT, LOCKED, RULES, CountingDisk, cloud, look
from vault.exposure.finding import Finding
from vault.exposure.scan import ScanRequest, Tick, scan
from vault.exposure.scan_disk import LocalFile
from vault.exposure.system import Mount


def put(path: Path, data: bytes = CHAT) -> str:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    return str(path)


def test_a_readable_chat_in_a_cloud_is_red_with_its_evidence(tmp_path: Path) -> None:
    path = put(tmp_path / "Dropbox/deep/er/WhatsApp Chat.txt")
    os.utime(path, (1_700_000_000, 1_700_000_000))
    seen = look(tmp_path / "Dropbox", roots=[cloud(tmp_path / "Dropbox")])
    (finding,) = seen.findings.values()
    assert (finding.path, finding.severity, finding.kind, finding.size) == (path, "red", "file", len(CHAT))
    assert finding.modified == datetime.fromtimestamp(1_700_000_000, UTC)
    assert finding.evidence == ("Because of lines.", "Dropbox says so.")
    assert seen.not_looked == {}


def test_only_names_that_promise_something_are_opened(tmp_path: Path) -> None:
    put(tmp_path / "photo.jpg")
    put(tmp_path / "notes.txt", b"nothing")
    put(tmp_path / "empty.txt", b"")
    disk = CountingDisk()
    seen = look(tmp_path, disk=disk)
    assert disk.opened == ["notes.txt"]
    assert (seen.tick.files, seen.tick.candidates, seen.tick.opened) == (3, 2, 1)
    assert seen.findings == {}


def test_without_a_root_it_lies_on_this_computer(tmp_path: Path) -> None:
    put(tmp_path / "a.txt")
    (finding,) = look(tmp_path).findings.values()
    assert (finding.root, finding.severity) == (None, "amber")


def test_a_root_inside_another_counts_for_what_lies_in_it(tmp_path: Path) -> None:
    inner = put(tmp_path / "Dropbox/Tresor/a.txt")
    outer = put(tmp_path / "Dropbox/b.txt")
    tresor = cloud(tmp_path / "Dropbox/Tresor", provider="Tresorit", provider_class="end-to-end")
    roots = [cloud(tmp_path / "Dropbox"), tresor]
    seen = look(*(root.path for root in roots), roots=roots)
    assert {path: finding.severity for path, finding in seen.findings.items()} == {inner: "amber", outer: "red"}
    assert seen.findings[inner].root == tresor


def test_a_start_inside_a_root_is_judged_by_it(tmp_path: Path) -> None:
    path = put(tmp_path / "Dropbox/x/a.txt")
    seen = look(tmp_path / "Dropbox/x", roots=[cloud(tmp_path / "Dropbox")])
    assert seen.findings[path].severity == "red"


def test_a_start_around_a_root_knows_it(tmp_path: Path) -> None:
    path = put(tmp_path / "home/Dropbox/a.txt")
    seen = look(tmp_path / "home", roots=[cloud(tmp_path / "home/Dropbox")])
    assert seen.findings[path].severity == "red"


def test_a_root_that_is_a_link_is_walked_and_its_nested_root_found(tmp_path: Path) -> None:
    put(tmp_path / "disk/Dropbox/Tresor/a.txt")
    (tmp_path / "Dropbox").symlink_to(tmp_path / "disk/Dropbox")
    tresor = cloud(tmp_path / "disk/Dropbox/Tresor", provider="Tresorit", provider_class="end-to-end")
    seen = look(tmp_path / "Dropbox", roots=[cloud(tmp_path / "Dropbox"), tresor])
    assert [(f.path, f.severity) for f in seen.findings.values()] == [(f"{tmp_path}/Dropbox/Tresor/a.txt", "amber")]


def test_a_folder_that_the_client_leaves_out_is_not_accused(tmp_path: Path) -> None:
    path = put(tmp_path / "Dropbox/private/a.txt")
    root = cloud(tmp_path / "Dropbox", excluded=(str(tmp_path / "Dropbox/private"),))
    finding = look(root.path, roots=[root]).findings[path]
    assert (finding.root, finding.severity) == (None, "amber")


def test_a_folder_left_out_by_its_name_is_not_accused(tmp_path: Path) -> None:
    path = put(tmp_path / "iCloud/a.nosync/a.txt")
    root = cloud(tmp_path / "iCloud", provider="iCloud Drive")
    assert look(root.path, roots=[root]).findings[path].root is None


def test_links_are_never_followed(tmp_path: Path) -> None:
    put(tmp_path / "elsewhere/a.txt")
    (tmp_path / "D").mkdir()
    (tmp_path / "D/folder").symlink_to(tmp_path / "elsewhere")
    (tmp_path / "D/file.txt").symlink_to(tmp_path / "elsewhere/a.txt")
    (tmp_path / "D/loop").symlink_to(tmp_path / "D")
    disk = CountingDisk()
    seen = look(tmp_path / "D", disk=disk)
    assert (seen.findings, disk.opened, seen.tick.folders) == ({}, [], 1)


def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "a.txt")
    assert look(tmp_path).findings == {}


def test_a_pipe_that_took_a_files_place_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "a.txt")
    opened = LocalFile(str(tmp_path / "a.txt"))
    opened.close()


def test_what_programs_fill_for_themselves_is_skipped_and_counted(tmp_path: Path) -> None:
    for name in ("node_modules", ".git", ".Cache", ".dropbox.cache"):
        put(tmp_path / name / "a.txt")
    seen = look(tmp_path)
    assert (seen.findings, seen.tick.noise) == ({}, 4)


def test_noise_that_a_person_names_is_walked(tmp_path: Path) -> None:
    path = put(tmp_path / ".cache/a.txt")
    assert set(look(tmp_path / ".cache").findings) == {path}


@pytest.mark.parametrize("name", [".stversions", ".debris", "$RECYCLE.BIN", ".Trash", ".Trash-1000", "Rubbish"])
def test_left_over_copies_are_reported_as_such(tmp_path: Path, name: str) -> None:
    path = put(tmp_path / "M" / name / "2026-11-01/a.txt")
    root = cloud(tmp_path / "M", provider="MEGA")
    finding = look(root.path, roots=[root]).findings[path]
    assert any(f'"{name}"' in said and "left-over" in said for said in finding.evidence)


def test_a_start_inside_a_bin_is_a_left_over_too(tmp_path: Path) -> None:
    path = put(tmp_path / "M/.stversions/a/b.txt")
    assert any("left-over" in said for said in look(tmp_path / "M/.stversions/a").findings[path].evidence)


def test_a_folder_called_rubbish_is_only_megas(tmp_path: Path) -> None:
    path = put(tmp_path / "D/Rubbish/a.txt")
    finding = look(tmp_path / "D", roots=[cloud(tmp_path / "D")]).findings[path]
    assert not any("left-over" in said for said in finding.evidence)


def test_among_sources_only_what_is_a_chat_for_sure_counts(tmp_path: Path) -> None:
    sure = put(tmp_path / "code/tests/a.txt")
    put(tmp_path / "code/tests/b.txt", b"MAYBE")
    (tmp_path / "code/.git").mkdir()
    likely = put(tmp_path / "other/b.txt", b"MAYBE")
    assert set(look(tmp_path).findings) == {sure, likely}


def test_a_set_is_one_thing(tmp_path: Path) -> None:
    backup = tmp_path / "Backup/0000-1111"
    put(backup / "Manifest.plist", b"plain")
    put(backup / "ab/abcd.txt")
    put(backup / "b.txt", b"x" * 1000)
    seen = look(tmp_path, roots=[cloud(tmp_path)])
    (finding,) = seen.findings.values()
    assert (finding.path, finding.kind, finding.severity) == (str(backup), "set", "amber")
    assert finding.size == 5 + len(CHAT) + 1000
    assert seen.tick.files == 3


def test_a_locked_set_is_green(tmp_path: Path) -> None:
    put(tmp_path / "Manifest.plist", b"encrypted")
    (finding,) = look(tmp_path, roots=[cloud(tmp_path)]).findings.values()
    assert (finding.severity, finding.path) == ("green", str(tmp_path))


def test_a_set_is_told_by_a_mark_that_comes_late_in_a_long_listing(tmp_path: Path) -> None:
    for number in range(3000):
        (tmp_path / f"{number}.txt").write_bytes(CHAT)
    put(tmp_path / "Manifest.plist")
    assert set(look(tmp_path).findings) == {str(tmp_path)}


def test_another_disk_is_not_walked_and_named(tmp_path: Path) -> None:
    put(tmp_path / "D/disk/a.txt")
    seen = look(tmp_path / "D", mounts=(Mount(str(tmp_path / "D/disk"), "ext4", "/dev/sdb1"),))
    assert (seen.findings, seen.not_looked) == ({}, {f"{tmp_path}/D/disk": "another-disk"})


def test_a_disk_that_is_a_root_is_walked(tmp_path: Path) -> None:
    path = put(tmp_path / "D/stick/a.txt")
    stick = cloud(tmp_path / "D/stick", provider_class="removable")
    mounts = (Mount(str(tmp_path / "D/stick"), "vfat", "/dev/sdb1", "removable"),)
    assert set(look(tmp_path / "D", roots=[stick], mounts=mounts).findings) == {path}


def test_a_single_file_can_be_looked_at(tmp_path: Path) -> None:
    path = put(tmp_path / "Dropbox/a.txt")
    put(tmp_path / "Dropbox/b.txt")
    assert look(path, roots=[cloud(tmp_path / "Dropbox")]).findings[path].severity == "red"


def test_what_only_its_owner_opens_is_green(tmp_path: Path) -> None:
    path = put(tmp_path / "a.txt", LOCKED)
    assert look(tmp_path, roots=[cloud(tmp_path)]).findings[path].severity == "green"


def test_a_start_that_is_gone_is_named(tmp_path: Path) -> None:
    assert look(tmp_path / "gone").not_looked == {f"{tmp_path}/gone": "vanished"}


def test_a_name_that_is_no_unicode_is_found(tmp_path: Path) -> None:
    raw = os.fsencode(tmp_path) + b"/caf\xe9.txt"
    Path(os.fsdecode(raw)).write_bytes(CHAT)
    assert set(look(tmp_path).findings) == {os.fsdecode(raw)}


def test_everything_is_counted_and_the_last_word_is_a_tick(tmp_path: Path) -> None:
    for number in range(20):
        put(tmp_path / f"{number % 4}/{number}.txt", b"nothing")
    events = list(scan(ScanRequest((str(tmp_path),)), judge=RULES, platform="linux"))
    assert events[-1] == Tick(files=20, folders=5, candidates=20, opened=20)


def test_it_stops_when_it_is_told_to(tmp_path: Path) -> None:
    for number in range(200):
        put(tmp_path / f"{number}/a.txt")
    asked = count()
    request = ScanRequest((str(tmp_path),))
    events = list(scan(request, judge=RULES, platform="linux", cancelled=lambda: next(asked) >= 3))
    assert sum(isinstance(event, Finding) for event in events) <= 4
    assert isinstance(events[-1], Tick)


def test_folders_inside_one_another_are_walked_once(tmp_path: Path) -> None:
    path = put(tmp_path / "a/b/c.txt")
    seen = look(tmp_path / "a", tmp_path / "a/b", tmp_path / "a", tmp_path)
    assert (set(seen.findings), seen.tick.files) == ({path}, 1)


def test_a_neighbour_whose_name_begins_alike_is_another_folder(tmp_path: Path) -> None:
    inside, beside = put(tmp_path / "Drop/a.txt"), put(tmp_path / "Dropbox/a.txt")
    seen = look(tmp_path / "Drop", tmp_path / "Dropbox", roots=[cloud(tmp_path / "Drop")])
    assert {path: each.severity for path, each in seen.findings.items()} == {inside: "red", beside: "amber"}
