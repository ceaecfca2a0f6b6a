"""WhatsApp's text export: our reading beside whatstk's, in alternating runs, processor time only: run this file.

The same two texts for both: an invented group's, and a long one of whatstk's own kind (an author, a few Latin
sentences). whatstk comes into a virtual environment of its own, by uv, below the folder for temporary files; nothing
is put into ours. Bars: 200,000 messages a second, and ten times what whatstk does.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from datetime import datetime, timedelta
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from tests.exports.made_whatsapp_text import chat  # noqa: E402
from vault.chats.message import Message  # noqa: E402
from vault.exports.base import Answers, Source  # noqa: E402
from vault.exports.whatsapp.importer import WhatsAppImporter  # noqa: E402

LEAST_PER_SECOND, LEAST_TIMES = 200_000, 10.0
PEER = "whatstk>=0.9,<0.10"
_SIDE = """
import sys, time
from whatstk import WhatsAppChat
start = time.process_time()
chat = WhatsAppChat.from_source(sys.argv[1])
print(len(chat.df), time.process_time() - start)
"""
_LATIN = "Lorem ipsum dolor sit amet, consectetur adipiscing elit. Morbi id massa urna. Praesent vel metus ac libero. "


def main() -> int:
    """Print the table. 1 if a bar is missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--messages", type=int, default=200_000)
    parser.add_argument("--runs", type=int, default=5)
    asked = parser.parse_args()
    python = _peer()
    missed = 0
    for name, text in (("a group", chat(asked.messages)), ("whatstk's kind", latin(asked.messages))):
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "WhatsApp Chat with Choir.txt"
            path.write_text(text, encoding="utf-8")
            ours, theirs = zip(*[(_ours(path), _theirs(python, path)) for _ in range(asked.runs)], strict=True)
        missed += _show(name, len(text), max(ours), max(theirs))
    return bool(missed)


def latin(messages: int) -> str:
    """Messages of a few sentences, hours apart, by five authors."""
    start = datetime(2019, 4, 16, 2, 9)
    authors = ("Ash", "Brock", "Misty", "+1 123", "Prof. Oak")
    lines = (
        f"{start + timedelta(minutes=37 * n):%Y-%m-%d, %H:%M} - {authors[n % 5]}: {_LATIN[: 20 + n * 7 % 90]}"
        for n in range(messages)
    )
    return "\n".join(lines)


def _peer() -> Path:
    """The Python of a virtual environment with whatstk in it."""
    folder = Path(tempfile.gettempdir()) / f"chat-vault-whatstk-{os.getuid()}"
    python = folder / "bin" / "python"
    if not (folder / "ready").exists():
        subprocess.run(["uv", "venv", "--quiet", "--python", "3.11", str(folder)], check=True)
        subprocess.run(["uv", "pip", "install", "--quiet", "--python", str(python), PEER], check=True)
        (folder / "ready").touch()
    return python


def _ours(path: Path) -> float:
    """Messages a second, opening and reading to the end."""
    start = time.process_time()
    with WhatsAppImporter().open(Source.of_file(path), Answers(zone="UTC")) as export:
        count = sum(type(record) is Message for record in export.records())
    return count / (time.process_time() - start)


def _theirs(python: Path, path: Path) -> float:
    """Messages a second, without what starting and importing takes."""
    said = subprocess.run([python, "-c", _SIDE, path], check=True, capture_output=True, text=True).stdout.split()
    return float(said[0]) / float(said[1])


def _show(name: str, size: int, ours: float, theirs: float) -> bool:
    rates = f"ours {ours:10,.0f}/s   whatstk {theirs:8,.0f}/s   {ours / theirs:5.1f} times"
    sys.stdout.write(f"{name:16} {size / 1e6:6.1f} MB   {rates}\n")
    return ours < LEAST_PER_SECOND or ours < theirs * LEAST_TIMES


if __name__ == "__main__":
    raise SystemExit(main())
