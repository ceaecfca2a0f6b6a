"""The report as one HTML page: everything inside, nothing fetched, no script; what came from a file name is text."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from html import escape
from typing import Final

from vault.services.report_page import Page, Section

_STYLE: Final = """
:root { color-scheme: light; }
body { font: 11pt/1.45 system-ui, "Segoe UI", "Helvetica Neue", sans-serif; color: #1c2430; background: #fff;
  max-width: 46rem; margin: 2.5rem auto; padding: 0 1.25rem; }
h1 { font-size: 1.7rem; font-weight: 650; margin: 0 0 .25rem; }
h2 { font-size: 1.05rem; font-weight: 650; margin: 1.6rem 0 .2rem; }
p { margin: .2rem 0 .5rem; }
p.lead { font-size: 1.15rem; }
table { border-collapse: collapse; width: 100%; font-size: .92rem; }
th { text-align: left; font-weight: 600; color: #55606e; }
th, td { padding: .3rem .8rem .3rem 0; border-bottom: 1px solid #dfe4ea; vertical-align: top;
  overflow-wrap: anywhere; }
footer { margin-top: 2rem; font-size: .85rem; color: #55606e; }
@media print { body { margin: 0; max-width: none; font-size: 9.5pt; } tr { break-inside: avoid; } }
"""
_POLICY: Final = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"


def html_of(page: Page) -> str:
    """The whole document."""
    return "\n".join(_document(page)) + "\n"


def _document(page: Page) -> Iterator[str]:
    yield "<!DOCTYPE html>"
    yield '<html lang="en">'
    yield "<head>"
    yield '<meta charset="utf-8">'
    yield f'<meta http-equiv="Content-Security-Policy" content="{escape(_POLICY)}">'
    yield '<meta name="viewport" content="width=device-width, initial-scale=1">'
    yield '<meta name="referrer" content="no-referrer">'
    yield f"<title>{_text(page.title)}</title>"
    yield f"<style>{_STYLE}</style>"
    yield "</head>"
    yield "<body>"
    yield "<main>"
    yield f"<h1>{_text(page.title)}</h1>"
    yield f'<p class="lead">{_text(page.lead)}</p>'
    for section in page.sections:
        yield from _section(section)
    yield "</main>"
    yield f"<footer><p>{_text(page.footing)}</p></footer>"
    yield "</body>"
    yield "</html>"


def _section(section: Section) -> Iterator[str]:
    yield "<section>"
    yield f"<h2>{_text(section.heading)}</h2>"
    yield f"<p>{_text(section.sentence)}</p>"
    if section.rows:
        yield "<table>"
        heads = "".join(f'<th scope="col">{_text(column)}</th>' for column in section.columns)
        yield f"<thead><tr>{heads}</tr></thead>"
        yield "<tbody>"
        for row in section.rows:
            yield f"<tr>{''.join(f'<td>{_text(cell)}</td>' for cell in row)}</tr>"
        yield "</tbody>"
        yield "</table>"
    yield "</section>"


def _text(text: str) -> str:
    """As text and nothing else: marks that turn the direction of writing go, what cannot be shown becomes U+FFFD."""
    plain = text.encode("utf-8", "replace").decode()
    seen = (char for char in plain if unicodedata.category(char) != "Cf")
    return escape("".join(char if char.isprintable() else "\ufffd" for char in seen))
