"""The root of everything we raise, and what is no failure."""

from __future__ import annotations


class ChatVaultError(Exception):
    """Root of everything we raise. Its text is for developers: names of classes and fields, never chat bytes."""

    def __str__(self) -> str:
        """Name the class and its fields, so that a log line is enough to find the cause."""
        fields = getattr(self, "__dataclass_fields__", {})
        inside = ", ".join(f"{name}={getattr(self, name)!r}" for name in fields)
        return f"{type(self).__name__}({inside})"


class Cancelled(ChatVaultError):
    """The person stopped the work."""
