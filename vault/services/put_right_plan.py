"""What may be done about one unprotected copy, and why not more: the rules, asked before anything is touched.

Never touched: an app's own files, one piece of a backup that belongs together, what is somebody else's, what lies
only in the cloud. What may be locked may still have to stay where it is.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Final, Literal

from vault.exposure.finding import CLOUD_CLASSES, Finding, Root
from vault.exposure.judge_sets import set_kind
from vault.exposure.placeholders import is_link, is_online_only
from vault.services.own_folders import is_of_a_program, is_of_others

Primary = Literal["lock", "show-how", "encrypt", "nothing"]
How = Literal["check-up", "phone-backup", "backup-program", "make-available", "its-app"]
Refusal = Literal[
    "app-database", "program-folder", "part-of-set", "whole-set", "folder", "others", "online-only", "read-only",
    "vanished", "not-allowed", "link", "protected", "evidence-unasked", "evidence", "sheet-unproved", "bin-in-cloud",
]  # fmt: skip
Target = Literal["local", "bin"]
Effect = Literal["leaves-cloud", "leaves-devices", "leaves-shared", "provider-bin", "provider-versions", "local-copy"]

BACKUPS: Final = frozenset({
    "borg", "restic", "cryptomator", "kopia", "rclone-crypt", "gocryptfs", "encfs", "cryfs",
})  # fmt: skip
APPS_OWN: Final = frozenset({"signal-backups", "signal-desktop", "whatsapp-backup"})
_BESIDE_A_LIVE_DATABASE: Final = ("-wal", "-shm", "-journal")
_HIGHEST: Final = 8  # folders above a file that are asked whether they are a set
_FILES_ASKED: Final = 50  # at the top of a folder, whether they lie only in the cloud


@dataclass(frozen=True, slots=True)
class PutRightPlan:
    """What can be done about `finding`.

    `primary` is the one button: lock it, show how (`how` says what), encrypt the backup that makes such copies, or
    nothing. `lock_refused` and `move_refused` say why not; None: it may. `targets` are where it may go once it is
    locked, the best first. `effects` are what moving does, beyond this folder. `bin_refused` says why not into the bin
    just now, though it is among the targets.
    """

    finding: Finding
    primary: Primary
    how: How | None
    lock_refused: Refusal | None
    move_refused: Refusal | None
    targets: tuple[Target, ...]
    effects: tuple[Effect, ...]
    bin_refused: Refusal | None = None


def make_plan(finding: Finding) -> PutRightPlan:
    """Look at the copy by its name and stat, never at its content. Nothing is changed."""
    lock_refused = why_not_lock(finding)
    move_refused = lock_refused or why_not_move(finding)
    primary, how = _primary(finding, lock_refused)
    return PutRightPlan(
        finding=finding,
        primary=primary,
        how=how,
        lock_refused=lock_refused,
        move_refused=move_refused,
        targets=() if move_refused else _targets(finding.root),
        effects=() if move_refused else _effects(finding.root),
    )


def why_not_lock(finding: Finding) -> Refusal | None:
    """Why a copy must not be taken into the vault by itself; None: it may."""
    path = Path(finding.path)
    if finding.kind != "file":
        return _why_not_whole(finding, path)
    try:
        status = path.lstat()
    except PermissionError:
        return "not-allowed"
    except OSError:
        return "vanished"
    if is_link(status):
        return "link"
    if not stat.S_ISREG(status.st_mode):
        return "whole-set"
    if is_online_only(path.name, status, finding.root):
        return "online-only"
    if is_of_a_program(path):
        return "program-folder"
    if _is_live_database(path):
        return "app-database"
    if set_around(path) is not None:
        return "part-of-set"
    return None if os.access(path, os.R_OK) else "not-allowed"


def why_not_move(finding: Finding) -> Refusal | None:
    """Why a copy that may be locked must stay where it is all the same."""
    path = Path(finding.path)
    if finding.kind != "file":
        return "folder"
    if is_of_others(path, finding.root):
        return "others"
    if not os.access(path.parent, os.W_OK | os.X_OK):
        return "read-only"
    return None


def set_around(path: Path) -> str | None:
    """The kind of set that a file is one piece of; folders that cannot be listed are passed over."""
    for folder in path.parents[:_HIGHEST]:
        kind = _kind_of(folder)
        if kind is not None:
            return kind
    return None


def _why_not_whole(finding: Finding, path: Path) -> Refusal | None:
    """An export's folder is taken in as it is; a backup is its program's business."""
    if not os.path.lexists(path):
        return "vanished"
    if path.is_symlink():
        return "link"
    if is_of_a_program(path):
        return "program-folder"
    if not path.is_dir() or _how_of_whole(finding) != "an-export":
        return "whole-set"
    if not os.access(path, os.R_OK | os.X_OK):
        return "not-allowed"
    return "online-only" if _is_far(path, finding.root) else None


def _is_far(folder: Path, root: Root | None) -> bool:
    """Whether reading it would download it: told by the files at its top."""
    if root is not None and root.streaming:
        return True
    with suppress(OSError), os.scandir(folder) as entries:
        files = islice((entry for entry in entries if entry.is_file(follow_symlinks=False)), _FILES_ASKED)
        return any(is_online_only(entry.name, entry.stat(follow_symlinks=False), root) for entry in files)
    return False


def _how_of_whole(finding: Finding) -> How | Literal["an-export"]:
    kind = _kind_of(Path(finding.path)) or finding.verdict.format or ""
    if kind == "iphone-backup" or finding.verdict.app in ("iphone", "android"):
        return "phone-backup"
    if kind in BACKUPS:
        return "backup-program"
    return "its-app" if kind in APPS_OWN else "an-export"


def _primary(finding: Finding, refused: Refusal | None) -> tuple[Primary, How | None]:
    verdict = finding.verdict
    if verdict.access == "user-key" or refused == "vanished":
        return "nothing", None
    how = _how_of_whole(finding) if finding.kind != "file" else "an-export"
    if how != "an-export":
        return ("encrypt" if how == "phone-backup" else "show-how"), how
    if refused == "online-only":
        return "show-how", "make-available"
    if verdict.access == "provider-key":
        return "show-how", "check-up"
    if refused is not None:
        return ("show-how", "its-app") if refused in ("app-database", "program-folder") else ("nothing", None)
    return ("lock", None) if verdict.access == "readable" else ("nothing", None)


def _targets(root: Root | None) -> tuple[Target, ...]:
    """In an ordinary folder of this computer there is no cloud to move out of: only the bin changes anything."""
    leaves_something = root is not None and root.provider_class != "local"
    return ("local", "bin") if leaves_something else ("bin",)


def _effects(root: Root | None) -> tuple[Effect, ...]:
    if root is None or root.provider_class not in CLOUD_CLASSES:
        return ("local-copy",)
    if root.provider_class == "peer-to-peer":
        return ("leaves-devices", "provider-versions", "local-copy")
    return ("leaves-cloud", "leaves-devices", "leaves-shared", "provider-bin", "provider-versions", "local-copy")


def _is_live_database(path: Path) -> bool:
    """SQLite's own files beside it: a program has it open, or was killed while it had."""
    return any(os.path.lexists(f"{path}{ending}") for ending in _BESIDE_A_LIVE_DATABASE)


def _kind_of(folder: Path) -> str | None:
    try:
        names: Sequence[str] = os.listdir(folder)  # noqa: PTH208 - names only, and it may be a large folder
    except OSError:
        return None
    return set_kind(names)
