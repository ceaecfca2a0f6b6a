"""The log tells where something went wrong and never with what."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vault import log
from vault.errors import Damaged, ExportUnreadable, NoPermission, RowMistake
from vault.log import RedactingFormatter, bug_report, describe, plain, redacted_traceback, start_logging, stop_logging

CANARY = "Anna Canary-7731"


@pytest.fixture
def log_file(tmp_path: Path) -> Iterator[Path]:
    start_logging(tmp_path / "logs")
    yield tmp_path / "logs" / log.FILE_NAME
    stop_logging()


def _record(message: str, *args: object, error: BaseException | None = None) -> str:
    info = (type(error), error, error.__traceback__) if error else None
    record = logging.LogRecord("vault.test", logging.INFO, "f.py", 1, message, args, info)
    return RedactingFormatter().format(record)


@pytest.mark.logs_warnings
def test_a_persons_words_do_not_reach_the_file(log_file: Path) -> None:
    logger = logging.getLogger("vault.services.back_up")
    logger.warning("could not read %s of %d bytes", Path("/home") / CANARY / "chat.zip", 17)
    logger.warning("chat %s", CANARY)
    try:
        raise ValueError(CANARY)
    except ValueError:
        logger.exception("stopped")
    written = log_file.read_text(encoding="utf-8")
    assert "of 17 bytes" in written
    assert "stopped\nValueError" in written
    assert "Anna" not in written
    assert "7731" not in written


def test_the_file_is_ours_alone(log_file: Path) -> None:
    logging.getLogger("vault").info("hello")
    assert log_file.stat().st_mode & 0o777 == 0o600


def test_the_file_stays_small(log_file: Path) -> None:
    for number in range(12_000):
        logging.getLogger("vault.x").info("a line that is about eighty characters long, number %d", number)
    files = list(log_file.parent.iterdir())
    assert len(files) == log.OLDER_FILES + 1
    assert all(f.stat().st_size <= log.MOST_BYTES for f in files)


def test_a_second_start_changes_nothing(log_file: Path, tmp_path: Path) -> None:
    start_logging(tmp_path / "elsewhere")
    logging.getLogger("vault").info("once")
    assert log_file.read_text(encoding="utf-8").count("once") == 1
    assert not (tmp_path / "elsewhere").exists()


def test_no_folder_is_no_obstacle(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    start_logging(tmp_path / "file" / "logs")
    logging.getLogger("vault").info("heard by nobody")
    stop_logging()
    assert logging.getLogger("vault").handlers == []


def test_marked_words_numbers_and_ids_stay() -> None:
    line = _record("step %s: %d of %.1f, snapshot %s", plain("reading"), 3, 4.5, "0a1b2c3d" * 8)
    assert line.endswith(f"step reading: 3 of 4.5, snapshot {'0a1b2c3d' * 8}")


def test_our_errors_keep_what_is_harmless() -> None:
    assert describe(NoPermission(f"/home/{CANARY}", writing=True)) == "NoPermission(writing=True)"
    assert describe(Damaged("tree", CANARY, CANARY)) == "Damaged(what=tree)"
    assert describe(ExportUnreadable(Path(CANARY), "EIO")) == "ExportUnreadable(reason=EIO)"
    assert describe(RowMistake(3)) == "RowMistake(row=3)"
    assert describe(OSError(28, "No space left", CANARY)) == "OSError(ENOSPC)"
    assert describe(ValueError(CANARY)) == "ValueError"


def _fails() -> None:
    try:
        raise OSError(13, CANARY)
    except OSError as cause:
        raise Damaged("pack", CANARY) from cause


def test_a_traceback_names_places_and_causes_only() -> None:
    with pytest.raises(Damaged) as caught:
        _fails()
    text = redacted_traceback(caught.value)
    assert "test_log.py" in text
    assert "_fails" in text
    assert "caused by PermissionError(EACCES)" in text
    assert "Anna" not in text
    assert "Anna" not in bug_report(caught.value)
    assert bug_report(caught.value).startswith("Chat Vault 0")


def test_home_folders_do_not_show_in_a_traceback() -> None:
    assert (
        log._program_file(f"/home/{CANARY}/.venv/lib/site-packages/keyring/core.py") == "site-packages/keyring/core.py"
    )
    assert log._program_file(f"/home/{CANARY}/src/vault/services/x.py") == "vault/services/x.py"
    assert log._program_file(f"/home/{CANARY}/x.py") == "x.py"


@given(st.text(min_size=1), st.text())
def test_no_argument_breaks_the_formatter(text: str, other: str) -> None:
    line = _record("%s and %(name)s and %d %%", text, other)
    assert line.count(" and ") >= 2
