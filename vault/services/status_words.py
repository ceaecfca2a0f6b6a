"""The words of a status: one sentence, one line of reason, one button. Command line and window use the same.

A sentence has at most 20 words, none of them a word of the engine's. Nobody is promised anything that was not seen.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from vault.services.status_rules import NextStep, Reason, Status

Day = Callable[[datetime], str]

_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip

_SENTENCES: dict[Reason, str] = {
    "all-good": "Everything you saved up to {until} can be brought back.",
    "no-vault": "You have no vault on this computer yet.",
    "place-missing": "We cannot reach your vault just now.",
    "not-a-vault": "Your vault is no longer in its folder.",
    "no-permission": "This computer does not let us read your vault.",
    "place-failed": "The disk that holds your vault reports a fault.",
    "cannot-open": "We could not open your vault: a part of it is damaged.",
    "damaged": "We could not read all of your vault.",
    "still-arriving": "Parts of your vault are not on this computer yet.",
    "newer-format": "Your vault was changed by a newer Chat Vault than this one.",
    "keychain-empty": "This computer no longer has your key. Use your recovery sheet.",
    "keychain-changed": "This computer keeps its passwords in another place now. Use your recovery sheet.",
    "keychain-locked": "This computer’s password safe is locked.",
    "keychain-silent": "This computer’s password safe does not answer.",
    "no-keychain": "This computer has no password safe for your key. Use your recovery sheet.",
    "clock-behind": "This computer’s clock is behind your newest backup.",
    "sheet-unproved": "Not recoverable yet: show us that you have your recovery sheet.",
    "nothing-yet": "Your vault is ready, and no chat is in it yet.",
    "not-read-back": "{unread} not been read back yet.",
    "old": "{old} not been saved for more than five weeks.",
    "disk-nearly-full": "The disk that holds your vault is almost full.",
}
_REASONS: dict[Reason, str] = {
    "all-good": "{chats} with {messages} can be brought back. You showed your recovery sheet on {proved}.",
    "no-vault": "Make one for your chats, or bring back the chats from one that you have.",
    "place-missing": "Its folder is {place}. Plug in its disk, or choose where it is now.",
    "not-a-vault": "There is no vault in {place}. Nothing was removed by Chat Vault.",
    "no-permission": "The folder is {place}.",
    "place-failed": "The folder is {place}. Nothing in it was changed.",
    "cannot-open": "Nothing was removed. Try your recovery sheet, or choose another copy of the vault.",
    "damaged": "A repair says which chats are touched, and puts back what it can. Nothing was removed.",
    "still-arriving": "Let your cloud’s program finish, and keep {place} on this computer. Nothing was removed.",
    "newer-format": "Nothing in it was changed. The newest Chat Vault can open it.",
    "keychain-empty": "The vault itself is whole and stays as it is. Your recovery sheet opens it.",
    "keychain-changed": "The vault itself is whole and stays as it is. Your recovery sheet opens it.",
    "keychain-locked": "It holds the key to your vault. Unlock it, or use your recovery sheet.",
    "keychain-silent": "It holds the key to your vault. Try again, or use your recovery sheet.",
    "no-keychain": "We will ask for the sheet each time. The key is kept nowhere on this computer.",
    "clock-behind": "The newest backup seems to be from the future. Set this computer’s date and time.",
    "sheet-unproved": "If this computer is lost, only the sheet can open your vault. Type two of its rows.",
    "nothing-yet": "Drop an export of a chat here: it will be locked, read back, and listed.",
    "not-read-back": "A health check reads every byte and tells whether all of it can be brought back.",
    "old": "Export those chats again on your phone and add the new files. The oldest is from {until}.",
    "disk-nearly-full": "New backups need room on the disk of {place}.",
}
_STEPS: dict[NextStep, str] = {
    "make-or-bring-back": "Begin",
    "plug-in": "Look again",
    "choose-folder": "Choose its folder",
    "use-sheet": "Use your recovery sheet",
    "unlock-keychain": "Try again",
    "update-program": "Get the newest Chat Vault",
    "prove-sheet": "Show your recovery sheet",
    "first-backup": "Add your first chat",
    "export-again": "Add newer exports",
    "check": "Run a health check",
    "repair": "Repair",
    "wait": "Look again",
    "set-clock": "Look again",
    "free-space": "Look again",
    "another-place": "Choose another folder",
}


def english_day(moment: datetime) -> str:
    """A day as people say it, by this computer's clock: "Friday 20 November"."""
    day = moment.astimezone()
    return f"{_WEEKDAYS[day.weekday()]} {day.day} {_MONTHS[day.month - 1]}"


def sentence(status: Status, day: Day = english_day) -> str:
    """The one sentence, at most 20 words."""
    return _SENTENCES[status.reason].format(**_figures(status, day))


def reason_line(status: Status, day: Day = english_day) -> str:
    """Why, or what to do about it, in one further line."""
    line = _REASONS[status.reason].format(**_figures(status, day))
    if status.reason == "damaged" and status.doubtful:
        line += f" Not known to be whole: {_names(status.doubtful)}."
    if status.reason == "all-good" and status.last_checked_on:
        line += f" The last health check was on {day(status.last_checked_on)}."
    return line


def next_step(step: NextStep) -> str:
    """The words on the button."""
    return _STEPS[step]


def _figures(status: Status, day: Day) -> dict[str, str]:
    return {
        "until": day(status.protected_until) if status.protected_until else "",
        "proved": day(status.sheet_proved_on) if status.sheet_proved_on else "",
        "unread": f"{counted(status.unread_backups, 'backup')} {_have(status.unread_backups)}",
        "old": f"{counted(status.old_chats, 'chat')} {_have(status.old_chats)}",
        "chats": counted(len(status.chats), "chat"),
        "messages": ("" if status.exact else "at least ") + counted(status.messages, "message"),
        "place": status.places[0] if status.places else "",
    }


def _names(chats: Sequence[str]) -> str:
    """The first three of many."""
    return ", ".join(chats[:3]) + (f" and {len(chats) - 3:,} more" if len(chats) > 3 else "")


def counted(number: int, noun: str) -> str:
    """ "1 chat", "1,240 messages"."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def _have(number: int) -> str:
    return "has" if number == 1 else "have"
