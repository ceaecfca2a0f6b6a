"""The cloud folders of this computer: every reader asked, strongest evidence kept, one root per folder.

What cannot be seen from a computer is asked: whether iCloud's Advanced Data Protection is on. Until it is answered,
Apple is taken to be able to read.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date

from vault.exposure import roots_linux, roots_macos, roots_windows
from vault.exposure.clients.found import Reader
from vault.exposure.finding import STRENGTHS, ProviderClass, Root
from vault.exposure.folder_marks import marked_folders, named_folders
from vault.exposure.left_out import with_left_out
from vault.exposure.ordinary_places import ordinary_places
from vault.exposure.root_index import RootIndex, path_key
from vault.exposure.system import Platform, System

__all__ = ["CloudAnswers", "all_places", "class_of", "find_roots", "ordinary_places", "root_of"]

READERS: dict[Platform, tuple[Reader, ...]] = {
    "windows": roots_windows.READERS,
    "macos": roots_macos.READERS,
    "linux": roots_linux.READERS,
}
NOT_ASKED = "Whether Advanced Data Protection is on cannot be seen from this computer."


@dataclass(frozen=True, slots=True)
class CloudAnswers:
    """What the person said about their clouds; `advanced_data_protection` is None until they did, on `asked_on`."""

    advanced_data_protection: bool | None = None
    asked_on: date | None = None


def find_roots(system: System, answers: CloudAnswers | None = None) -> list[Root]:
    """Every cloud folder of this computer that exists, sorted by path; folders inside one another both count."""
    answers = answers or CloudAnswers()
    gathered = _merged((root for reader in READERS[system.platform] for root in reader(system)), system)
    for weaker in (marked_folders, named_folders):
        gathered = _merged([*gathered, *weaker(system, RootIndex.of_system(gathered, system))], system)
    if system.platform == "windows":
        moved = roots_windows.folder_backup(system, RootIndex.of_system(gathered, system))
        gathered = _merged([*gathered, *moved], system)
    told = (_answered(with_left_out(system, root), answers) for root in gathered)
    return sorted(told, key=lambda root: path_key(root.path, system.platform))


def class_of(root: Root, answers: CloudAnswers) -> ProviderClass:
    """The root's class, with what the person said about iCloud."""
    if root.provider.startswith("iCloud") and answers.advanced_data_protection is not None:
        return "end-to-end" if answers.advanced_data_protection else "provider-can-read"
    return root.provider_class


def _answered(root: Root, answers: CloudAnswers) -> Root:
    unknown = root.provider.startswith("iCloud") and answers.advanced_data_protection is None
    note = " ".join(part for part in (root.note, NOT_ASKED if unknown else None) if part) or None
    return replace(root, provider_class=class_of(root, answers), note=note)


def _merged(roots: Iterable[Root], system: System) -> list[Root]:
    """One root per real folder: the strongest evidence, and what the weaker ones add to it."""
    kept: dict[str, Root] = {}
    for root in roots:
        key = path_key(system.real(root.path), system.platform)
        kept[key] = _stronger(kept[key], root) if key in kept else root
    return list(kept.values())


def _stronger(first: Root, second: Root) -> Root:
    if STRENGTHS.index(second.strength) < STRENGTHS.index(first.strength):
        first, second = second, first
    excluded = tuple(dict.fromkeys(first.excluded + second.excluded))
    streaming = first.streaming or second.streaming
    account = first.account or second.account
    return replace(first, account=account, excluded=excluded, streaming=streaming, note=first.note or second.note)


def root_of(path: str, roots: Iterable[Root]) -> Root | None:
    """The innermost root of a path on this computer; for many paths make one RootIndex and ask that."""
    return RootIndex(roots).of(path)


def all_places(system: System, answers: CloudAnswers | None = None) -> list[Root]:
    """The cloud folders, then the ordinary places that do not lie in one of them: what a scan looks through."""
    roots = find_roots(system, answers)
    return [*roots, *_outside(ordinary_places(system), RootIndex.of_system(roots, system))]


def _outside(places: Iterable[Root], index: RootIndex) -> Iterator[Root]:
    return (place for place in places if index.of(place.path) is None)
