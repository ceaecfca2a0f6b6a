"""Watching: what changed is told once it holds still; a root that the system will not watch is named."""

from __future__ import annotations

import threading
from contextlib import closing
from pathlib import Path

import pytest

from tests.builders import make_export
from tests.exposure.scan_doubles import cloud
from vault.exposure.finding import Root
from vault.exposure.watch import (
    MOST_PENDING,
    Changed,
    Settling,
    Turns,
    Unwatched,
    _told_by_system,
    units,
    watch,
    worth_watching,
)  # fmt: skip


class Hands:
    """A clock that is moved by hand."""

    now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def hands() -> Hands:
    return Hands()


@pytest.fixture
def settling(hands: Hands) -> Settling:
    return Settling(2.0, hands)


def test_a_file_is_due_when_it_has_held_still(tmp_path: Path, hands: Hands, settling: Settling) -> None:
    path = tmp_path / "chat.zip"
    path.write_bytes(b"half")
    settling.add(str(tmp_path), [str(path)])
    hands.now = 1.9
    assert settling.due() == ()
    hands.now = 2.0
    assert settling.due() == (str(path),)
    assert settling.due() == ()


def test_a_file_that_is_still_being_written_waits(tmp_path: Path, hands: Hands, settling: Settling) -> None:
    path = tmp_path / "chat.zip"
    path.write_bytes(b"half")
    settling.add(str(tmp_path), [str(path)])
    hands.now = 2.5
    path.write_bytes(b"half and more")
    assert settling.due() == ()
    hands.now = 4.6
    assert settling.due() == (str(path),)


def test_a_change_of_a_waiting_file_begins_its_time_anew(tmp_path: Path, hands: Hands, settling: Settling) -> None:
    settling.add(str(tmp_path), [f"{tmp_path}/a.txt"])
    hands.now = 1.5
    settling.add(str(tmp_path), [f"{tmp_path}/a.txt"])
    hands.now = 3.0
    assert settling.due() == ()


def test_what_is_gone_is_due_too(tmp_path: Path, hands: Hands, settling: Settling) -> None:
    settling.add(str(tmp_path), [f"{tmp_path}/gone.txt"])
    hands.now = 2.0
    assert settling.due() == (f"{tmp_path}/gone.txt",)


@pytest.mark.parametrize("name", ["chat.zip.crdownload", "chat.zip.part", ".git/index", ".dropbox.cache/x/chat.zip"])
def test_noise_and_unfinished_downloads_are_left_out(hands: Hands, settling: Settling, name: str) -> None:
    settling.add("/D", [f"/D/{name}"])
    hands.now = 9.0
    assert settling.due() == ()


def test_noise_above_the_root_does_not_matter(hands: Hands, settling: Settling) -> None:
    settling.add("/x/.cache/D", ["/x/.cache/D/chat.zip"])
    hands.now = 9.0
    assert settling.due() == ("/x/.cache/D/chat.zip",)


def test_very_many_changes_become_their_root(hands: Hands, settling: Settling) -> None:
    settling.add("/E", ["/E/a.txt"])
    settling.add("/D", [f"/D/{number}.txt" for number in range(MOST_PENDING + 1)])
    settling.add("/D", ["/D/one more.txt"])
    hands.now = 9.0
    assert settling.due() == ("/E/a.txt", "/D")


def test_a_file_of_a_set_stands_for_the_set(tmp_path: Path) -> None:
    backup = tmp_path / "D" / "ChatExport"
    for name in ("css", "js", "photos"):
        (backup / name).mkdir(parents=True)
    (backup / "messages.html").write_text("x")
    other = f"{tmp_path}/D/a.txt"
    paths = [f"{backup}/messages.html", f"{backup}/photos/1.jpg", other, other]
    assert units(paths, [cloud(tmp_path / "D")]) == (str(backup), other)


def test_worth_watching_are_clouds_on_this_disk_and_downloads() -> None:
    local = [Root(f"/{name}", "This computer", "local", f"This is your {name} folder.", "system")
             for name in ("Documents", "Downloads")]  # fmt: skip
    tresor = cloud("/T", provider_class="end-to-end")
    roots = [*local, tresor, cloud("/G", streaming=True), cloud("/D")]
    assert [root.path for root in worth_watching(roots)] == ["/D", "/T", "/Downloads"]


def test_the_real_system_tells_of_a_new_file(tmp_path: Path) -> None:
    stop = threading.Event()
    roots = [cloud(tmp_path / "D"), cloud(tmp_path / "E")]
    for root in roots:
        Path(root.path).mkdir()
    path = tmp_path / "E/below/chat.zip"

    def watching(folder: str, stop: threading.Event) -> Turns:
        with closing(_told_by_system(folder, stop)) as told:
            yield next(told)
            if folder == roots[-1].path:  # asked a second time: by now all are watched
                make_export(path.parent, name=path.name)
            yield from told

    changed = next(watch(roots, stop, settle=0.3, watching=watching))
    stop.set()
    assert isinstance(changed, Changed)
    assert {str(path), str(path.parent)} & set(changed.paths)


def test_it_ends_when_it_is_told_to(tmp_path: Path) -> None:
    stop = threading.Event()
    threading.Timer(0.3, stop.set).start()
    assert list(watch([cloud(tmp_path)], stop)) == []


def test_a_root_beyond_the_systems_limit_is_named_and_the_others_are_watched(tmp_path: Path) -> None:
    def watching(path: str, _stop: threading.Event) -> Turns:
        if path.endswith("big"):
            raise OSError("OS file watch limit reached")
        yield []
        yield [f"{path}/a.txt"]
        while True:
            yield []

    (tmp_path / "big").mkdir()
    big, small = cloud(tmp_path / "big"), cloud(tmp_path)
    events = watch([big, small], threading.Event(), settle=0, watching=watching)
    assert next(events) == Unwatched(big, "limit")
    assert next(events) == Changed((f"{tmp_path}/a.txt",))
    events.close()


def test_a_root_that_is_not_there_is_named(tmp_path: Path) -> None:
    gone = cloud(tmp_path / "gone")
    assert list(watch([gone], threading.Event())) == [Unwatched(gone, "missing")]


def test_a_root_that_goes_away_is_named(tmp_path: Path) -> None:
    root = cloud(tmp_path / "stick")
    Path(root.path).mkdir()
    threading.Timer(0.5, Path(root.path).rmdir).start()
    events = list(watch([root], threading.Event(), settle=60))
    assert events == [Unwatched(root, "missing")]


def test_a_root_whose_watch_ends_is_named(tmp_path: Path) -> None:
    def watching(_path: str, _stop: threading.Event) -> Turns:
        yield []

    root = cloud(tmp_path)
    assert list(watch([root], threading.Event(), watching=watching)) == [Unwatched(root, "missing")]
