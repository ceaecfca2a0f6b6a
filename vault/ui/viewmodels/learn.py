"""What the pages that explain show: it never changes, so there is nothing to hold and nothing to signal."""

from __future__ import annotations

from vault.services.learn import LearnPage, learn_pages

__all__ = ["LearnPage", "learn_pages"]
