"""Settings files made of lines `name = value` without sections, as abraunegg's onedrive and yandex-disk write them."""

from __future__ import annotations

from vault.exposure.system import System, text_of


def settings_lines(system: System, path: str) -> dict[str, str]:
    """Names and values, quotes taken off; lines that begin with "#" are comments. The last line of a name counts."""
    found: dict[str, str] = {}
    for line in text_of(system, path).splitlines():
        name, equals, said = line.strip().partition("=")
        if equals and not name.startswith(("#", ";", "[")):
            found[name.strip()] = said.strip().strip("\"'")
    return found
