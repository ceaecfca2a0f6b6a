"""Looking again after a copy was moved: what is so now, what somebody else still has, and what nobody here can know."""

from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from vault.exposure.finding import CLOUD_CLASSES, Finding
from vault.services.provider_steps import Checklist
from vault.services.put_right_journal import Deed


@dataclass(frozen=True, slots=True)
class EndState:
    """The honest end.

    `gone_here`: nothing lies at the path any more. `still` is what a look at it finds now (None: nothing, or no chat).
    `deed` is what was done; `copy_there`: what we moved lies where we put it. `kept_until` is the day until which the
    provider's bin may keep it (None: not known, or there is none); `unsure` that it is not certain. `others_unknown`:
    copies on other devices or with other people may exist, and we cannot see them. `open_steps` are the kinds of
    steps that the person has not ticked.
    """

    path: str
    gone_here: bool
    still: Finding | None
    deed: Deed | None
    copy_there: bool
    provider: str | None
    kept_until: date | None
    unsure: bool
    others_unknown: bool
    checklist: Checklist
    open_steps: tuple[str, ...]


def end_state(finding: Finding, still: Finding | None, deed: Deed | None, steps: Checklist) -> EndState:
    """Put together what was found out."""
    root = finding.root
    was_cloud = root is not None and root.provider_class in CLOUD_CLASSES
    moved_on = deed.moved_on if deed is not None and deed.stage == "moved" else None
    ticked = deed.ticked if deed is not None else ()
    return EndState(
        path=finding.path,
        gone_here=not os.path.lexists(finding.path),
        still=still,
        deed=deed,
        copy_there=deed is not None and deed.put_at is not None and os.path.lexists(deed.put_at),
        provider=root.provider if root is not None and was_cloud else None,
        kept_until=_until(moved_on, steps.bin_days) if "bin" not in ticked else None,
        unsure=steps.unsure,
        others_unknown=was_cloud,
        checklist=steps,
        open_steps=tuple(step.kind for step in steps.steps if step.kind not in ticked),
    )


def _until(moved_on: datetime | None, days: int | None) -> date | None:
    if moved_on is None or days is None:
        return None
    return moved_on.astimezone().date() + timedelta(days=days)
