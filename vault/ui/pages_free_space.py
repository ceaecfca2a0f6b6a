"""The pages "Free space" and "Remove a chat", filled with invented content, for the register."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from functools import partial

from PySide6.QtWidgets import QWidget

from vault.errors import UseUnknown
from vault.services.tidy import Going, Tidied
from vault.ui.messages import words
from vault.ui.page_entry import PageEntry, PagesContext
from vault.ui.viewmodels.free_space import LOOKING, FreeSpaceState, FreeSpaceViewModel
from vault.ui.viewmodels.free_space_words import ChatLine, FreeSpaceWords, Line, RemovalWords, done_words
from vault.ui.viewmodels.progressing import Progressing
from vault.ui.views.free_space import FreeSpaceView, RemoveChatView

_CHATS = (
    ChatLine("a", "Anna", "WhatsApp · 12 backups"),
    ChatLine("b", "Book club", "Telegram · 3 backups"),
    ChatLine("c", "Mum", "Signal · 1 backup"),
)
_PLANNED = FreeSpaceState(
    told=FreeSpaceWords(
        "1.2 GB can be freed in your vault.",
        "2 older backups can go. Every message and photo in them is in backups that stay.",
        (
            Line("known", "Backup of 3 April 2026 goes.", "“Anna”"),
            Line("known", "Backup of 17 April 2026 goes.", "“Anna”"),
            Line("good", "Backup of 2 March 2026 stays.", "“Anna”: no other backup has 1,240 messages of it."),
        ),
        "Free 1.2 GB",
    ),
    chats=_CHATS,
)
_NOTHING = replace(
    _PLANNED, told=FreeSpaceWords("There is nothing to free now.", "All that is in your vault is needed.")
)
_MISSING = replace(
    _PLANNED,
    told=FreeSpaceWords(
        "1.2 GB can be freed in your vault.",
        "No backup goes. It is what interrupted work or a repair left behind.",
        (
            Line(
                "attention",
                "The backup of 17 April 2026 is gone from your vault’s list.",
                "“Anna”: what it holds stays. “Repair” can list it again.",
            ),
            Line("known", "Damaged files that a repair put aside stay: 16 MB.",
                 "They can go once a full health check finds all well."),
        ),
        "Free 1.2 GB",
    ),
)  # fmt: skip
_DONE = replace(
    _PLANNED,
    told=FreeSpaceWords("1.2 GB were freed.", "2 backups went. Everything else in your vault is as it was."),
)
_LOOKING = FreeSpaceState(work=Progressing(LOOKING, None, "", "", ""))
_TROUBLE = FreeSpaceState(trouble=words(UseUnknown("tree", "ab" * 32)))
_ASKING = replace(
    _PLANNED,
    removal=RemovalWords(
        "Remove “Anna” for good?",
        "That frees 3.1 GB. It cannot be undone: not even your recovery sheet brings it back.",
        (
            Line("attention", "12,480 messages and 913 photos or files go for good."),
            Line("known", "Backup of 3 April 2026 goes.", "“Anna”"),
            Line("known", "Backup of 3 May 2026 goes.", "“Anna”"),
        ),
        button="Remove for good",
    ),
)
_GONE = Going("ab" * 32, datetime(2026, 5, 3, 12, tzinfo=UTC), ("Anna",), "WhatsApp Chat with Anna.zip", 3_100_000_000)
_COPIES = replace(_PLANNED, told=done_words(Tidied((_GONE,), 3_100_000_000, copies=2)))
_SHARED = replace(
    _PLANNED,
    removal=RemovalWords(
        "Remove “Book club” for good?",
        "As things are, nothing would be removed.",
        (Line("attention", "3 exports hold other chats, too. The chat stays in there.", "With it: “Ben”, “Choir”."),),
        "Remove these exports as well, with all chats in them",
    ),
)


def _page(view: type[FreeSpaceView | RemoveChatView], state: FreeSpaceState, context: PagesContext) -> QWidget:
    viewmodel = FreeSpaceViewModel(context.services, context.tasks)
    viewmodel.state = state
    return view(viewmodel)


FREE_SPACE_PAGES: tuple[PageEntry, ...] = (
    PageEntry("free-space", FreeSpaceView, partial(_page, FreeSpaceView, _PLANNED)),
    PageEntry("free-space-nothing", FreeSpaceView, partial(_page, FreeSpaceView, _NOTHING)),
    PageEntry("free-space-missing", FreeSpaceView, partial(_page, FreeSpaceView, _MISSING)),
    PageEntry("free-space-done", FreeSpaceView, partial(_page, FreeSpaceView, _DONE)),
    PageEntry("free-space-looking", FreeSpaceView, partial(_page, FreeSpaceView, _LOOKING)),
    PageEntry("free-space-damaged", FreeSpaceView, partial(_page, FreeSpaceView, _TROUBLE)),
    PageEntry("free-space-copies", FreeSpaceView, partial(_page, FreeSpaceView, _COPIES)),
    PageEntry("remove-chat", RemoveChatView, partial(_page, RemoveChatView, _ASKING)),
    PageEntry("remove-chat-shared", RemoveChatView, partial(_page, RemoveChatView, _SHARED)),
)
