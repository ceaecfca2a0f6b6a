"""Every error has words of its own, in short sentences without the words that nobody outside knows."""

from __future__ import annotations

import dataclasses
import re
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, get_args

import pytest

from vault import errors
from vault.errors import ChatVaultError
from vault.ui.messages import BUG, CATALOGUE, words
from vault.ui.wording import file_words
from vault.ui.wording.words import Deed, Words, quoted

BANNED = (
    "repository", "repo", "snapshot", "prune", "passphrase", "keyring", "backend", "hash", "mount", "decrypt", "blob",
    "pack", "packs", "index", "tree", "archive", "seed", "mnemonic", "verify", "fsck", "scrub", "dump", "parser",
    "adapter", "leak", "vulnerability", "erased", "hacked", "safe", "error", "exception", "invalid", "failed to",
)  # fmt: skip
FIELDS: dict[str, object] = {
    "place": "/media/anna/Blue disk/Chat Vault", "path": Path("/home/anna/WhatsApp Chat with Anna.zip"),
    "folder": Path("/home/anna/Chats restored 24 Nov 2026"), "name": "data/ab12cd34", "row": 3, "other": 2,
    "rows": (2, 4), "label": "Recovery sheet 1", "hostname": "ANNA-PC", "since": datetime(2026, 11, 20, tzinfo=UTC),
    "vault": "ab" * 32, "seconds": 10.0, "needed": 8_200_000_000, "free": 1_000_000_000, "version": 3,
    "what": "pack", "reason": "EIO", "member": "../../x", "detail": "tag", "writing": True, "reasons": ("none",),
    "missing": "metadata", "kind": "whatsapp-key", "hint": "… 42", "app_name": "Telegram",
    "format": "telegram-json", "here": False, "in_vault": False, "provider": "Dropbox", "waiting": 12,
}  # fmt: skip


def tree(kind: type[ChatVaultError] = ChatVaultError) -> Iterator[type[ChatVaultError]]:
    yield kind
    for child in kind.__subclasses__():
        yield from tree(child)


CLASSES = sorted(
    {kind for kind in tree() if kind.__module__.startswith(errors.__name__)}, key=lambda kind: kind.__name__
)


def example(kind: type[ChatVaultError]) -> ChatVaultError:
    names: list[str] = [field.name for field in dataclasses.fields(kind)] if dataclasses.is_dataclass(kind) else []
    made: Any = kind
    return made(**{name: FIELDS[name] for name in names})  # type: ignore[no-any-return]


def sentences(said: Words) -> list[str]:
    return [part for text in said.sentences for part in re.split(r"(?<=[.!?])\s+", text) if part]


@pytest.mark.parametrize("kind", CLASSES)
def test_every_class_has_an_entry_of_its_own(kind: type[ChatVaultError]) -> None:
    assert kind in CATALOGUE


def test_different_errors_have_different_words() -> None:
    headlines = [words(example(kind)).headline for kind in CLASSES]
    assert len(set(headlines)) == len(headlines)


@pytest.mark.parametrize("kind", CLASSES)
def test_words_are_short_and_plain(kind: type[ChatVaultError]) -> None:
    said = words(example(kind))
    assert said.headline
    assert said.unharmed
    assert said.what_to_do
    assert said.button
    assert said.deed in get_args(Deed)
    for sentence in sentences(said):
        assert len(sentence.split()) <= 20, sentence
        assert sentence[-1] in ".!?", sentence
        plain = sentence.lower().replace("password safe", "")
        assert not [word for word in BANNED if re.search(rf"\b{word}\b", plain)], sentence


@pytest.mark.parametrize("reason", sorted(file_words._REFUSALS))
def test_every_refusal_has_its_own_reason(reason: str) -> None:
    said = words(errors.ArchiveRefused(Path("a.zip"), reason, "member"))
    others = [words(errors.ArchiveRefused(Path("a.zip"), other, "")) for other in file_words._REFUSALS]
    assert [other.what_happened for other in others].count(said.what_happened) == 1
    assert "member" not in " ".join(said.sentences)


def test_all_refusals_of_the_door_have_words() -> None:
    documented = errors.ArchiveRefused.__doc__ or ""
    listed = re.search(r"is one of ([a-z, ]+?);", " ".join(documented.split()))
    assert listed is not None
    assert set(listed[1].split(", ")) <= set(file_words._REFUSALS)


@pytest.mark.parametrize("rows", [(), (1,), (2, 4)])
def test_rows_are_named(rows: tuple[int, ...]) -> None:
    headline = words(errors.ProofFailed(rows)).headline
    assert all(str(row) in headline for row in rows)


def test_a_child_without_words_borrows_its_parents() -> None:
    class Fresh(errors.StorageError):
        pass

    assert words(Fresh("/x")) == words(errors.StorageError("/x"))


def test_a_foreign_error_is_an_apology() -> None:
    assert words(ValueError("secret text")) is BUG
    assert "sorry" in BUG.headline


def test_the_words_need_no_qt() -> None:
    code = "import sys, vault.ui.messages; sys.exit('PySide6' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_long_names_are_cut_in_the_middle() -> None:
    assert quoted("WhatsApp Chat with " + "very " * 20 + "long.zip").endswith("long.zip”")
    assert len(quoted("x" * 200)) <= 43
    assert quoted("Anna.zip") == "“Anna.zip”"


@pytest.mark.parametrize("place", ["/home/anna/.Family vault.relocking/new", "/home/anna/Family vault/.relocking/new"])
def test_a_vault_that_gets_another_key_is_called_by_its_own_name(place: str) -> None:
    told = " ".join(words(errors.DiskFull(place)).sentences)
    assert "“Family vault”" in told
    assert "relocking" not in told


def test_another_program_on_this_computer_need_have_no_window() -> None:
    told = words(errors.InUseElsewhere("laptop", datetime(2026, 5, 3, tzinfo=UTC), here=True))
    assert told.headline == "Your vault is in use by another program on this computer."
