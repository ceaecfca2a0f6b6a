"""What the restore wizard says: the services' facts turned into rows and sentences. Pure functions, no state."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Literal

from vault.progress import ProgressUpdate
from vault.services.browse import Chat
from vault.services.open_vault import FoundVault
from vault.services.restore import RestorePlan, RestoreReport, Unreadable
from vault.ui import figures
from vault.ui.icons import of_app
from vault.ui.viewmodels.progressing import Progressing
from vault.ui.viewmodels.whereabouts import synced_by, whereabouts
from vault.ui.wording.words import MOST_NAMED, some_of

Tone = Literal["good", "waiting", "bad"]

_DOING = {
    "reading": "Reading from the vault",
    "restoring": "Bringing your chats back",
    "comparing": "Comparing every byte with the vault",
    "counting": "Counting the messages",
}
MOST_SHOWN = 20
"""Unreadable exports that are listed one by one; the rest is counted."""
_WHY = {
    "damaged": "The bytes in the vault are no longer those that were stored.",
    "missing": "Parts of the vault that it needs are not there.",
    "changed": "The vault holds other bytes than were backed up.",
    "not-identical": "The disk did not keep what was written to it.",
    "miscounted": "It is back, but other messages were counted in it than before.",
    "not-written": "Something else lies in the folder under its name.",
}


@dataclass(frozen=True, slots=True)
class CandidateRow:
    """A folder that holds a vault. `note` says in words what is wrong with it, or is empty."""

    folder: Path
    name: str
    detail: str
    icon: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class ChatRow:
    """One chat to choose. `icon` is our name of its app's icon; `size` is written out."""

    id: str
    name: str
    icon: str
    detail: str
    size: str
    bytes: int

    @property
    def spoken(self) -> str:
        """For a screen reader: everything that the row shows."""
        return f"{self.name}, {self.detail.replace(' · ', ', ')}, {self.size}"


@dataclass(frozen=True, slots=True)
class Destination:
    """Where the chats go. `trouble`: why they cannot go there, then there is no way on; `warning`: what to mind.

    `goes_on`: bringing them back began there and did not end.
    """

    folder: Path
    name: str
    detail: str
    room: str = ""
    trouble: str = ""
    warning: str = ""
    goes_on: bool = False


@dataclass(frozen=True, slots=True)
class Outcome:
    """The last page: the sentence, where it lies, how it was proved, counts; and what is not whole, each with why.

    `folder` is None where nothing is left to look at. `all_names` is the whole list of what is not whole, one name a
    line, where not every name is shown; else empty.
    """

    tone: Tone
    sentence: str
    place: str
    proof: str
    counts: str
    unreadable: tuple[tuple[str, str], ...]
    folder: Path | None
    all_names: str = ""


def candidate(found: FoundVault, today: date) -> CandidateRow:
    """A found vault by name, date, size and disk."""
    place = whereabouts(found.folder)
    changed = figures.weekday_day(found.changed, today)
    note = "" if found.complete else _half_note(place.kind)
    return CandidateRow(
        folder=found.folder,
        name=found.name,
        detail=f"Last changed {changed} · {figures.size(found.size)} · {place.words}",
        icon=place.icon,
        note=note,
    )


def _half_note(kind: str) -> str:
    if kind == "cloud":
        return "Parts are missing. Let the cloud folder finish fetching, then look again."
    return "Parts are missing: this is half a vault. You can open it and see what is left."


def chat_row(chat: Chat, today: date) -> ChatRow:
    """A chat by app, messages, dates and size. "at least" where the vault's parts were not all counted yet."""
    counted = figures.counted(chat.messages, "message", "messages")
    parts = [
        chat.app_name,
        counted if chat.exact else f"at least {counted}",
        figures.span(chat.first, chat.last, today),
    ]
    return ChatRow(
        id=chat.id,
        name=chat.name,
        icon=of_app(chat.app),
        detail=" · ".join(part for part in parts if part),
        size=figures.size(chat.bytes),
        bytes=chat.bytes,
    )


def vault_line(name: str, chats: Iterable[Chat], today: date) -> str:
    """Under the question of page four: which vault this is, and from when."""
    times = [backup.time for chat in chats for backup in chat.backups]
    if not times:
        return f"“{name}” holds no chats yet."
    return f"“{name}”, last backed up on {figures.weekday_day(max(times), today)}. Nothing is written yet."


def chosen_line(rows: Sequence[ChatRow], chosen: frozenset[str]) -> str:
    """ "3 of 3 chosen · 8.2 GB"."""
    total = sum(row.bytes for row in rows if row.id in chosen)
    return f"{figures.count(len(chosen))} of {figures.count(len(rows))} chosen · {figures.size(total)}"


