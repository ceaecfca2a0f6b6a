"""What a re-lock left that was killed: completed or forgotten at the next opening, without a key or a question.

While parts were being switched, the switch is completed before anything is opened. A new vault that never came into
its place goes, with all that this computer had prepared for it. An old one that is still beside the new goes when the
new one was opened.
"""

from __future__ import annotations

import logging
from contextlib import suppress
from pathlib import Path

from vault.errors import StorageError
from vault.repository.process import is_gone
from vault.repository.relock_place import About, RelockPlace
from vault.repository.repository import Repository
from vault.services.carry_over import forget_vault
from vault.services.vault import Desk, OpenedVault

_DAY = 24 * 3600.0
log = logging.getLogger(__name__)


def settle_relock(desk: Desk, folder: Path) -> None:
    """Before a vault is opened. Raises StorageError where a switch cannot be completed: it is no vault until then."""
    place = RelockPlace.find(folder.absolute())
    if place is None:
        return
    about, phase = place.about(), place.phase()
    if phase == "switching":
        place.complete()
    elif phase == "growing" and (about is None or is_gone(about.owner)):
        _forget_new(desk, place, about)


def forget_relocked(desk: Desk, vault: OpenedVault) -> None:
    """After the re-locked vault was opened: the old one's files and secrets go."""
    place = RelockPlace.find(vault.folder)
    about = None if place is None else place.about()
    if place is None or about is None or about.new != vault.repository.public_id or not _is_over(place, about):
        return
    memory = desk.settings.memory(about.old)
    try:
        place.clear()
    except StorageError as error:
        log.info("old files not removed yet: %s", type(error).__name__)
        return
    forget_vault(desk, about.old, (memory.key_id,) if memory and memory.key_id else ())


def _is_over(place: RelockPlace, about: About) -> bool:
    """Whether nobody is at it any more; what another computer began must have stood still for a day."""
    gone = is_gone(about.owner)
    return place.age() > _DAY if gone is None else gone


def _forget_new(desk: Desk, place: RelockPlace, about: About | None) -> None:
    with suppress(StorageError):
        if about is not None and about.new:
            key_ids = Repository.key_ids(desk.open_backend(place.new))
            forget_vault(desk, about.new, tuple(key_ids))
        place.clear()
