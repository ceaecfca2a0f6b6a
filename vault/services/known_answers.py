"""What a person said of an export once is not asked again: order of dates, zone, own name, columns, and keys.

Answers belong to an app's chat, account or phone. They are kept among this computer's encrypted notes, and in
about.json with the exports that were read by them: another computer knows them, too. Keys are kept in about.json only.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import msgspec

from vault.exports.base import Answers, Columns, DateOrder
from vault.library.index import LibraryUnusable
from vault.services.about import About
from vault.services.contents import notes_of
from vault.services.vault import Desk, OpenedVault

log = logging.getLogger(__name__)

_KEY = "answers/"
_MOST_SECRETS = 5  # of one kind: some take seconds to try


class Said(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A person's answers about one chat, account or phone."""

    date_order: str | None = None
    zone: str | None = None
    me: str | None = None
    columns: Columns | None = None

    def __repr__(self) -> str:
        """Without anybody's name."""
        return f"Said(date_order={self.date_order!r}, zone={self.zone!r})"


NOTHING_SAID = Said()


@dataclass(frozen=True, slots=True)
class KnownAnswers:
    """Answers by chat: those given on this computer, and those that other computers wrote into the vault."""

    _vault: OpenedVault | None
    _by_chat: Mapping[str, Said] = field(repr=False)
    _secrets: Mapping[str, tuple[str, ...]] = field(repr=False)

    @classmethod
    def none(cls) -> KnownAnswers:
        """Without a vault nothing is known."""
        return cls(None, {}, {})

    @classmethod
    def known_to(cls, vault: OpenedVault | None) -> KnownAnswers:
        """All that are known just now."""
        if vault is None:
            return cls.none()
        notes = sorted(notes_of(vault).values(), key=lambda note: note.time)
        abouts = [note.about for note in notes if note.about is not None]
        told = {vault.chat_id(about.app, about.key): said_in(about) for about in abouts}
        return cls(vault, {chat: said for chat, said in told.items() if said != NOTHING_SAID}, _secrets_in(abouts))

    def of(self, app: str, key: str) -> Said:
        """What was said of this chat, account or phone; this computer's own answers win."""
        if self._vault is None:
            return NOTHING_SAID
        chat = self._vault.chat_id(app, key)
        elsewhere, here = self._by_chat.get(chat, NOTHING_SAID), said_here(self._vault, chat)
        return Said(
            date_order=here.date_order or elsewhere.date_order,
            zone=here.zone or elsewhere.zone,
            me=here.me or elsewhere.me,
            columns=here.columns or elsewhere.columns,
        )

    def kinds(self) -> tuple[str, ...]:
        """The kinds of which the vault holds a key."""
        return tuple(sorted(self._secrets))

    def secrets(self, kind: str) -> tuple[str, ...]:
        """Keys of this kind that the vault holds, the newest first; not more than can be tried in passing."""
        return self._secrets.get(kind, ())


def completed(answers: Answers, said: Said) -> Answers:
    """The answers given now, and where there is none, what was said before."""
    return replace(
        answers,
        date_order=answers.date_order or as_date_order(said.date_order),
        zone=answers.zone or said.zone,
        me=answers.me or said.me,
        columns=answers.columns or said.columns,
    )


def said_in(about: About) -> Said:
    """What about.json tells that a person said."""
    return Said(
        date_order=about.date_order if about.order_answered else None,
        zone=about.zone if about.zone_answered else None,
        me=about.me,
        columns=about.columns,
    )


def said_here(vault: OpenedVault, chat: str) -> Said:
    """What was said on this computer of the chat with this id."""
    said = NOTHING_SAID
    try:
        note = vault.notes.get(_KEY + chat)
        said = msgspec.json.decode(note, type=Said) if note else NOTHING_SAID
    except (LibraryUnusable, msgspec.MsgspecError) as error:
        log.info("answers not found: %s", error)
    order = vault.memory.date_orders.get(chat)  # where earlier versions kept it
    return msgspec.structs.replace(said, date_order=order) if order and not said.date_order else said


def remember(desk: Desk, vault: OpenedVault, app: str, key: str, answers: Answers, *, order_answered: bool) -> None:
    """Keep a person's answers for this chat, account or phone. Keys are not among them."""
    chat = vault.chat_id(app, key)
    known = said_here(vault, chat)
    said = Said(
        date_order=(answers.date_order if order_answered else None) or known.date_order,
        zone=answers.zone or known.zone,
        me=answers.me or known.me,
        columns=answers.columns or known.columns,
    )
    if said.date_order and vault.memory.date_orders.get(chat) != said.date_order:
        desk.note(vault, date_orders={**vault.memory.date_orders, chat: said.date_order})
    if said != known:
        try:
            vault.notes.put(_KEY + chat, msgspec.json.encode(said))
        except LibraryUnusable as error:
            log.info("answers not kept: %s", error)


def forget_answers(desk: Desk, vault: OpenedVault, chat: str) -> None:
    """Let go of what was said on this computer of the chat with this id."""
    orders = {known: order for known, order in vault.memory.date_orders.items() if known != chat}
    if orders != vault.memory.date_orders:
        desk.note(vault, date_orders=orders)
    try:
        vault.notes.remove(_KEY + chat)
    except LibraryUnusable as error:
        log.info("answers not forgotten: %s", error)


def as_date_order(text: str | None) -> DateOrder | None:
    """A word from a file as an answer; None for anything else."""
    if text == "day-first":
        return "day-first"
    return "month-first" if text == "month-first" else None


def _secrets_in(abouts: list[About]) -> dict[str, tuple[str, ...]]:
    found: dict[str, dict[str, None]] = {}
    for about in reversed(abouts):
        if about.secret:
            found.setdefault(about.secret_kind, {}).setdefault(about.secret)
    return {kind: tuple(secrets)[:_MOST_SECRETS] for kind, secrets in found.items()}
