"""Adding chats in the register: the apps, and how chats are got out of one. Guides are the real ones."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from vault.services.export_guides import Device
from vault.ui.page_entry import PageEntry, PagesContext
from vault.ui.viewmodels.add_chats import AddChatsViewModel
from vault.ui.views.add_chats import AddChatsView
from vault.ui.views.guide import GuideView

_GUIDES: tuple[tuple[str, Device], ...] = (
    ("whatsapp", "android"), ("whatsapp", "iphone"), ("signal", "android"), ("imessage", "computer"),
    ("skype", "computer"), ("other", "computer"),
)  # fmt: skip


def _apps(query: str) -> Callable[[PagesContext], QWidget]:
    def build(context: PagesContext) -> QWidget:
        viewmodel = AddChatsViewModel(context.today)
        view = AddChatsView(viewmodel)
        viewmodel.setParent(view)
        viewmodel.search(query)
        return view

    return build


def _guide(app: str, device: Device) -> Callable[[PagesContext], QWidget]:
    def build(context: PagesContext) -> QWidget:
        viewmodel = AddChatsViewModel(context.today)
        view = GuideView(viewmodel)
        viewmodel.setParent(view)
        viewmodel.choose(app)
        viewmodel.choose_device(device)
        return view

    return build


ADDING_PAGES: tuple[PageEntry, ...] = (
    PageEntry("home-add", AddChatsView, _apps("")),
    PageEntry("home-add-searched", AddChatsView, _apps("face")),
    PageEntry("home-add-none", AddChatsView, _apps("Threemo")),
    *(PageEntry(f"home-guide-{app}-{device}", GuideView, _guide(app, device)) for app, device in _GUIDES),
)
