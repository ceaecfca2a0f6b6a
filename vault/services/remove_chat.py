"""RemoveChat: a chat out of the vault for good, with every backup that holds it, and every byte of its photos.

An export goes as a whole or stays as a whole. Where one holds other chats, too, the person is told and decides.

A cloud's second copies of the vault's files ("x (1)", "x-PC", "x.sync-conflict-…") may hold pieces of the chat, which
the key opens. Those that are the same, byte for byte, as a file that goes, go with it (vault/repository/prune.py);
of the others nobody can tell without reading them what they are, and the vault may yet be healed from them. They
stay, and are counted: before, and those that are left afterwards.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import partial

from vault.errors import NoSuchBackup
from vault.progress import Progress
from vault.repository.prune import COPIED, PrunePlan, plan_prune
from vault.services.about import About
from vault.services.arriving import refuse_while_arriving
from vault.services.browse import Chat, chats_in
from vault.services.catch_up import catch_up
from vault.services.contents import Inventory, SameExport, every_about, take_stock
from vault.services.known_answers import forget_answers
from vault.services.late_arrivals import without_late_strays
from vault.services.missing_backups import MissingBackup, missing_backups
from vault.services.set_aside import with_set_aside
from vault.services.tidy import Going, Tidied, carry_out, going_of, is_damage_known
from vault.services.vault import Desk, OpenedVault


@dataclass(frozen=True, slots=True)
class SharedExport:
    """A backup that holds other chats besides the one to be removed."""

    snapshot: str
    time: datetime
    export: str = field(repr=False)
    others: tuple[str, ...] = field(repr=False)


@dataclass(frozen=True, slots=True)
class RemovalPlan:
    """What would go. Nothing has been changed yet.

    `going` are the backups that go, with `with_shared` those too that hold other chats: `shared` lists these in any
    case, and `lost_too` are the chats that would be in no backup any more besides the one removed. `stays` tells
    that the chat stays in the vault, in `shared`. `not_looked_into` counts exports that nobody could read yet:
    it may lie in these as well. `late` counts files that came to a cloud's folder lately and stay until a later
    tidying, for they may belong to a backup that is only arriving. `freed` in bytes. `aside_kept` are bytes of damaged
    files that a repair set aside and that stay: they may hold pieces of the chat. `copies` counts second copies in
    the vault's folder, as above.
    """

    chat: Chat
    going: tuple[Going, ...]
    shared: tuple[SharedExport, ...]
    with_shared: bool
    lost_too: tuple[str, ...] = field(repr=False)
    not_looked_into: int
    freed: int
    prune: PrunePlan = field(repr=False)
    late: int = 0
    aside_kept: int = 0
    copies: int = 0

    @property
    def stays(self) -> bool:
        """Whether it stays in the vault because it was not said that shared exports may go."""
        return bool(self.shared) and not self.with_shared


@dataclass(frozen=True, slots=True)
class RemoveChat:
    """Remove a chat for good."""

    desk: Desk

    def plan(self, vault: OpenedVault, wanted: str, progress: Progress, *, with_shared: bool = False) -> RemovalPlan:
        """What would go with a chat, by its id or its name. Writes nothing.

        NoSuchBackup where there is no such chat, or more than one of that name; UseUnknown where the vault is too
        damaged to tell what else needs a piece; StorageErrors, Cancelled.
        """
        refuse_while_arriving(vault)
        catch_up(vault, progress)
        inventory = take_stock(vault)
        chats = chats_in(vault, inventory)
        chat = _the_one(chats, wanted)
        abouts = every_about(vault)
        of_chat = {one for one, about in abouts.items() if chat.id in _ids(vault, about)}
        shared = {one for one in of_chat if len(_ids(vault, abouts[one])) > 1}
        gone = of_chat if with_shared else of_chat - shared
        gone = gone | _twins(abouts, gone, SameExport(vault.repository))
        missing = [one for one in missing_backups(vault) if (chat.app, chat.id) not in _known_ids(vault, one)]
        kept = [one.tree for one in missing]
        every = partial(plan_prune, vault.repository, progress, unneeded_share=0.0, roots=kept)
        plan, late = without_late_strays(vault, every(without=gone), every)
        is_whole = not (missing or is_damage_known(self.desk, vault, inventory))
        plan, aside_kept = with_set_aside(plan, vault.repository.backend, is_whole=is_whole)
        left = [about for one, about in abouts.items() if one not in gone]
        return RemovalPlan(
            chat=chat,
            going=tuple(going_of(entry) for entry in inventory.entries if entry.snapshot in gone),
            shared=tuple(_shared(vault, inventory, shared, chat)),
            with_shared=with_shared,
            lost_too=_in_none(vault, chats, chat, left),
            not_looked_into=sum(bool(about.unread) for about in left),
            freed=plan.freed,
            prune=plan,
            late=late,
            aside_kept=aside_kept,
            copies=_second_copies(vault),
        )

    def run(self, vault: OpenedVault, plan: RemovalPlan, progress: Progress) -> Tidied:
        """Do what was planned: the backups, what only they held, and what this computer knows of the chat.

        VaultChanged where the vault is not what it was: plan again. InUseElsewhere, StorageErrors; Cancelled: the
        backups are out of the list then, their bytes go with the next tidying.
        """
        done = carry_out(vault, plan.prune, plan.going, progress)
        done = replace(done, late=plan.late, copies=_second_copies(vault))
        if not plan.stays:
            forget_answers(self.desk, vault, plan.chat.id)
        return done


def _second_copies(vault: OpenedVault) -> int:
    return sum(len(vault.repository.backend.second_copies(kind)) for kind in COPIED)


def _the_one(chats: Sequence[Chat], wanted: str) -> Chat:
    """By id, else by name if there is one chat of it: nothing is removed on a guess."""
    by_id = [chat for chat in chats if chat.id == wanted]
    found = by_id or [chat for chat in chats if chat.name.casefold() == wanted.casefold()]
    if len(found) != 1:
        raise NoSuchBackup(wanted)
    return found[0]


def _known_ids(vault: OpenedVault, missing: MissingBackup) -> set[tuple[str, str]]:
    return {(app, vault.chat_id(app, key)) for app, key in missing.chats}


def _ids(vault: OpenedVault, about: About) -> set[str]:
    return {vault.chat_id(chat.app, chat.key) for chat in about.listed()}


def _twins(abouts: dict[str, About], gone: Iterable[str], same: SameExport) -> set[str]:
    """Backups of the very same bytes, which nobody could read when they were made."""
    going = [(one, abouts[one]) for one in gone]
    unread = [(one, about) for one, about in abouts.items() if about.unread]
    return {mine[0] for mine in unread if any(same(mine, other) for other in going)}


def _shared(vault: OpenedVault, inventory: Inventory, shared: set[str], chat: Chat) -> Iterable[SharedExport]:
    for entry in inventory.entries:
        if entry.snapshot in shared:
            others = (one.name for one in entry.about.listed() if vault.chat_id(one.app, one.key) != chat.id)
            yield SharedExport(entry.snapshot, entry.time, entry.about.source, tuple(dict.fromkeys(others)))


def _in_none(vault: OpenedVault, chats: Sequence[Chat], removed: Chat, left: Sequence[About]) -> tuple[str, ...]:
    """Names of the other chats that no backup would hold any more."""
    held = {one for about in left for one in _ids(vault, about)}
    return tuple(chat.name for chat in chats if chat.id not in held and chat.id != removed.id)
