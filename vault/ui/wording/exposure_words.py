"""Unprotected copies in words: what each copy is, who can read it, what to do about it. Never more than is known.

The words follow HOUSE §6 and exposure.md §5.4: who can read what, and what is not known; no fear, no promises.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import PurePath
from typing import Literal

from vault.exposure.finding import CLOUD_CLASSES, Access, Finding, NotLooked, ProviderClass, Root, Severity, WhyNot
from vault.exposure.severity import BREAKABLE
from vault.ui import figures
from vault.ui.theme import State

Deed = Literal["lock", "show-how", "encrypt", "show-file", "nothing"]
"""What the one button of a copy does."""

PILLS: Mapping[Access, str] = {
    "readable": "Readable",
    "provider-key": "Half locked",
    "user-key": "Only you",
    "unknown": "Cannot tell",
}
SHAPES: Mapping[Access, str] = {
    "readable": "warning",
    "provider-key": "unlocked",
    "user-key": "good",
    "unknown": "question",
}
"""The shape beside the word, by our own names of icons."""
STATES: Mapping[Severity, State] = {"red": "bad", "amber": "waiting", "grey": "plain", "green": "good"}

BUTTONS: Mapping[Deed, str] = {
    "lock": "Lock it in my vault",
    "show-how": "Show me how",
    "encrypt": "Encrypt it",
    "show-file": "Show me the file",
    "nothing": "",
}
GROUPS: Mapping[Deed, str] = {
    "lock": "Lock these in your vault",
    "encrypt": "Put these right where they come from",
    "show-how": "Put these right where they come from",
    "show-file": "Look at these yourself",
    "nothing": "Nothing to do",
}
"""What a group of copies is called, by what is to be done."""
ACCEPTED = "You said: this is fine"

_OWNERS: Mapping[str, str] = {
    "Google Drive": "Google", "OneDrive": "Microsoft", "SharePoint": "Microsoft and your organisation",
    "iCloud Drive": "Apple", "Nextcloud": "Whoever runs that Nextcloud", "ownCloud": "Whoever runs that ownCloud",
    "Yandex Disk": "Yandex", "Seafile": "Whoever runs that Seafile", "SeaDrive": "Whoever runs that Seafile",
}  # fmt: skip
"""Who runs a provider, where that is not its own name."""

_READABLE: Mapping[ProviderClass, str] = {
    "provider-can-read": "{owner}, anyone with your password and anyone you shared the folder with can open it.",
    "end-to-end": "{owner} cannot open it. Anyone with your password or a signed-in device can.",
    "peer-to-peer": "It lies open on every computer that shares this folder with you.",
    "own-server": "Whoever runs that server can open it.",
    "local": "It has no lock: anyone who uses this computer can open it.",
    "removable": "It has no lock: whoever holds this disk or stick can open it.",
}
_WHATSAPP_KEY = "WhatsApp keeps the key. Turn on “End-to-end encrypted backup” on your phone: 4 taps."
_SIGNAL_KEY = "Locked with your 30 digits."
_ONLY_IN_CLOUD = "It is only in the cloud, so we did not open it. Its name looks like a chat."
_NOT_OPENED = "We did not open it. Its name looks like a chat."
_CANNOT_TELL = "We cannot tell whether this file is locked."
_ONLY_YOU = "Locked. Only you have the key."
_WEAK = "Its lock is of an old kind that can be broken without the password."

_IPHONE_FORMAT = "iphone-backup"
_LONGEST_TITLE, _LONGEST_PART = 48, 28
_NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")

WHY_NOT: Mapping[WhyNot, tuple[str, str]] = {
    "permission": ("place that we were not allowed to look in", "places that we were not allowed to look in"),
    "online-only": ("file that lies only in the cloud", "files that lie only in the cloud"),
    "network": ("place on a network", "places on a network"),
    "too-large": ("file that is too large to look into", "files that are too large to look into"),
    "vanished": ("file that went away meanwhile", "files that went away meanwhile"),
    "another-disk": ("place on another disk", "places on another disk"),
    "unreadable": ("place that the disk could not read", "places that the disk could not read"),
}
"""What was not looked at, one and many, by NotLooked.why."""


@dataclass(frozen=True, slots=True)
class CopyWords:
    """One copy as it is shown. `about` are its size and its day; `accepted` says when the person found it fine."""

    path: str
    pill: str
    shape: str
    state: State
    title: str
    place: str
    who: str
    about: str
    evidence: tuple[str, ...]
    deed: Deed
    button: str
    accepted: str = ""


def number(many: int, *, capital: bool = False) -> str:
    """3 → "three"; from thirteen on in figures."""
    said = _NUMBERS[many] if many < len(_NUMBERS) else figures.count(many)
    return said[:1].upper() + said[1:] if capital else said


def ago(moment: datetime, now: datetime) -> str:
    """How long ago: "just now", "4 minutes ago", "2 hours ago", "yesterday", "on 3 May 2026"."""
    minutes = int((now - moment).total_seconds() // 60)
    if minutes < 1:
        return "just now"
    if minutes < 60:
        return f"{figures.counted(minutes, 'minute', 'minutes')} ago"
    days = (now.astimezone().date() - moment.astimezone().date()).days
    if days < 1:
        return f"{figures.counted(minutes // 60, 'hour', 'hours')} ago"
    return "yesterday" if days == 1 else f"on {figures.day(moment)}"


def shortened(name: str, longest: int = _LONGEST_TITLE) -> str:
    """A name that fits in its line, cut in the middle where it is long."""
    if len(name) <= longest:
        return name
    return f"{name[: longest // 2].rstrip()}…{name[len(name) - longest // 2 + 1 :].lstrip()}"


def listed(names: Sequence[str], most: int = 4) -> str:
    """“A, B and C”; beyond `most`, “A, B, C and 5 more places”."""
    if len(names) > most:
        names = [*names[: most - 1], figures.counted(len(names) - most + 1, "more place", "more places")]
    if len(names) < 2:
        return "".join(names)
    return f"{', '.join(names[:-1])} and {names[-1]}"


# -- one copy ----------------------------------------------------------------------------------------


def copy_words(finding: Finding, accepted_on: datetime | None = None) -> CopyWords:
    """All that is said of one copy."""
    deed = deed_of(finding)
    return CopyWords(
        path=finding.path,
        pill="Weak lock" if _is_weak(finding) else PILLS[finding.verdict.access],
        shape=SHAPES["provider-key" if _is_weak(finding) else finding.verdict.access],
        state=STATES[finding.severity],
        title=title_of(finding),
        place=place_of(finding),
        who=who_can_read(finding),
        about=_about(finding),
        evidence=finding.evidence,
        deed=deed,
        button=BUTTONS[deed],
        accepted="" if accepted_on is None else f"You said so on {figures.day(accepted_on)}.",
    )


def deed_of(finding: Finding) -> Deed:
    """The one thing to do about a copy, by what the scan saw; what may really be done is planned when it is pressed."""
    verdict = finding.verdict
    if verdict.access == "user-key":
        return "show-file" if _is_weak(finding) else "nothing"
    if verdict.access == "readable" and verdict.format == _IPHONE_FORMAT:
        return "encrypt"
    if verdict.access == "provider-key" or not verdict.opened or finding.kind != "file":
        return "show-how"
    return "show-file" if verdict.access == "unknown" else "lock"


def title_of(finding: Finding) -> str:
    """What people would call it: its name, or what it is where its name says nothing."""
    if finding.verdict.format == _IPHONE_FORMAT and finding.kind == "set":
        when = "" if finding.modified is None else f" of {figures.day(finding.modified)}"
        return f"iPhone backup{when}"
    return shortened(_pure(finding.path).name or finding.path)


def place_of(finding: Finding) -> str:
    """“Google Drive · My Drive / Phone”: the provider, and the folder in it."""
    name = root_name(finding.root)
    parent = _pure(finding.path).parent
    try:
        inside = parent.relative_to(_pure(finding.root.path)) if finding.root is not None else None
    except ValueError:
        inside = None
    parts = [shortened(part, _LONGEST_PART) for part in (inside.parts if inside is not None else parent.parts[-1:])]
    if finding.verdict.format == _IPHONE_FORMAT or not parts:
        return name
    return f"{name} · {' / '.join(parts if len(parts) < 4 else [parts[0], '…', parts[-1]])}"


def root_name(root: Root | None) -> str:
    """How a place is spoken of: the provider, or the folder's own name on this computer."""
    if root is None:
        return "This computer"
    if root.provider_class == "local" and root.provider == "This computer":
        return _pure(root.path).name or root.provider
    return root.provider


