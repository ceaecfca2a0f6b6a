"""What every reader yields through: a root for a folder that exists, with its sentence of evidence."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from vault.exposure.finding import Root, Strength
from vault.exposure.providers import Provider
from vault.exposure.system import System, expanded

Reader = Callable[[System], Iterator[Root]]


def found(
    system: System,
    provider: Provider,
    path: object,
    evidence: str,
    strength: Strength,
    *,
    account: object = None,
    streaming: bool = False,
) -> Iterator[Root]:
    """One root, or none when `path` is no text, stays relative or is no folder (the client was removed)."""
    place = expanded(system, path) if isinstance(path, str) else ""
    if not place or not system.is_dir(place):
        return
    who = account.strip() if isinstance(account, str) and account.strip() else None
    note = _note(system, provider) if strength in ("system", "config") else None
    yield Root(place, provider.name, provider.provider_class, evidence, strength, who, (), note, streaming)


def by_config(system: System, provider: Provider, path: object, account: object = None) -> Iterator[Root]:
    """A root that the client's own settings name."""
    yield from found(system, provider, path, f"{provider.name}'s own settings name this folder.", "config",
                     account=account)  # fmt: skip


def _note(system: System, provider: Provider) -> str | None:
    """That the client does not run now: the copy in the cloud stays all the same."""
    running = system.processes() if provider.programs else None
    if running is None or not running.isdisjoint(provider.programs):
        return None
    return f"{provider.name} is not running now. What it copied before stays there."


def value(system: System, key: str, name: str) -> str:
    """A text value of the registry, its name compared without case; empty when there is none."""
    found_value = _without_case(system.values(key)).get(name.casefold(), "")
    return found_value if isinstance(found_value, str) else ""


def _without_case(values: Mapping[str, object]) -> dict[str, object]:
    return {name.casefold(): each for name, each in values.items()}
