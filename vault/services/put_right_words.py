"""Putting right in words: the button, why not, what moving does, what remains. One sentence each, in plain English."""

from __future__ import annotations

from datetime import date
from typing import Final

from vault.services.end_state import EndState
from vault.services.move_out import FOLDER
from vault.services.put_right_plan import Effect, How, Primary, PutRightPlan, Refusal, Target

NEEDED_QUESTION: Final = "Could you need this for a court, the police, work or insurance?"
NEEDED_REASON: Final = "If so, lock it and keep it where it is not lost. We will then not put it in the bin."

_BUTTONS: Final[dict[Primary, str]] = {
    "lock": "Lock it in my vault",
    "show-how": "Show me how",
    "encrypt": "Show me how to encrypt it",
    "nothing": "",
}
_HOWS: Final[dict[How, str]] = {
    "check-up": "The app itself can lock this backup. The check-up shows where to turn that on.",
    "phone-backup": (
        "Connect the phone, and turn on “Encrypt local backup” in Finder, Apple Devices or iTunes. "
        "The next backup replaces this one."
    ),
    "backup-program": "The program that makes this backup can lock it with a password. Make a new backup with one.",
    "make-available": "Choose “Always keep on this device” in its menu, wait until it has arrived, and look again.",
    "its-app": "An app on this computer works with this file. Change it in that app, not behind its back.",
}
_REFUSALS: Final[dict[Refusal, str]] = {
    "app-database": "A program on this computer has it open. Moving it could damage its chats.",
    "program-folder": "It belongs to a program on this computer. Moving it could damage its chats.",
    "part-of-set": "It is one piece of a backup that belongs together. Taken out, the whole backup could be lost.",
    "whole-set": "It is a whole backup of many files. Only the program that made it should change it.",
    "folder": "It is a folder of many files. We can lock it, and leave moving it to you.",
    "others": "It belongs to somebody else, or to a folder that others own. That is theirs to decide.",
    "online-only": "It lies only in the cloud. We do not download anything without you.",
    "read-only": "We are not allowed to change anything in this folder.",
    "vanished": "It is no longer there.",
    "not-allowed": "We are not allowed to read it.",
    "link": "It only points to a file somewhere else.",
    "protected": "Only you have the key to it. There is nothing to do.",
    "evidence-unasked": "First say whether you could need it for a court, the police, work or insurance.",
    "evidence": "You said that you could need it. So it does not go into the bin.",
    "sheet-unproved": "First show that you have your recovery sheet. Until then nothing goes into the bin.",
    "bin-in-cloud": "The bin of this disk is copied to the cloud as well. Choose the folder on this computer.",
}
_TARGETS: Final[dict[Target, str]] = {
    "local": f"Move it to “{FOLDER}” on this computer",
    "bin": "Put it into this computer’s bin",
}
_EFFECTS: Final[dict[Effect, str]] = {
    "leaves-cloud": "It also disappears from {provider} itself.",
    "leaves-devices": "It also disappears from your other devices that have this folder.",
    "leaves-shared": "People you share the folder with lose it as well, at once or when the bin is emptied.",
    "provider-bin": "{provider} keeps it in its own bin for a while. Afterwards we show you where.",
    "provider-versions": "Older versions of it may be kept elsewhere.",
    "local-copy": "The copy that we move stays readable to anyone who uses this computer.",
}
_MONTHS: Final = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip


def button(primary: Primary) -> str:
    """The words on the one button; empty where there is none."""
    return _BUTTONS[primary]


def how(key: How) -> str:
    """How to put it right where we cannot."""
    return _HOWS[key]


def refusal(key: str) -> str:
    """Why it may not be locked, or moved."""
    return next((said for reason, said in _REFUSALS.items() if reason == key), "We leave this one alone.")


def target(key: Target) -> str:
    """The words on a choice of where to."""
    return _TARGETS[key]


def effects(plan: PutRightPlan) -> tuple[str, ...]:
    """What moving does beyond this folder, said before it is done."""
    provider = plan.finding.root.provider if plan.finding.root else "this computer"
    return tuple(_EFFECTS[key].format(provider=provider) for key in plan.effects)


def outcome(state: EndState) -> tuple[str, ...]:
    """The honest end, sentence by sentence. What is not known is said, and nothing is called more than it is."""
    said = [_here(state), _whereabouts(state)]
    if state.gone_here and state.provider is not None:
        said.append(_kept(state, state.provider))
    if state.others_unknown:
        said.append("Copies on other devices or with other people are not affected by us.")
    return tuple(sentence for sentence in said if sentence)


def day(when: date) -> str:
    """A date as people write it: "24 November 2026"."""
    return f"{when.day} {_MONTHS[when.month - 1]} {when.year}"


def _here(state: EndState) -> str:
    if not state.gone_here:
        return "It still lies where it was." if state.still is not None else "Something still lies at its place."
    if state.deed is None or state.deed.stage != "moved":
        return "It is no longer there. We did not move it."
    return f"Moved out of {state.provider}." if state.provider else "Moved."


def _whereabouts(state: EndState) -> str:
    deed = state.deed
    if deed is None or deed.stage == "locked":
        return "A copy is locked in your vault." if deed is not None else ""
    if deed.stage == "undone":
        return "You put it back. A copy is locked in your vault."
    vault = "A locked copy is in your vault"
    if deed.to == "bin":
        return f"{vault}, and the readable one in this computer’s bin until that is emptied."
    if state.copy_there:
        return f"{vault}, and the readable one in “{FOLDER}” on this computer."
    return f"{vault}. The readable one is no longer where we put it."


def _kept(state: EndState, provider: str) -> str:
    if "bin" not in state.open_steps and any(step.kind == "bin" for step in state.checklist.steps):
        return f"You said that you emptied its bin at {provider}."
    if state.kept_until is not None:
        until = f"until {'about ' if state.unsure else ''}{day(state.kept_until)}"
        return f"{provider} may keep it in its bin {until}. {state.checklist.bin_note}".strip()
    return state.checklist.bin_note or f"How long {provider} keeps it is not known to us."