def owner_of(root: Root) -> str:
    """Who runs the cloud."""
    return _OWNERS.get(root.provider, root.provider)


def who_can_read(finding: Finding) -> str:
    """Who can read it, in one or two short sentences."""
    verdict, root = finding.verdict, finding.root
    if _is_weak(finding):
        return _WEAK
    if verdict.access == "user-key":
        return _SIGNAL_KEY if verdict.format == "signal-backup" else _ONLY_YOU
    if verdict.access == "provider-key":
        return _WHATSAPP_KEY if verdict.app == "whatsapp" else "Its maker keeps a key to it, too."
    if not verdict.opened:
        in_cloud = root is not None and root.provider_class in CLOUD_CLASSES
        return _ONLY_IN_CLOUD if in_cloud else _NOT_OPENED
    if verdict.access == "unknown":
        return _CANNOT_TELL
    if verdict.format == _IPHONE_FORMAT and (root is None or root.provider_class == "local"):
        return "Not encrypted: anyone who uses this computer can read its messages."
    sentence = _READABLE["local"] if root is None else _READABLE[root.provider_class].format(owner=owner_of(root))
    return sentence if verdict.chat == "yes" else f"It looks like a chat. {sentence}"


def _is_weak(finding: Finding) -> bool:
    return BREAKABLE in finding.verdict.reasons


