"""PutRightState: where we are with one copy, in words: locked, compared, moved, looked at again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from vault.exposure.finding import CLOUD_CLASSES, Finding
from vault.services import put_right_words as words_of
from vault.services.end_state import EndState
from vault.services.lock_copy import Locked
from vault.services.put_right_plan import PutRightPlan, Refusal, Target
from vault.ui import figures
from vault.ui.viewmodels.progressing import Progressing
from vault.ui.wording import exposure_words as say
from vault.ui.wording.words import Words, quoted

Step = Literal["planning", "how", "locking", "locked", "court", "moving", "ended", "stopped"]
"""planning: what may be done; how: only the person can do it; court: the question that is asked once."""

NUMBERS: dict[Step, int] = {"planning": 1, "locking": 1, "locked": 2, "court": 2, "moving": 2, "ended": 3}
"""Which of the three parts of the way each step belongs to; those without a number have no step line."""
PARTS = 3


@dataclass(frozen=True, slots=True)
class Choice:
    """An answer to where the readable copy is to go. `refused` says why it cannot be chosen, "" where it can."""

    key: Target | Literal["leave"]
    icon: str
    answer: str
    explanation: str
    refused: str = ""


@dataclass(frozen=True, slots=True)
class StepLine:
    """One thing to do at the provider."""

    kind: str
    text: str
    address: str
    done: bool


@dataclass(frozen=True, slots=True)
class PutRightState:
    """What the page shows. `lines` stand below the sentence, `small` in small print below its own heading.

    `can_undo`: what was moved can be put back. `card`: the key of the check-up's card that helps, "" for none.
    """

    step: Step = "planning"
    title: str = ""
    place: str = ""
    sentence: str = ""
    lines: tuple[str, ...] = ()
    small_heading: str = ""
    small: tuple[str, ...] = ()
    work: Progressing | None = None
    choices: tuple[Choice, ...] = ()
    steps: tuple[StepLine, ...] = ()
    can_undo: bool = False
    gone: bool = False
    card: str = ""
    trouble: Words | None = None


def of_how(finding: Finding, plan: PutRightPlan) -> PutRightState:
    """What only the person can do, and why we do not do it."""
    lines = [words_of.refusal(plan.lock_refused)] if plan.lock_refused else []
    if plan.how is not None:
        lines.append(words_of.how(plan.how))
    by_how = {"check-up": finding.verdict.app or "", "phone-backup": "iphone-backup"}
    return PutRightState(
        step="how",
        title=say.title_of(finding),
        place=say.place_of(finding),
        sentence="Only you can put this right." if lines else "There is nothing to do here.",
        lines=tuple(dict.fromkeys(lines)),
        card=by_how.get(plan.how or "", ""),
    )


def of_locked(finding: Finding, locked: Locked, plan: PutRightPlan, bin_refused: Refusal | None) -> PutRightState:
    """It is in the vault and was compared: what is to become of the readable copy?"""
    cloud = _cloud_of(finding)
    if plan.move_refused is not None:
        question = "The readable copy stays where it is."
    else:
        question = f"Move the readable copy out of {cloud}?" if cloud else "Put the readable copy into the bin?"
    lines = [_what_was_locked(locked)]
    if plan.move_refused is not None:
        lines.append(words_of.refusal(plan.move_refused))
    return PutRightState(
        step="locked",
        title=say.title_of(finding),
        place=say.place_of(finding),
        sentence=f"Locked and compared. {question}",
        lines=tuple(lines),
        small_heading="If you move it:" if cloud else "If you put it into the bin:",
        small=words_of.effects(plan),
        choices=_choices(plan, bin_refused),
    )


def of_end(finding: Finding, end: EndState, can_undo: bool) -> PutRightState:
    """What is so now, what is left to do at the provider, and what nobody here can know."""
    said = words_of.outcome(end)
    steps = end.checklist.steps if end.gone_here else ()
    return PutRightState(
        step="ended",
        title=say.title_of(finding),
        place=say.place_of(finding),
        sentence=said[0],
        lines=said[1:],
        steps=tuple(StepLine(s.kind, s.text, s.address or "", s.kind not in end.open_steps) for s in steps),
        can_undo=can_undo,
        gone=end.gone_here,
    )


def _what_was_locked(locked: Locked) -> str:
    name = quoted(locked.path.name)
    if locked.as_file or locked.report is None:
        return f"{name} is in your vault, whole. We cannot read this kind of chat yet."
    if locked.already:
        return f"{name} was in your vault already. Every byte was compared."
    return f"{name} is in your vault with {figures.counted(locked.report.messages, 'message', 'messages')}."


def _choices(plan: PutRightPlan, bin_refused: Refusal | None) -> tuple[Choice, ...]:
    """Where it may go, the best first; leaving it is always one of them."""
    found: list[Choice] = []
    for target in plan.targets:
        icon = "folder" if target == "local" else "remove"
        explanation = "Nobody else gets it from there." if target == "local" else "You can take it out again."
        asks = target == "bin" and bin_refused == "evidence-unasked"
        refused = words_of.refusal(bin_refused) if target == "bin" and bin_refused and not asks else ""
        found.append(Choice(target, icon, words_of.target(target), refused or explanation, refused))
    if found:
        found.append(Choice("leave", "close", "Leave it where it is", "It stays in the list of unprotected copies."))
    return tuple(found)


def _cloud_of(finding: Finding) -> str:
    root = finding.root
    return root.provider if root is not None and root.provider_class in CLOUD_CLASSES | {"removable"} else ""
