"""Files with all kinds of names and contents, and restic at hand."""

from __future__ import annotations

import os
import random
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.interop.restic import Restic

PASSWORD = "restic's own password"
BIG = 60 << 20


@pytest.fixture(scope="session", autouse=True)
def _restic_is_here() -> None:
    assert shutil.which("restic"), "restic is missing: the set-up of the tests installs it"


@pytest.fixture(scope="session")
def restic_at(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Restic]:
    """Restic for a repository, by default with the password of those that restic makes itself."""
    cache = tmp_path_factory.mktemp("restic-cache")

    def make(repository: Path, password: str = PASSWORD) -> Restic:
        return Restic(repository, password, cache)

    return make


@pytest.fixture(scope="session")
def odd_files() -> dict[str, bytes]:
    """Contents by name: text, noise, nothing, and the names that people and programs come up with."""
    noise = random.Random(2026)
    return {
        "WhatsApp Chat with Zoë.txt": "12.05.26, 09:15 - Zoë: Bis später 👋\n".encode() * 4000,
        "empty.txt": b"",
        "one byte": b"x",
        "über größe 漢字 🏴\U000e0067\U000e0062 \u202fnarrow.zip": noise.randbytes(300_000),
        "quotes \"double\" 'single' `back`": b"quotes",
        "back\\slash & <angle> {brace} $HOME %PATH% *?|": b"meta",
        "new\nline\ttab\x7fdel": b"control",
        "\u202eright to left": b"direction",
        "nfd-e\u0301": b"decomposed",
        "nfd-\u00e9": b"composed",
        " leading and trailing ": b"blank",
        "...": b"dots",
        "-rf": b"dash",
        "CON": b"device",
        "a" * 200: b"long",
        "zeros": bytes(3 << 20),
        "photo.jpg": noise.randbytes(1_500_000),
        os.fsdecode(b"not \xff\xfe utf-8"): b"bytes for a name",
    }


@pytest.fixture(scope="session")
def big_file() -> bytes:
    """60 MB: half noise, half text, so that compression has something to decide."""
    text = b"".join(b"line %d of a long conversation\n" % number for number in range(1 << 20))
    return (random.Random(60).randbytes(BIG // 2) + text * (BIG // 2 // len(text) + 1))[:BIG]
