"""A folder with an export and other things: what was not taken is named in the report."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from tests.builders import Computer, lines
from vault.cli.documents import of_backup
from vault.exports.given import sort_out
from vault.exports.passed_over import PassedOver, passed_over
from vault.progress import NoProgress
from vault.services.create_vault import Created
from vault.ui.wording.backup_words import backup_words

ANNA = "WhatsApp Chat with Anna.txt"


def mixed(folder: Path) -> Path:
    (folder / "old" / "deep").mkdir(parents=True)
    (folder / "holiday").mkdir()
    (folder / ANNA).write_text("\n".join(lines(3)) + "\n")
    (folder / "old" / "WhatsApp Chat with Ben.txt").write_text("\n".join(lines(2)) + "\n")
    for name in ("recipe.pdf", "holiday/1.jpg", "holiday/2.jpg", "old/plan.ods", ".hidden.jpg", "Thumbs.db"):
        (folder / name).write_bytes(b"x")
    return folder


def test_what_else_lies_in_a_folder_is_named(computer: Computer, created: Created, tmp_path: Path) -> None:
    folder = mixed(tmp_path / "Downloads")
    report = computer.services.back_up.run(created.vault, [folder], {}, NoProgress())
    assert len(report.backups) == 2
    left = [folder / name for name in (".hidden.jpg", "holiday", "old/deep", "old/plan.ods", "recipe.pdf")]
    assert report.passed_over == PassedOver(tuple(left), 5)
    assert report.attention
    document = of_backup(report, str)
    assert (document["passed_over"], document["passed_over_files"]) == ([str(path) for path in left], 5)
    said = backup_words(report, [], date(2026, 5, 3)).further
    assert said.startswith("5 files are not in your vault, as part of no chat that we know: “.hidden.jpg”, “holiday”")


def test_what_is_one_export_or_was_given_by_itself_leaves_nothing(tmp_path: Path) -> None:
    folder = mixed(tmp_path / "Downloads")
    alone = [folder / ANNA]
    assert passed_over(alone, sort_out(alone)) == PassedOver()
    nothing = [folder / "holiday"]
    assert passed_over(nothing, sort_out(nothing)) == PassedOver(), "it is told as no chat"
