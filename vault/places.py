"""Where this program keeps its own few files on this computer (never readable chats, never keys)."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import platformdirs

APP = "chat-vault"


@dataclass(frozen=True, slots=True)
class Places:
    """`settings` is a JSON file; `library` the folder of encrypted indexes; `logs` the folder of redacted logs."""

    settings: Path
    library: Path
    logs: Path
    documents: Path

    @classmethod
    def of_this_computer(cls) -> Places:
        """The folders that the operating system intends for it (platformdirs)."""
        dirs = platformdirs.PlatformDirs(APP, appauthor=False)
        return cls(
            settings=Path(dirs.user_config_dir) / "settings.json",
            library=Path(dirs.user_data_dir) / "library",
            logs=Path(dirs.user_log_dir),
            documents=Path(dirs.user_documents_dir),
        )

    @classmethod
    def under(cls, home: Path) -> Places:
        """All of them below one folder: for tests and the tour's second laptop."""
        base = home / APP
        return cls(base / "settings.json", base / "library", base / "logs", home / "Documents")


def resources() -> Path:
    """The folder of icons, samples and guides: inside the installed package, or beside it in a checkout."""
    inside = Path(__file__).parent / "resources"
    return inside if inside.is_dir() else Path(__file__).parent.parent / "resources"
