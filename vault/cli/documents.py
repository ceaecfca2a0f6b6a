"""What --json prints. Names are a contract: more may be added, none renamed. Times RFC 3339 UTC, sizes in bytes."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

from vault.cli.days import moment
from vault.cli.shown_health import of_problems
from vault.services.status_words import sentence

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from vault.errors import ChatVaultError
    from vault.exposure.finding import Finding, Root
    from vault.services.back_up import BackupLine, BackupReport, ChatCount, FailedExport
    from vault.services.browse import Chat
    from vault.services.check import Health
    from vault.services.create_vault import Created
    from vault.services.scan import ScanReport
    from vault.services.status import Status
    from vault.services.vault import OpenedVault

Document = dict[str, object]


def encode(document: Document) -> bytes:
    """UTF-8 with a line end. A file name that is no valid Unicode keeps its bytes as JSON's own escapes."""
    return (json.dumps(document, ensure_ascii=False, indent=2) + "\n").encode("utf-8", "backslashreplace")


def of_created(created: Created, sheet: Path) -> Document:
    """`create`."""
    problem = created.keychain_problem
    return {
        **_vault(created.vault),
        "sheet": str(sheet),
        "sheet_number": created.sheet.number,
        "keychain": problem is None,
    }


def of_opened(vault: OpenedVault, *, keychain: bool) -> Document:
    """`open`."""
    return {**_vault(vault), "keychain": keychain}


def of_relocked(vault: OpenedVault, sheet: Path, *, proved: bool, computers: int, size: int) -> Document:
    """`relock`; `computers` is how many others open the vault no more."""
    return {
        **_vault(vault),
        "sheet": str(sheet),
        "sheet_number": vault.memory.sheet_number,
        "sheet_proved": proved,
        "keychain": vault.memory.key_id is not None,
        "computers_out": computers,
        "bytes": size,
    }


def _vault(vault: OpenedVault) -> Document:
    return {"vault": str(vault.folder), "name": vault.name, "public_id": vault.repository.public_id}


def of_backup(report: BackupReport, say: Callable[[ChatVaultError], str]) -> Document:
    """`backup`; `say` puts an error into one sentence."""
    return {
        "backups": [_backup(line) for line in report.backups],
        "failed": [_failed(failed, say) for failed in report.failed],
        "passed_over": [str(path) for path in report.passed_over.paths],
        "passed_over_files": report.passed_over.files,
    }


def _backup(line: BackupLine) -> Document:
    account = line.account
    return {
        "export": line.export,
        "path": str(line.path),
        "app": line.app,
        "snapshot": line.snapshot,
        "chats": [_chat_count(chat) for chat in line.chats],
        "messages": line.messages,
        "new": line.new,
        "known": line.known,
        "attachments": line.attachments,
        "skipped": [{"where": skipped.where, "why": skipped.why} for skipped in line.skipped],
        "bytes": line.bytes,
        "stored": line.stored,
        "healed": line.healed,
        "verified": line.verified,
        "already": line.already,
        "dates_open": line.question is not None,
        "warnings": list(line.warnings),
        "files": line.files,
        "format": line.format,
        "locked_by": line.secret.kind if line.secret else None,
        "account": {
            "records": account.records,
            "messages": account.messages,
            "service": account.service,
            "parts": account.parts,
            "empty": account.empty,
            "skipped": account.skipped,
        },
    }


def _chat_count(chat: ChatCount) -> Document:
    return {
        "name": chat.name,
        "messages": chat.messages,
        "attachments": chat.attachments,
        "participants": list(chat.participants),
        "first": moment(chat.first),
        "last": moment(chat.last),
    }


def _failed(failed: FailedExport, say: Callable[[ChatVaultError], str]) -> Document:
    error = failed.error
    return {"path": str(failed.path), "error": type(error).__name__, "sentence": say(error)}


def of_status(status: Status) -> Document:
    """`status`."""
    return {
        "state": status.state,
        "reason": status.reason,
        "sentence": sentence(status),
        "vault": status.vault,
        "sheet_proved_on": moment(status.sheet_proved_on),
        "last_checked_on": moment(status.last_checked_on),
        "last_rehearsed_on": moment(status.last_rehearsed_on),
        "places": list(status.places),
        "chats": [
            {
                "name": chat.name,
                "app": chat.app,
                "messages": chat.messages,
                "messages_exact": chat.exact,
                "last_backup": moment(chat.last_backup),
                "last_message": moment(chat.last_message),
                "state": chat.state,
            }
            for chat in status.chats
        ],
        "next_steps": list(status.next_steps),
    }


def of_chats(chats: Sequence[Chat]) -> Document:
    """`chats`."""
    return {"chats": [_chat(chat) for chat in chats]}


def _chat(chat: Chat) -> Document:
    return {
        "id": chat.id,
        "name": chat.name,
        "app": chat.app,
        "messages": chat.messages,
        "messages_exact": chat.exact,
        "attachments": chat.attachments,
        "participants": list(chat.participants),
        "first": moment(chat.first),
        "last": moment(chat.last),
        "bytes": chat.bytes,
        "unread": chat.unread or None,
        "backups": [
            {"snapshot": backup.snapshot, "time": moment(backup.time), "export": backup.export, "bytes": backup.bytes}
            for backup in chat.backups
        ],
    }


def of_exposure(report: ScanReport) -> Document:
    """`exposure`."""
    return {
        "scanned": report.scanned,
        "findings": [_finding(finding) for finding in report.findings],
        "skipped": [{"path": skipped.path, "why": skipped.why} for skipped in report.not_looked],
        "roots": [_root(root) for root in report.roots],
        "counts": {
            "folders": report.counts.folders,
            "opened": report.counts.opened,
            "remembered": report.counts.remembered,
            "not_opened": report.counts.by_name,
            "noise_folders": report.counts.noise,
            "skipped": report.counts.not_looked,
        },
    }


def _finding(finding: Finding) -> Document:
    root, verdict = finding.root, finding.verdict
    return {
        "path": finding.path,
        "app": verdict.app,
        "chat": verdict.chat,
        "access": verdict.access,
        "severity": finding.severity,
        "provider": None if root is None else root.provider,
        "provider_class": "local" if root is None else root.provider_class,
        "opened": verdict.opened,
        "evidence": list(finding.evidence),
    }


def _root(root: Root) -> Document:
    return {"path": root.path, "provider": root.provider, "evidence": root.evidence}


def of_check(health: Health) -> Document:
    """`check`."""
    return {
        "ok": health.ok,
        "read_all": health.read_all,
        "read_bytes": health.read_bytes,
        "problems": of_problems(health.problems),
    }
