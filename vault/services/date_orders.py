"""The order of dates in a chat's exports, where the exports do not show it and a person told us once."""

from __future__ import annotations

from dataclasses import dataclass, field

from vault.exports.base import DateOrder
from vault.services.contents import notes_of
from vault.services.vault import Desk, OpenedVault


@dataclass(frozen=True, slots=True)
class DateOrders:
    """Answers by chat: those given on this computer, and those that other computers wrote into the vault."""

    _vault: OpenedVault
    _by_chat: dict[str, str] = field(repr=False)

    @classmethod
    def known_to(cls, vault: OpenedVault) -> DateOrders:
        """All that are known just now; this computer's own answer wins."""
        abouts = [note.about for note in notes_of(vault).values() if note.about is not None]
        told = {vault.chat_id(about.app, about.key): about.date_order for about in abouts if about.order_answered}
        return cls(vault, {chat: order for chat, order in told.items() if order} | vault.memory.date_orders)

    def of(self, app: str, key: str) -> DateOrder | None:
        """The answer for this chat."""
        return as_date_order(self._by_chat.get(self._vault.chat_id(app, key)))


def as_date_order(text: str | None) -> DateOrder | None:
    """A word from a file as an answer; None for anything else."""
    if text == "day-first":
        return "day-first"
    return "month-first" if text == "month-first" else None


def remember_order(desk: Desk, vault: OpenedVault, app: str, key: str, order: DateOrder) -> None:
    """Keep a person's answer for this chat."""
    chat = vault.chat_id(app, key)
    if vault.memory.date_orders.get(chat) != order:
        desk.note(vault, date_orders={**vault.memory.date_orders, chat: order})
