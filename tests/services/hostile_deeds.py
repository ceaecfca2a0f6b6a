"""Run as a child: every deed on one hostile vault after the other. Prints a line of JSON for each vault.

Arguments: the file with the sheet's code, a folder for all that is written, then the vaults. What is no error of ours
ends it with its traceback.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from tests.services.many_files import peak_of_this_program
from vault.crypto.recovery_code import RecoveryCode
from vault.errors import ChatVaultError
from vault.keychain.memory import MemoryKeyStore
from vault.places import Places
from vault.progress import NoProgress
from vault.repository import restorer, stored_tree
from vault.services.services import Services, build_services
from vault.services.vault import Desk, OpenedVault
from vault.settings import Settings
from vault.storage.local import LocalBackend

QUIET = NoProgress()


def main() -> None:
    code, target, *vaults = sys.argv[1:]
    for module in (stored_tree, restorer):
        vars(module)["MAX_FILES"] = 5_000  # of a million: the same way, in less time
    read = RecoveryCode.parse(Path(code).read_text())
    for vault in map(Path, vaults):
        places = Places.under(Path(target) / "home" / vault.parent.name)
        desk = Desk(Settings(places.settings), MemoryKeyStore(), LocalBackend, places, lambda: datetime.now(UTC), 16)
        began = time.process_time()
        ended = deeds(build_services(desk), vault, read, Path(target) / "restored" / vault.parent.name)
        peak = peak_of_this_program() >> 10
        seconds = round(time.process_time() - began, 1)
        sys.stdout.write(json.dumps({"vault": vault.parent.name, "mib": peak, "cpu": seconds, "ended": ended}) + "\n")
        sys.stdout.flush()


def deeds(services: Services, folder: Path, code: RecoveryCode, target: Path) -> dict[str, str]:
    """How each deed ended: "done" or the name of an error of ours, with the CPU seconds it took."""
    ended: dict[str, str] = {}
    opened: list[OpenedVault] = []

    def attempt(name: str, deed: Callable[[], object]) -> None:
        began = time.process_time()
        try:
            deed()
            outcome = "done"
        except ChatVaultError as error:
            outcome = type(error).__name__
        ended[name] = f"{outcome} {time.process_time() - began:.1f}"

    attempt("open", lambda: opened.append(services.open.by_code(folder, code, remember=False)))
    for vault in opened:
        attempt("chats", lambda vault=vault: services.browse.chats(vault))  # type: ignore[misc]
        attempt("status", lambda vault=vault: services.status.run(vault))  # type: ignore[misc]
        attempt("restore", lambda vault=vault: restore(services, vault, target))  # type: ignore[misc]
        attempt("check", lambda vault=vault: services.check.run(vault, True, QUIET))  # type: ignore[misc]
        attempt("tidy", lambda vault=vault: services.tidy.run(vault, services.tidy.plan(vault, QUIET), QUIET))  # type: ignore[misc]
        attempt("repair", lambda vault=vault: services.repair.run(vault, services.repair.plan(vault, QUIET), (), QUIET))  # type: ignore[misc]
        attempt("catch up", lambda vault=vault: services.browse.bring_up_to_date(vault, QUIET))  # type: ignore[misc]
        vault.close()
    return ended


def restore(services: Services, vault: OpenedVault, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    services.restore.run(vault, services.restore.plan(vault, None, target), QUIET)


if __name__ == "__main__":
    main()
