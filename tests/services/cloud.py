"""A home with a cloud folder, and findings in it as a scan makes them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest
from send2trash import plat_other

from tests.builders import Computer
from vault.exposure.cloud_folders import find_roots
from vault.exposure.finding import Finding
from vault.exposure.local_system import LocalSystem
from vault.exposure.look_at import look_at
from vault.services.put_right import PutRight

TELEGRAM = """{"name": "Anna", "type": "personal_chat", "id": 1, "messages": [
{"id": 1, "type": "message", "date": "2026-05-01T09:00:00", "from": "Anna", "from_id": "user1", "text": "Hello"},
{"id": 2, "type": "message", "date": "2026-05-01T09:01:00", "from": "Ben", "from_id": "user2", "text": "Hi"}]}"""

ZOOM = """00:01:05\tFrom Anna to Everyone:\n\tHello\n00:02:10\tFrom Ben to Everyone:\n\tHi\n"""
"""A format that is known and has no importer."""


@dataclass
class Cloud:
    """A Dropbox below the home of this test, and what can be done about what lies in it."""

    home: Path
    computer: Computer

    @property
    def folder(self) -> Path:
        return self.home / "Dropbox"

    @property
    def outside(self) -> Path:
        return self.home / "Chats moved out of the cloud"

    @property
    def put_right(self) -> PutRight:
        return PutRight(self.computer.desk)

    def finding(self, path: Path) -> Finding:
        """What a scan says of a path; it must say something."""
        system = LocalSystem()
        found = look_at(str(path), find_roots(system), system.mounts())
        assert found is not None, f"no finding at {path}"
        return found


def make_cloud(home: Path, computer: Computer) -> Cloud:
    """Dropbox, told by the file that its client puts in."""
    cloud = Cloud(home, computer)
    cloud.folder.mkdir()
    (cloud.folder / ".dropbox").write_text("{}")
    return cloud


def use_the_bin_of(home: Path, patch: pytest.MonkeyPatch) -> Path:
    """Where send2trash, which looks once when it is loaded, is to put things; returns the bin."""
    data = home / ".local" / "share"
    patch.setattr(plat_other, "XDG_DATA_HOME", bytes(data))
    patch.setattr(plat_other, "HOMETRASH_B", bytes(data / "Trash"))
    return data / "Trash"
