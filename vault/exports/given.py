"""What was given: files and folders as a person drops them, sorted into exports.

given     one export: a file, a folder, or several files that belong together (zips of one download, a database and
          its log, a locked backup and its key); or one thing that is none, with the reason
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from vault.errors import ExportError, NotAChat
from vault.exports.base import Source, reading
from vault.exports.belonging import beside, contacts_of, download_of, files_folder, is_key, is_locked, is_log
from vault.exports.detect import detect, format_of
from vault.exports.disk_parts import DiskParts, Place, folder_source
from vault.exports.folder_search import exports_in, kept_whole, names_in, signal_places
from vault.exports.folder_shapes import belongs_to_its_folder

_IS_FILE, _IS_FOLDER = Path.is_file, Path.is_dir


@dataclass(frozen=True, slots=True)
class Given:
    """One thing that was given. `path` names it: the first of its files, the key for answers.

    `source` is what importers read, None where there is an `error` instead. `dropped` are the paths of the drop that
    it came from; `files` what of the disk is in it: files, and folders as a whole.
    """

    path: Path
    source: Source | None = field(repr=False)
    error: ExportError | None
    dropped: tuple[Path, ...] = field(default=(), repr=False)
    files: tuple[Path, ...] = field(default=(), repr=False)


@dataclass(slots=True)
class _Group:
    """Files that belong together, as they are found. `label` is what they have in common."""

    label: str
    files: list[Path] = field(default_factory=list)
    dropped: list[Path] = field(default_factory=list)

    def add(self, path: Path, dropped: Path) -> None:
        if path not in self.files:
            self.files.append(path)
        if dropped not in self.dropped:
            self.dropped.append(dropped)


def sort_out(paths: Sequence[Path]) -> list[Given]:
    """Sort what was given into exports, in the order in which it was given. Nothing large is read.

    What is not there, or is no chat, is given with its error. Of a folder with several exports each is given, and what
    else lies there is passed over; a folder without any is NotAChat.
    """
    sorting = _Sorting()
    for path in paths:
        if path.is_dir():
            sorting.add_folder(path)
        else:
            sorting.add_file(path, path, inside=False)
    return sorting.given()


class _Sorting:
    """Everything of one drop, in the order in which its first parts came."""

    def __init__(self) -> None:
        self._found: list[Given | _Group] = []
        self._groups: dict[str, _Group] = {}
        self._keys: list[tuple[Path, Path]] = []
        self._whole: dict[Path, list[Path]] = {}

    def add_folder(self, folder: Path) -> None:
        """One export, or those in it."""
        before = len(self._found), len(self._whole)
        for path in exports_in(folder):
            if path.is_dir():
                self._take_whole(path, folder)
            else:
                self.add_file(path, folder, inside=True)
        if (len(self._found), len(self._whole)) == before and not self._joined(folder):
            self._found.append(_as_it_is(folder))

    def add_file(self, path: Path, dropped: Path, *, inside: bool) -> None:
        """A file by itself, or with others of the drop; `inside`: it was found in a folder that was dropped."""
        whole = path.parent
        is_part = not inside and belongs_to_its_folder(path.name, whole.name, lambda: names_in(whole))
        if is_part and kept_whole(whole, names_in(whole)):
            self._take_whole(whole, dropped)
            return
        if is_key(path.name):
            self._keys.append((path, dropped))
            return
        name = is_log(path.name) or path.name
        label = self._label(path.with_name(name))
        group = self._groups.get(label)
        if group is None:
            group = self._groups[label] = _Group(label)
            self._found.append(group)
        group.add(path, dropped)

    def given(self) -> list[Given]:
        """What it came to."""
        lone = self._hand_out_keys()
        sorted_out: list[Given] = []
        for found in [each for each in self._found if not self._is_within(each)]:
            if isinstance(found, _Group):
                sorted_out.extend(_of_group(found))
            else:
                sorted_out.append(replace(found, dropped=tuple(self._whole.get(found.path, found.dropped))))
        return sorted_out + lone

    def _is_within(self, found: Given | _Group) -> bool:
        """Whether it lies in a folder that is given as a whole already: photos that were picked with their chat."""
        paths, dropped = (found.files, found.dropped) if isinstance(found, _Group) else ([found.path], found.dropped)
        if not all(path.parent in self._whole for path in paths):
            return False
        for path in paths:
            self._whole[path.parent] += [each for each in dropped if each not in self._whole[path.parent]]
        return True

    def _joined(self, folder: Path) -> bool:
        """Whether everything in a folder went to groups that were there already."""
        return any(folder in group.dropped for group in self._groups.values()) or any(
            folder == dropped for _, dropped in self._keys
        )

    def _take_whole(self, folder: Path, dropped: Path) -> None:
        if folder in self._whole:
            self._whole[folder] += [dropped] if dropped not in self._whole[folder] else []
            return
        self._whole[folder] = [dropped]
        self._found.append(_of_folder(folder, dropped))

    def _label(self, path: Path) -> str:
        """The same for files that belong together."""
        if download := download_of(path.name):
            return f"{download}\0{path.suffix.lower()}"
        if path.name.lower().startswith("wa.db"):
            ending = path.name.lower().removeprefix("wa.db")
            for label, group in self._groups.items():
                if any((contacts_of(file.name) or "").lower() == f"wa.db{ending}" for file in group.files):
                    return label
        if contacts := contacts_of(path.name):
            waiting = str(path.with_name(contacts))
            if waiting in self._groups:
                return waiting
        return str(path)

    def _hand_out_keys(self) -> list[Given]:
        """Each key to the locked backup beside it, else to the only one of the drop."""
        locked = [group for group in self._groups.values() if any(is_locked(file.name) for file in group.files)]
        lone: list[Given] = []
        for path, dropped in self._keys:
            near = [group for group in locked if any(file.parent == path.parent for file in group.files)]
            fitting = near or (locked if len(locked) == 1 else [])
            for group in fitting:
                group.add(path, dropped)
            if not fitting:
                lone.append(Given(path, None, NotAChat(path), (dropped,), (path,)))
        return lone


def _of_group(group: _Group) -> list[Given]:
    """As one; each by itself where files are only called like the parts of one download."""
    whole = _of_files(group.files, group.dropped)
    if len(group.files) == 1 or whole.source is None or download_of(whole.path.name) is None:
        return [whole]
    return [whole] if _is_one(whole.source) else [_of_files([path], group.dropped) for path in group.files]


def _is_one(source: Source) -> bool:
    """Whether files are one export together. WhatsApp's zips never come in parts: each is a chat."""
    try:
        known = format_of(source)
    except NotAChat:
        return False
    except ExportError:  # a part that came only half: with the others it is told what is wrong
        return True
    return known is not None and known.format != "whatsapp-zip"