def _about(finding: Finding) -> str:
    changed = "" if finding.modified is None else f" · changed on {figures.day(finding.modified)}"
    return f"{figures.size(finding.size)}{changed}"


def _pure(path: str) -> PurePath:
    """A path in this system's spelling; one of Windows' also where fixtures bring it elsewhere."""
    return PurePath(path.replace("\\", "/")) if "\\" in path and "/" not in path else PurePath(path)


# -- the whole page ----------------------------------------------------------------------------------


def headline(findings: Sequence[Finding]) -> str:
    """The calm sentence on top, about copies that nobody found fine."""
    open_ones = [each for each in findings if each.severity in ("red", "amber")]
    readable = [
        each for each in open_ones if each.verdict.access != "unknown" and each.verdict.opened and not _is_weak(each)
    ]
    if readable:
        copies = "copy" if len(readable) == 1 else "copies"
        return f"{number(len(readable), capital=True)} {copies} of your chats can be read by others."
    unsure = [each for each in findings if each.severity != "green"]
    if unsure:
        files = "one file that may be a chat" if len(unsure) == 1 else f"{number(len(unsure))} files that may be chats"
        return f"We cannot tell who can read {files}."
    return "We found no copy of your chats that others can read."


def in_clouds(findings: Sequence[Finding]) -> tuple[str, str]:
    """How many readable copies lie in which cloud, and who can read them, for Home."""
    many = number(len(findings), capital=True)
    copies, lie, them = ("copy", "lies", "it") if len(findings) == 1 else ("copies", "lie", "them")
    providers = list(dict.fromkeys(each.root.provider for each in findings if each.root is not None))
    owners = list(dict.fromkeys(owner_of(each.root) for each in findings if each.root is not None))
    if len(providers) == 1:
        where = f"your {providers[0]}"
        return (
            f"{many} readable {copies} {lie} in {where}",
            f"{owners[0]} and anyone with your password can read {them}.",
        )
    where = listed(providers, 3)
    return f"{many} readable {copies} {lie} in {where}", "Their owners and anyone with your passwords can read them."


def detail(scanned: int, roots: Sequence[Root], not_looked: Sequence[NotLooked], when: str) -> str:
    """How many files, where, `when` (“4 minutes ago”); and where we were not allowed to look."""
    places = listed(list(dict.fromkeys(map(root_name, roots))), 5)
    where = f" in {places}" if places else ""
    said = f"We looked through {figures.counted(scanned, 'file', 'files')}{where}, {when}."
    refused = refused_places(not_looked)
    return f"{said} We were not allowed to look in {listed(refused)}." if refused else said


def refused_places(not_looked: Sequence[NotLooked]) -> list[str]:
    """Names of the places that we were not allowed to look in."""
    refused = [_pure(each.path).name or each.path for each in not_looked if each.why == "permission"]
    return [shortened(name, _LONGEST_PART) for name in dict.fromkeys(refused)]


def not_looked_lines(not_looked: Sequence[NotLooked]) -> tuple[str, ...]:
    """What was not looked at, a line for each reason."""
    counts = {why: sum(each.why == why for each in not_looked) for why in WHY_NOT}
    return tuple(f"{figures.counted(many, *WHY_NOT[why])}" for why, many in counts.items() if many)


def allow_words(platform: str) -> str:
    """The setting to change so that we may look there."""
    if platform == "darwin":
        return "Open System Settings, Privacy & Security, Files and Folders, and turn it on for Chat Vault."
    if platform == "win32":
        return "Open the folder's Properties, then Security, and allow your account to read it."
    return "Open the folder's Properties, then Permissions, and allow your account to read it."


def products_notice(names: Sequence[str]) -> str:
    """About programs that copy whole disks to a cloud; nothing where there is none."""
    if not names:
        return ""
    verb = "copies" if len(names) == 1 else "copy"
    return f"{listed(names)} {verb} this whole computer to the internet. We cannot see which files it takes."