def nothing_changed_line(folder: Path | None) -> str:
    """Reassurance beside the rows: where the vault lies, nothing happens."""
    kind = whereabouts(folder).kind if folder else "computer"
    return "Nothing on the disk is changed." if kind == "disk" else "Nothing in the vault is changed."


def destination(plan: RestorePlan) -> Destination:
    """A folder that serves, with the room needed and free; and what is back there already."""
    free = "" if plan.free is None else f" · {figures.size(plan.free)} free there"
    where = whereabouts(plan.folder).words
    back = f" · {figures.counted(plan.there, 'file', 'files')} {'is' if plan.there == 1 else 'are'} back"
    begun = f"Begun and not finished, {where}{back if plan.there else ''}"
    return Destination(
        folder=plan.folder,
        name=plan.folder.name,
        detail=begun if plan.goes_on else f"A new folder {where}",
        room=f"{figures.size(plan.needed - plan.kept)} {'still to come' if plan.goes_on else 'needed'}{free}",
        warning=readable_warning(plan.folder),
        goes_on=plan.goes_on,
    )


def refused_destination(folder: Path, trouble: str) -> Destination:
    """A folder that does not serve, and why."""
    return Destination(folder, folder.name, f"A new folder {whereabouts(folder).words}", trouble=trouble)


def readable_warning(folder: Path) -> str:
    """What is given out comes back readable: say so where a provider's program would copy it away."""
    provider = synced_by(folder)
    if provider is None:
        return ""
    return f"{provider} copies this folder to the cloud. Whoever can open your {provider} could read your chats there."


def running(update: ProgressUpdate, how_long: str) -> Progressing:
    """How far the restore is."""
    share = update.done / update.total if update.total else None
    far = figures.size(update.done) if update.total is None else _of(update.done, update.total)
    return Progressing(_DOING.get(update.step, "Bringing your chats back"), share, far, how_long)


def _of(done: int, total: int) -> str:
    return f"{figures.size(done)} of {figures.size(total)}"


def outcome(report: RestoreReport, chats: int) -> Outcome:
    """The result in one sentence; "compared bit for bit" is said only of what was compared.

    `chats` is how many were asked for: where a chat has several files, the files are counted and not the chats.
    """
    return Outcome(
        tone="good" if report.identical else "bad" if report.restored == 0 else "waiting",
        sentence=_result_sentence(report, ("chat", "chats") if chats == report.of else ("file", "files")),
        place=_place(report),
        proof=_proof(report),
        counts=_result_counts(report),
        unreadable=tuple(_why(item) for item in report.unreadable),
        folder=report.folder if report.is_left else None,
        all_names=_all_names(report.unreadable),
    )


def _result_sentence(report: RestoreReport, noun: tuple[str, str]) -> str:
    back = f"{figures.count(report.restored)} of {figures.counted(report.of, *noun)}"
    verb = "is" if report.of == 1 else "are"
    if report.restored and report.compared >= report.restored:
        return f"{back} {verb} back, compared bit for bit"
    if report.restored:
        return f"{back} {verb} back, {figures.count(report.compared)} compared bit for bit"
    return f"{back} {verb} back"


def _place(report: RestoreReport) -> str:
    if not report.is_left:
        return ""
    what = "They are" if report.restored else "What could be read is"
    return f"{what} in “{report.folder.name}”, {whereabouts(report.folder).words}."


def _proof(report: RestoreReport) -> str:
    if report.identical:
        return "Every file was read again from the disk and is what the vault holds."
    if report.restored == 0:
        return "Nothing could be brought back whole. The vault was not changed."
    return "What is back was compared with the vault. The rest is listed here; the vault was not changed."


def _result_counts(report: RestoreReport) -> str:
    messages = figures.counted(report.messages, "message", "messages")
    if report.messages != report.messages_expected:
        messages = f"{figures.count(report.messages)} of {figures.count(report.messages_expected)} messages"
    return f"{messages} counted · {figures.size(report.bytes)} written"


def _why(item: Unreadable) -> tuple[str, str]:
    why = _WHY.get(item.why, "It could not be brought back whole.")
    return item.name, f"{why} Not whole in it: {some_of(item.inside)}." if item.inside else why


def _all_names(unreadable: Sequence[Unreadable]) -> str:
    """Nothing where every name is shown anyway."""
    if len(unreadable) <= MOST_SHOWN and all(len(item.inside) <= MOST_NAMED for item in unreadable):
        return ""
    return "\n".join(line for item in unreadable for line in (item.name, *(f"    {name}" for name in item.inside)))
