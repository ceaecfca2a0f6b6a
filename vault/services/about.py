"""About: the small JSON beside each export in the vault that says what the export is, readable with any restic.

Its rule, so that every version reads what any later one wrote: a word keeps its meaning and its kind for ever; what
changes gets another word; and the words of `_Core` are always there. A version beyond ours that leaves out others is
read by those: its bytes come back, each piece proven by its id, and our importers read it as if it had come just now.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

import msgspec

from vault.exports.base import Columns

NAME = "about.json"
VERSION = 3
LIMIT = 16 << 20  # bytes; a group of a hundred thousand names has less
_FEWER = 100  # names of a chat, where all names together would not go in


class AboutChat(msgspec.Struct, frozen=True, kw_only=True):
    """One chat of an export; `app` is its own: a phone's backup holds those of several apps.

    `messages` leaves service messages out, `attachments` counts those that are inside. Times in UTC.
    """

    app: str
    key: str
    name: str
    messages: int
    attachments: int
    participants: list[str]
    first: datetime | None
    last: datetime | None

    def __repr__(self) -> str:
        """Without anybody's name."""
        return f"AboutChat(app={self.app!r}, messages={self.messages})"


class About(msgspec.Struct, frozen=True, kw_only=True):
    """What about.json holds. Counts are of this export alone; sizes in bytes; times in UTC.

    `about` is the version of this file: 1 knew exports of one chat in one file only. `format` is the importer's word
    ("whatsapp-text"), `importer` its version. `chat` and `key` are the whole export's; `chats` are those in it, none
    in version 1, where the export's own stand for it. `source` is the export's own name, `file` the name under which
    it lies beside this one, `files` how many files that folder has, 0 where it is one file. `content` is the id of
    what the export holds, see repository.content. Versions 1 and 2 have `sha256` in its place, in hex: of the export's
    bytes; of a folder, of the sorted lines "name\\0size\\0sha256\\n" of its files. `renamed` maps names under which
    files of it are stored to those they had, where a vault could not give these back. `left_out` are those that could
    not be read, and links.

    `messages` leaves service messages out; `attachments` counts those that are inside. `date_order` and `zone` are as
    they were decided, so that the original can be read again alike; `order_answered` and `zone_answered` tell that a
    person said so, since the export itself does not show it. `me` and `columns` were said by a person, too. `secret`
    is the password or key of the export itself, of the kind `secret_kind`. `complete` is False where reading its
    messages stopped midway: counts are then of the part before. `unread` is "" or why no message could be read: locked,
    wrong-secret, damaged, incomplete, version, no-importer; newer: by a newer Chat Vault in words that we do not know
    (that is never stored). `renews` is the id of the backup of the very same export
    in whose place this one stands: nobody could read it then.
    """

    about: int = VERSION
    format: str
    app: str
    app_name: str
    chat: str
    key: str
    messages: int
    attachments: int
    participants: list[str]
    first: datetime | None
    last: datetime | None
    importer: int
    date_order: str | None
    order_answered: bool = False
    zone: str | None
    zone_answered: bool = False
    me: str | None = None
    columns: Columns | None = None
    secret: str | None = None
    secret_kind: str = ""
    source: str
    file: str
    files: int = 0
    content: str = ""
    sha256: str = ""
    size: int
    modified: datetime | None
    hostname: str
    complete: bool = True
    unread: str = ""
    renews: str = ""
    chats: list[AboutChat] = []
    renamed: dict[str, str] = {}
    left_out: list[str] = []

    def __repr__(self) -> str:
        """Without anybody's name, and without its key."""
        return f"About(format={self.format!r}, messages={self.messages}, chats={len(self.chats)})"

    @property
    def is_newer(self) -> bool:
        """Whether a newer program wrote it: update, to have all that it says."""
        return self.about > VERSION

    @property
    def weight(self) -> int:
        """Bytes of memory that it takes, nearly."""
        lists = (self.participants, self.left_out, self.renamed, *(chat.participants for chat in self.chats))
        names = sum(len(some) * 100 + sum(map(len, some)) for some in lists)
        return 2000 + names + sum(1000 + len(chat.name) + len(chat.key) for chat in self.chats)

    def listed(self) -> list[AboutChat]:
        """The chats in it; the export itself where it names none."""
        return self.chats or [self._as_chat()]

    def _as_chat(self) -> AboutChat:
        return AboutChat(
            app=self.app,
            key=self.key,
            name=self.chat,
            messages=self.messages,
            attachments=self.attachments,
            participants=self.participants,
            first=self.first,
            last=self.last,
        )


class _Core(msgspec.Struct, frozen=True, kw_only=True):
    """What every version says, of which About tells more."""

    about: int
    app: str
    app_name: str
    chat: str
    key: str
    source: str
    file: str
    files: int
    size: int

    def as_about(self) -> About:
        """With nothing else known."""
        return About(
            **msgspec.structs.asdict(self), format="", messages=0, attachments=0, participants=[], first=None,
            last=None, importer=0, date_order=None, zone=None, modified=None, hostname="", complete=False,
            unread="newer",
        )  # fmt: skip


def encode_about(about: About) -> bytes:
    """Its JSON, made for reading by people too. Where it would be too long, names of participants are left out."""
    encoded = _encoded(about)
    for most in (_FEWER, 0):
        if len(encoded) > LIMIT:
            chats = [msgspec.structs.replace(chat, participants=chat.participants[:most]) for chat in about.chats]
            few = about.participants[:most]
            encoded = _encoded(msgspec.structs.replace(about, chats=chats, participants=few))
    return encoded


def decode_about(content: bytes) -> About | None:
    """None for what is no about.json of ours: another program's file may have that name."""
    about = _decoded(content)
    if about is None:
        return None
    times = (about.modified, *(time for chat in about.listed() for time in (chat.first, chat.last)))
    counts = (about.size, about.files, *(n for chat in about.listed() for n in (chat.messages, chat.attachments)))
    whole = (about.first, about.last)
    if min(counts) < 0 or about.messages < 0 or about.attachments < 0 or _any_naive((*times, *whole)):
        return None
    return about


def _decoded(content: bytes) -> About | None:
    """None also for one of ours that is damaged: only of a newer one may words be missing."""
    try:
        return msgspec.json.decode(content, type=About)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        pass
    try:
        core = msgspec.json.decode(content, type=_Core)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return None
    return core.as_about() if core.about > VERSION else None


def _any_naive(times: Iterable[datetime | None]) -> bool:
    return any(time is not None and time.tzinfo is None for time in times)


def _encoded(about: About) -> bytes:
    return msgspec.json.format(msgspec.json.encode(about), indent=2) + b"\n"
