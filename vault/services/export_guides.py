"""How a person makes an export in each app: guides as data, with the day they were looked at. Nothing is fetched.

One file an app in resources/guides/apps, and bringing.toml for the way to this computer. Fields of such a file:

    app, name           the app's key and name as in exports.format_table; "other" for any app that has no guide
    also_apps           keys whose formats this guide covers too
    also_called         what people may look for it by
    reviewed            the day on which somebody looked whether it is still so
    confidence          "seen" (a named source says so) or "unsure": worded as unsure
    [[way]]             one way to make an export on `devices`, the recommended one first; `formats` are what it makes,
                        `secret` what it will be asked for, `lacks` what the app itself leaves out
    [[also]]            formats that no way makes and that are read all the same
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cache
from typing import Literal

import msgspec

from vault.exports.format_table import APPS, FORMATS
from vault.exposure.app_settings import STALE_AFTER, Confidence
from vault.places import resources

Device = Literal["android", "iphone", "computer"]
Secret = Literal["", "whatsapp-key", "signal-30-digits", "signal-recovery-key", "signal-desktop-key", "iphone-password"]
DEVICES: tuple[Device, ...] = ("android", "iphone", "computer")
OTHER = "other"

ORDER: tuple[str, ...] = (
    "whatsapp", "signal", "telegram", "imessage", "messenger", "instagram", "sms", "iphone", "discord", "slack",
    "snapchat", "google-chat", "google-voice", "line", "kakaotalk", "viber", "element", "skype", OTHER,
)  # fmt: skip
"""As they are offered, the most asked for first."""


class Way(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One way to make an export: what to do, what one gets, and what not."""

    title: str
    devices: tuple[Device, ...]
    formats: tuple[str, ...]
    steps: tuple[str, ...]
    takes: str
    contains: tuple[str, ...]
    lacks: tuple[str, ...]
    limits: str = ""
    secret: Secret = ""
    recommended: bool = False


class Also(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What further formats of the app leave out."""

    formats: tuple[str, ...]
    lacks: tuple[str, ...]


class Guide(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """All that there is to say about one app."""

    app: str
    name: str
    reviewed: date
    confidence: Confidence
    way: tuple[Way, ...]
    also: tuple[Also, ...] = ()
    also_apps: tuple[str, ...] = ()
    also_called: tuple[str, ...] = ()

    @property
    def devices(self) -> tuple[Device, ...]:
        """Those that something can be done on, in the usual order."""
        return tuple(device for device in DEVICES if self.ways(device))

    def ways(self, device: Device) -> tuple[Way, ...]:
        """What can be done on this device, the recommended way first."""
        here = [way for way in self.way if device in way.devices]
        return tuple(sorted(here, key=lambda way: not way.recommended))

    def is_unsure(self, today: date) -> bool:
        """Whether it must be worded as unsure: never confirmed, or looked at too long ago."""
        return self.confidence == "unsure" or today - self.reviewed > STALE_AFTER

    def left_out(self, key: str) -> tuple[str, ...]:
        """What the app itself leaves out of this format; () where nothing is known of it."""
        told = [way.lacks for way in self.way if key in way.formats]
        told += [also.lacks for also in self.also if key in also.formats]
        return tuple(dict.fromkeys(lack for lacks in told for lack in lacks))


class Bringing(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How an export gets to this computer: what not to do, and what instead."""

    warning: str
    instead: tuple[str, ...]


class _AllBringing(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    android: Bringing
    iphone: Bringing
    computer: Bringing


@cache
def guides() -> Mapping[str, Guide]:
    """Every guide by its app's key, in the order in which they are offered. Reads the files once."""
    return {app: _read(app) for app in ORDER}


def guide_of(app: str) -> Guide:
    """The guide of an app; that of any other app for one that has none of its own."""
    found = guides()
    also = {key: guide for guide in found.values() for key in guide.also_apps}
    return found.get(app) or also.get(app) or found[OTHER]


def left_out_of(key: str) -> tuple[str, ...]:
    """What the app itself leaves out of a format, by the format's key."""
    return guide_of(FORMATS[key].app).left_out(key) if key in FORMATS else ()


@cache
def bringing(device: Device) -> Bringing:
    """How what was made on this device gets here."""
    told = msgspec.toml.decode((resources() / "guides" / "bringing.toml").read_bytes(), type=_AllBringing)
    return {"android": told.android, "iphone": told.iphone, "computer": told.computer}[device]


def _read(app: str) -> Guide:
    """One file. Raises ValueError where it speaks of an app or a format that there is not."""
    guide = msgspec.toml.decode((resources() / "guides" / "apps" / f"{app}.toml").read_bytes(), type=Guide)
    spoken_of = {key for way in guide.way for key in way.formats} | {key for also in guide.also for key in also.formats}
    unknown = spoken_of - FORMATS.keys() | {key for key in guide.also_apps if key not in APPS}
    if guide.app != app or (app != OTHER and app not in APPS) or unknown:
        raise ValueError(f"{app}.toml: {sorted(unknown) or guide.app}")
    return guide
