"""The log, and the report that a person may copy: what went wrong where, and nothing of what it went wrong with.

A log line is its literal text with arguments put in. Numbers, ids and words marked with `plain` go in as they are;
every other text is replaced by its length, every exception by its class and harmless fields: never a path, never a
name, never a word of a chat, never a key. Tracebacks keep files, lines and functions of programs and no messages.
"""

from __future__ import annotations

import errno
import logging
import os
import platform
import re
import sys
import traceback
from collections.abc import Mapping
from logging.handlers import RotatingFileHandler
from pathlib import Path

from vault import __version__
from vault.errors import ChatVaultError

FILE_NAME = "chat-vault.log"
MOST_BYTES, OLDER_FILES = 256 * 1024, 2
HARMLESS_FIELDS = (
    "what", "reason", "reasons", "row", "other", "rows", "version", "seconds", "writing", "needed", "free", "since",
)  # fmt: skip
AN_ID = re.compile(r"[0-9a-f]{8,64}")


class plain(str):  # noqa: N801 (reads as a word at its call: log.info("step %s", plain(step)))
    """A word of ours, never one of the person's, that may stand in the log."""

    __slots__ = ()


def describe(error: BaseException) -> str:
    """The class of an error and what is harmless in it: `NoPermission(writing=True)`, `OSError(ENOSPC)`."""
    name = type(error).__name__
    if isinstance(error, ChatVaultError):
        fields = [f for f in HARMLESS_FIELDS if f in getattr(error, "__dataclass_fields__", {})]
        return f"{name}({', '.join(f'{f}={harmless(getattr(error, f), trusted=True)}' for f in fields)})"
    if isinstance(error, OSError) and error.errno is not None:
        return f"{name}({errno.errorcode.get(error.errno, error.errno)})"
    return name


def harmless(value: object, *, trusted: bool = False) -> str:
    """A value as it may stand in the log; `trusted` for fields that hold only words of ours."""
    if value is None or isinstance(value, bool | int | float | plain):
        return str(value)
    if isinstance(value, BaseException):
        return describe(value)
    if isinstance(value, tuple | list):
        return "[" + ", ".join(harmless(item, trusted=trusted) for item in value) + "]"
    text = str(value)
    if trusted or (isinstance(value, str) and AN_ID.fullmatch(text)):
        return text
    return f"<{type(value).__name__}: {len(text)} characters>"


def redacted_traceback(error: BaseException) -> str:
    """Where it happened, over the whole chain of causes, without a single message."""
    parts, seen = [], set()
    link: BaseException | None = error
    while link is not None and id(link) not in seen:
        seen.add(id(link))
        frames = traceback.extract_tb(link.__traceback__)
        lines = [f"  {_program_file(f.filename)}:{f.lineno} {f.name}" for f in frames]
        parts.append("\n".join([describe(link), *lines]))
        link = link.__cause__ or (None if link.__suppress_context__ else link.__context__)
    return "\ncaused by ".join(parts)


def _program_file(filename: str) -> str:
    """A source file without the folders above its package: they may hold the person's name."""
    parts = Path(filename).parts
    for root in ("vault", "site-packages"):
        if root in parts:
            return "/".join(parts[len(parts) - 1 - parts[::-1].index(root) :])
    return Path(filename).name


def bug_report(error: BaseException) -> str:
    """A text that a person may copy and send: versions and the redacted traceback."""
    python = ".".join(str(part) for part in sys.version_info[:3])
    return f"Chat Vault {__version__}, Python {python}, {platform.system()} {platform.release()}\n" + (
        redacted_traceback(error)
    )


class RedactingFormatter(logging.Formatter):
    """Formats a record so that only its literal text, harmless values and places in programs remain."""

    def format(self, record: logging.LogRecord) -> str:
        """One line, with the redacted traceback below it where there is an error."""
        given = record.args or ()
        values = tuple(given.values()) if isinstance(given, Mapping) else given
        words = _fill(str(record.msg), tuple(harmless(value) for value in values))
        line = f"{self.formatTime(record)} {record.levelname} {record.name}: {words}"
        error = record.exc_info[1] if record.exc_info else None
        return line if error is None else f"{line}\n{redacted_traceback(error)}"


def _fill(text: str, values: tuple[str, ...]) -> str:
    """Put values where the %-places are, whatever their kind: they are words by now."""
    rest = iter(values)
    return re.sub(r"%(?:\(\w+\))?[-#0 +]*[\d.]*[a-zA-Z]", lambda _: next(rest, "?"), text)


def start_logging(folder: Path) -> None:
    """Write what `vault.*` logs to a small rotating file in `folder`; a folder that cannot be written is no obstacle.

    Call once per process; a second call changes nothing.
    """
    logger = logging.getLogger("vault")
    if any(isinstance(handler, RotatingFileHandler) for handler in logger.handlers):
        return
    logger.setLevel(logging.INFO)
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        handler = RotatingFileHandler(
            folder / FILE_NAME, maxBytes=MOST_BYTES, backupCount=OLDER_FILES, encoding="utf-8"
        )
        if os.name == "posix":
            (folder / FILE_NAME).chmod(0o600)
    except OSError:
        logger.addHandler(logging.NullHandler())
        return
    handler.setFormatter(RedactingFormatter())
    logger.addHandler(handler)


def stop_logging() -> None:
    """Close the file again: at the end of the program, and of a test."""
    logger = logging.getLogger("vault")
    for handler in list(logger.handlers):
        logger.removeHandler(handler)
        handler.close()
