"""The system's own bin: a copy goes in, and where the system tells, it comes out again. Nothing is ever removed.

On Linux the bin is a pair of folders (freedesktop.org, "The FreeDesktop.org Trash specification" 1.0): `files` holds
what was thrown away, `info/<name>.trashinfo` from where and when. macOS has ~/.Trash; Windows tells nobody.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from urllib.parse import unquote_to_bytes

from send2trash import send2trash

from vault.errors import NotWhereWePutIt
from vault.services.target_disk import translated

_INFO = ".trashinfo"
_LONGEST_INFO = 64 << 10


def throw(path: Path) -> str | None:
    """Put a file into the bin; where it lies there now, None where the system does not say.

    Raises StorageErrors with the file's folder as place.
    """
    before = set(_known(path))
    with translated(path.parent, writing=True):
        send2trash(str(path))
    after = [each for each in _known(path) if each not in before]
    return str(after[0]) if after else None


def bins_for(path: Path) -> tuple[Path, ...]:
    """The folders that the system may use for this file, as far as that can be told without asking it."""
    if sys.platform == "win32":
        return ()
    if sys.platform == "darwin":
        return (Path.home() / ".Trash",)
    return tuple(_bins_on_linux(path))


def take_out(put_at: str) -> Path:
    """The file in the bin, to be moved back. NotWhereWePutIt when it is not there any more."""
    path = Path(put_at)
    if not os.path.lexists(path):
        raise NotWhereWePutIt(path)
    return path


def forget(put_at: str) -> None:
    """After a file was taken out: the note beside it goes, too; a bin without such notes is left as it is."""
    path = Path(put_at)
    with suppress(OSError):
        (path.parent.parent / "info" / f"{path.name}{_INFO}").unlink()


def _known(path: Path) -> Iterator[Path]:
    """Files in the bin that came from `path`."""
    for folder in bins_for(path):
        if sys.platform == "darwin":
            with suppress(OSError):
                yield from (each for each in folder.iterdir() if each.name.startswith(path.stem))
        else:
            yield from _noted(folder, path)


def _noted(folder: Path, path: Path) -> Iterator[Path]:
    """Relative paths are meant from the folder that holds the bin."""
    infos: Sequence[Path] = ()
    with suppress(OSError):
        infos = sorted((folder / "info").glob(f"*{_INFO}"))
    for info in infos:
        source = _source_of(info)
        if source is not None and _same(_top_of(folder) / source, path):
            yield folder / "files" / info.name.removesuffix(_INFO)


def _source_of(info: Path) -> Path | None:
    try:
        with info.open("rb") as stream:
            lines = stream.read(_LONGEST_INFO).splitlines()
    except OSError:
        return None
    quoted = next((line[5:] for line in lines if line.startswith(b"Path=")), None)
    return None if quoted is None else Path(os.fsdecode(unquote_to_bytes(quoted)))


def _same(first: Path, second: Path) -> bool:
    return os.path.realpath(first.parent) == os.path.realpath(second.parent) and first.name == second.name


def _top_of(folder: Path) -> Path:
    """What relative paths in its notes begin at: `<top>/.Trash/<uid>`, `<top>/.Trash-<uid>`, or its data folder."""
    return folder.parent.parent if folder.parent.name == ".Trash" else folder.parent


def _bins_on_linux(path: Path) -> Iterator[Path]:
    data = Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share")
    home_bin, top = data / "Trash", _top_of_its_disk(path)
    if _device(path.parent) != _device(Path.home()) and top is not None:
        yield top / ".Trash" / str(os.getuid())
        yield top / f".Trash-{os.getuid()}"
    yield home_bin


def _top_of_its_disk(path: Path) -> Path | None:
    folder = Path(os.path.realpath(path.parent))
    return next((each for each in (folder, *folder.parents) if each.is_mount()), None)


def _device(folder: Path) -> int | None:
    try:
        return folder.stat().st_dev
    except OSError:
        return None
