"""AddChatsViewModel: which apps there are, and how chats are got out of the one that was chosen."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from PySide6.QtCore import QObject, Signal

from vault.services.export_guides import OTHER, Device, Guide, Way, bringing, guide_of, guides
from vault.ui import figures
from vault.ui.wording.secret_words import secret_name

DEVICE_NAMES: dict[Device, str] = {"android": "Android phone", "iphone": "iPhone", "computer": "Computer"}


@dataclass(frozen=True, slots=True)
class AppChoice:
    """One app of the grid. `app` is its key."""

    app: str
    name: str


@dataclass(frozen=True, slots=True)
class WayWords:
    """One way to make an export, as it is said. `asked` is "" where nothing will be asked."""

    title: str
    recommended: bool
    takes: str
    steps: tuple[str, ...]
    contains: tuple[str, ...]
    lacks: tuple[str, ...]
    limits: str
    asked: str


@dataclass(frozen=True, slots=True)
class GuideWords:
    """How to get chats out of one app on one device. `devices` are those that there is something to say of."""

    app: str
    title: str
    devices: tuple[Device, ...]
    device: Device
    ways: tuple[WayWords, ...]
    warning: str
    instead: tuple[str, ...]
    note: str


@dataclass(frozen=True, slots=True)
class AddChatsState:
    """What the two pages show. `apps` are those that the search leaves; `guide` is that of the app chosen last."""

    query: str = ""
    apps: tuple[AppChoice, ...] = ()
    guide: GuideWords | None = None


class AddChatsViewModel(QObject):
    """guide_wanted() when an app was chosen: its page can come up. The device chosen last is remembered."""

    changed = Signal()
    guide_wanted = Signal()

    def __init__(self, today: date, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._today = today
        self._device: Device = "android"
        self.state = AddChatsState(apps=apps_for(""))

    def begin(self) -> None:
        """The grid from its beginning: all apps."""
        self.search("")

    def search(self, query: str) -> None:
        """Show only the apps that this may mean."""
        self._be(replace(self.state, query=query, apps=apps_for(query)))

    def choose(self, app: str) -> None:
        """How chats are got out of this app."""
        guide = guide_of(app)
        device = self._device if self._device in guide.devices else guide.devices[0]
        self._be(replace(self.state, guide=guide_words(guide, device, self._today)))
        self.guide_wanted.emit()

    def choose_other(self) -> None:
        """The app is not among them."""
        self.choose(OTHER)

    def choose_device(self, chosen: str) -> None:
        """The chats are on this device; nothing where there is nothing to say of it."""
        guide = self.state.guide
        device = next((device for device in guide.devices if device == chosen), None) if guide is not None else None
        if guide is not None and device is not None:
            self._device = device
            self._be(replace(self.state, guide=guide_words(guide_of(guide.app), device, self._today)))

    def _be(self, state: AddChatsState) -> None:
        if state != self.state:
            self.state = state
            self.changed.emit()


def apps_for(query: str) -> tuple[AppChoice, ...]:
    """The apps whose name, or what people call them, holds the query; all for an empty one."""
    wanted = query.strip().casefold()
    return tuple(
        AppChoice(guide.app, guide.name)
        for guide in guides().values()
        if any(wanted in name.casefold() for name in (guide.name, *guide.also_called))
    )


def guide_words(guide: Guide, device: Device, today: date) -> GuideWords:
    """A guide as it is said about one device."""
    told = bringing(device)
    looked = f"We looked on {figures.day(guide.reviewed)} how it is done."
    unsure = (
        "This may have changed, and menus may be called otherwise." if guide.is_unsure(today) else "Menus may move."
    )
    return GuideWords(
        app=guide.app,
        title="Get chats out of another app" if guide.app == OTHER else _title(guide),
        devices=guide.devices,
        device=device,
        ways=tuple(map(_way, guide.ways(device))),
        warning=told.warning,
        instead=told.instead,
        note=f"{looked} {unsure}",
    )


def _title(guide: Guide) -> str:
    return "Make a backup of an iPhone" if guide.app == "iphone" else f"Get chats out of {guide.name}"


def _way(way: Way) -> WayWords:
    asked = f"You will be asked for {secret_name(way.secret)}." if way.secret else ""
    return WayWords(
        way.title, way.recommended, way.takes, way.steps, way.contains, way.lacks, way.limits, asked
    )  # fmt: skip
