"""The register of every page and wizard step. Pictures, the accessibility gate and the tests walk it.

Each group of pages has its builders in a file of its own; a page that is missing here fails a test.
"""

from __future__ import annotations

from vault.ui.page_entry import PageEntry, PagesContext
from vault.ui.pages_added import ADDED_PAGES
from vault.ui.pages_adding import ADDING_PAGES
from vault.ui.pages_begin import BEGIN_PAGES
from vault.ui.pages_exposure import EXPOSURE_PAGES
from vault.ui.pages_free_space import FREE_SPACE_PAGES
from vault.ui.pages_home import HOME_PAGES
from vault.ui.pages_keys import KEYS_PAGES
from vault.ui.pages_put_right import PUT_RIGHT_PAGES
from vault.ui.pages_relock import RELOCK_PAGES
from vault.ui.pages_repair import REPAIR_PAGES
from vault.ui.pages_restore import RESTORE_PAGES

__all__ = ["PAGES", "PageEntry", "PagesContext"]

PAGES: tuple[PageEntry, ...] = (
    *BEGIN_PAGES, *HOME_PAGES, *ADDING_PAGES, *ADDED_PAGES, *RESTORE_PAGES, *KEYS_PAGES, *EXPOSURE_PAGES,
    *RELOCK_PAGES, *PUT_RIGHT_PAGES, *FREE_SPACE_PAGES, *REPAIR_PAGES,
)  # fmt: skip
