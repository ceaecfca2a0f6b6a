"""Free space: nothing goes that another backup does not hold, and the plan tells the truth beforehand."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.builders import Computer, back_up, lines, make_export, make_zip_export
from tests.exports.made_telegram import account, chat, message, written
from vault.errors import UseUnknown, VaultChanged
from vault.progress import NoProgress
from vault.services.create_vault import Created
from vault.services.tidy import TidyPlan
from vault.services.vault import OpenedVault

QUIET = NoProgress()


def noise(seed: int) -> bytes:
    """A photo that does not compress."""
    import random

    return random.Random(seed).randbytes(50_000)


def at(computer: Computer, day: str) -> None:
    computer.clock.now = datetime.fromisoformat(f"{day}T12:00:00+00:00").astimezone(UTC)


def whys(plan: TidyPlan) -> dict[str, str]:
    """By the day of the backup: "goes", or why it stays."""
    told = {f"{one.time:%m-%d}": "goes" for one in plan.going}
    return told | {f"{one.backup.time:%m-%d}": one.why for one in plan.staying}


@pytest.fixture
def vault(created: Created) -> OpenedVault:
    return created.vault


def export_on(computer: Computer, vault: OpenedVault, day: str, path: Path) -> None:
    at(computer, day)
    back_up(computer, vault, path)


def test_an_older_export_whose_messages_are_all_in_later_ones_goes(
    computer: Computer, vault: OpenedVault, exports: Path
) -> None:
    media = [{f"IMG-{number}.jpg": noise(number) for number in range(count)} for count in (1, 2, 3)]
    for day, count, photos in (
        ("2026-05-01", 20, media[0]),
        ("2026-05-20", 30, media[1]),
        ("2026-11-01", 40, media[2]),
    ):
        export_on(computer, vault, day, make_zip_export(exports, "Anna", lines(count), photos))
    at(computer, "2026-11-24")
    plan = computer.services.tidy.plan(vault, QUIET)
    assert whys(plan) == {"05-01": "goes", "05-20": "month", "11-01": "recent"}
    assert plan.going[0].chats == ("Anna",)
    before = vault.repository.stored_size()
    done = computer.services.tidy.run(vault, plan, QUIET)
    assert done.complete
    assert done.freed == before - vault.repository.stored_size()
    (found,) = computer.services.browse.chats(vault)
    assert (found.messages, found.attachments, len(found.backups), found.exact) == (43, 3, 2, True)
    assert computer.services.check.run(vault, True, QUIET).ok
    assert computer.services.tidy.plan(vault, QUIET).is_empty


def test_messages_that_fell_out_at_the_front_keep_their_backup(
    computer: Computer, vault: OpenedVault, exports: Path
) -> None:
    export_on(computer, vault, "2026-05-01", make_export(exports, "Anna", lines(20)))
    export_on(computer, vault, "2026-05-20", make_export(exports, "Anna", lines(20, start=5)))
    at(computer, "2026-11-24")
    plan = computer.services.tidy.plan(vault, QUIET)
    assert whys(plan) == {"05-01": "holds", "05-20": "month"}
    assert (plan.staying[0].messages, plan.staying[0].files) == (5, 0)


def test_a_photo_that_a_later_export_left_out_keeps_its_backup(
    computer: Computer, vault: OpenedVault, exports: Path
) -> None:
    export_on(computer, vault, "2026-05-01", make_zip_export(exports, "Anna", lines(20), {"IMG-1.jpg": noise(1)}))
    text = [*lines(20), "2026-08-09, 09:00 - Anna: <Media omitted>"]
    export_on(computer, vault, "2026-05-20", make_export(exports, "Anna", text))
    at(computer, "2026-11-24")
    plan = computer.services.tidy.plan(vault, QUIET)
    assert whys(plan) == {"05-01": "holds", "05-20": "month"}
    assert plan.staying[0].files == 1


def telegram(folder: Path, texts: Sequence[str], **more: object) -> Path:
    messages = [message(number, text=text, **more) for number, text in enumerate(texts, 1)]
    path = folder / "result.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(written(account(chat(messages, name="Choir"))))
    return path


def test_what_was_said_before_an_edit_keeps_its_backup(computer: Computer, vault: OpenedVault, exports: Path) -> None:
    export_on(computer, vault, "2026-05-01", telegram(exports, ["Monday at eight", "Yes"]))
    export_on(computer, vault, "2026-05-20", telegram(exports, ["Tuesday at nine", "Yes"]))
    at(computer, "2026-11-24")
    assert whys(computer.services.tidy.plan(vault, QUIET)) == {"05-01": "holds", "05-20": "month"}


def test_an_export_that_could_not_be_read_in_full_stays(computer: Computer, vault: OpenedVault, exports: Path) -> None:
    path = exports / "result.json"
    exports.mkdir()
    whole = written(account(chat([message(number) for number in range(1, 40)], name="Choir")))
    path.write_bytes(whole[: len(whole) * 2 // 3])
    at(computer, "2026-05-01")
    computer.services.back_up.run(vault, [path], {}, QUIET)
    path.write_bytes(whole)
    export_on(computer, vault, "2026-05-20", path)
    export_on(computer, vault, "2026-05-21", telegram(exports, [f"message {number}" for number in range(1, 60)]))
    at(computer, "2026-11-24")
    assert whys(computer.services.tidy.plan(vault, QUIET))["05-01"] in ("unknown", "only")


def test_a_backup_that_was_not_read_back_here_stands_for_nothing(
    computer: Computer, laptop: Computer, created: Created, folder: Path, exports: Path
) -> None:
    for day, count in (("2026-05-01", 20), ("2026-05-20", 30)):
        export_on(computer, created.vault, day, make_export(exports, "Anna", lines(count)))
    at(laptop, "2026-11-24")
    other = laptop.services.open.by_code(folder, created.sheet.code, remember=False)
    assert whys(laptop.services.tidy.plan(other, QUIET)) == {"05-01": "not-proven", "05-20": "month"}
    assert laptop.services.check.run(other, True, QUIET).ok
    assert whys(laptop.services.tidy.plan(other, QUIET)) == {"05-01": "goes", "05-20": "month"}


def test_no_backup_goes_from_a_damaged_vault(
    computer: Computer, vault: OpenedVault, exports: Path, folder: Path
) -> None:
    for day, count in (("2026-05-01", 20), ("2026-05-20", 30)):
        export_on(computer, vault, day, make_export(exports, "Anna", lines(count)))
    at(computer, "2026-11-24")
    computer.desk.note(vault, damage_found_on=computer.clock.now)
    plan = computer.services.tidy.plan(vault, QUIET)
    assert (plan.going, plan.is_damaged) == ((), True)
    backend = computer.backend(folder)
    name = backend.list("snapshots")[0]
    backend.files["snapshots", name] = b"x" * 99
    with pytest.raises(UseUnknown):
        computer.services.tidy.plan(vault, QUIET)


def test_a_plan_is_worth_nothing_once_the_vault_has_changed(
    computer: Computer, vault: OpenedVault, exports: Path
) -> None:
    for day, count in (("2026-05-01", 20), ("2026-05-20", 30)):
        export_on(computer, vault, day, make_export(exports, "Anna", lines(count)))
    at(computer, "2026-11-24")
    plan = computer.services.tidy.plan(vault, QUIET)
    back_up(computer, vault, make_export(exports, "Ben"))
    with pytest.raises(VaultChanged):
        computer.services.tidy.run(vault, plan, QUIET)
    assert len(vault.repository.snapshots()) == 3


def test_a_folder_whose_photos_no_message_names_stays(computer: Computer, vault: OpenedVault, exports: Path) -> None:
    for day, number in (("2026-05-01", 1), ("2026-05-20", 2)):
        telegram(exports / "Telegram", ["Hi", "Ho"])
        (exports / "Telegram" / "photos").mkdir(exist_ok=True)
        for old in (exports / "Telegram" / "photos").iterdir():
            old.unlink()
        (exports / "Telegram" / "photos" / f"photo_{number}.jpg").write_bytes(noise(number))
        export_on(computer, vault, day, exports / "Telegram")
    at(computer, "2026-11-24")
    plan = computer.services.tidy.plan(vault, QUIET)
    assert whys(plan) == {"05-01": "holds", "05-20": "month"}
    assert (plan.staying[0].messages, plan.staying[0].files) == (0, 1)


def test_names_do_not_stand_in_a_repr(computer: Computer, vault: OpenedVault, exports: Path) -> None:
    for day, count in (("2026-05-01", 20), ("2026-05-20", 30)):
        export_on(computer, vault, day, make_export(exports, "Kingfisher", lines(count)))
    at(computer, "2026-11-24")
    assert "Kingfisher" not in repr(computer.services.tidy.plan(vault, QUIET))