def _of_files(files: Sequence[Path], all_dropped: Sequence[Path]) -> Given:
    first, dropped = files[0], tuple(all_dropped)
    places = list(_places(files))
    taken = tuple(dict.fromkeys((*files, *(place.path for place in places))))
    try:
        if len(places) == 1:
            return Given(first, Source.of_file(first), None, dropped, taken)
        for path in files:
            Source.of_file(path) if is_log(path.name) is None else None
        return Given(first, DiskParts(places, _naming(files)).source(), None, dropped, taken)
    except ExportError as error:
        return Given(first, None, error, dropped, taken)


def _naming(files: Sequence[Path]) -> Path:
    """The file that a set is called after: the first by name, and no key, which people do not know their chats by."""
    return min(files, key=lambda path: (is_key(path.name), path.name))


def _places(files: Sequence[Path]) -> Iterator[Place]:
    """The files, and what lies beside them on their disk and belongs to them; each under a name of its own."""
    used: set[str] = set()
    wanted: dict[Path, None] = dict.fromkeys(files)
    for path in files:
        wanted |= dict.fromkeys(beside(path, _IS_FILE))
    for path in wanted:
        name = path.name
        while name in used:
            name = f"{path.parent.name}/{name}"
        used.add(name)
        yield Place(name, path)
    photos = files_folder(files[0], _IS_FOLDER) if len(wanted) == 1 else None
    if photos is not None:
        yield Place(f"{photos.name}/", photos, is_folder=True)


def _of_folder(folder: Path, dropped: Path) -> Given:
    try:
        places = signal_places(folder)
        source = DiskParts(places, folder).source() if places else folder_source(folder)
        taken = tuple(place.path for place in places) or (folder,)
        return Given(folder, source, None, (dropped,), taken)
    except ExportError as error:
        return Given(folder, None, error, (dropped,), (folder,))


def _as_it_is(folder: Path) -> Given:
    """A folder in which no export was found: it may be one that only all its names together tell."""
    try:
        with reading(folder):
            next(folder.iterdir(), None)  # one that cannot be listed is not one in which nothing was found
        source = folder_source(folder)
        known = format_of(source) if source.size else None
        if known is None or known.certainty != "yes":
            raise NotAChat(folder)
        detect(source)
        return Given(folder, source, None, (folder,), (folder,))
    except ExportError as error:
        return Given(folder, None, error, (folder,), (folder,))
