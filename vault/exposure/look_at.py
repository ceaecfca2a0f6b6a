"""A look at one path, in this process: after it was moved, or when somebody asks again. Nothing is downloaded."""

from __future__ import annotations

import os
from collections.abc import Sequence

from vault.exposure.finding import Finding, Root
from vault.exposure.placeholders import prepare_process
from vault.exposure.scan import ScanRequest, scan
from vault.exposure.system import Mount


def look_at(path: str, roots: Sequence[Root], mounts: Sequence[Mount]) -> Finding | None:
    """What a scan of this one path finds now; None when there is nothing, or no chat."""
    if not os.path.lexists(path):
        return None
    request = ScanRequest((path,), tuple(roots), tuple(mounts), may_open=prepare_process())
    return next((event for event in scan(request) if isinstance(event, Finding) and event.path == path), None)
