"""What WhatsApp itself says in a chat, put into words: its database keeps only a number and who was concerned.

The numbers are those of message_system.action_type, and of messages.media_size where the status is 6. Only those are
here whose meaning several public readers agree on; any other notice is told by its own text, if it has one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

_WITH_TEXT: Mapping[int, str] = {
    1: '{who} changed the subject to "{text}"', 11: '{who} created the group "{text}"',
    27: "{who} changed the description to: {text}",
}  # fmt: skip
_WITHOUT_TEXT: Mapping[int, str] = {
    1: "{who} changed the subject", 4: "{others} was added", 5: "{who} left", 6: "{who} changed the group's picture",
    7: "You were removed", 9: "{who} created a broadcast list", 10: "{who} changed their number",
    11: "{who} created the group", 12: "{who} added {others}", 13: "{others} left", 14: "{who} removed {others}",
    15: "{others} is now an admin", 16: "{others} is no longer an admin", 18: "The security code with {who} changed",
    19: "Messages are end-to-end encrypted", 20: "{others} joined by an invite link",
    27: "{who} changed the description", 28: "{who} changed their number",
    56: "{who} changed how long messages are kept",
    57: "The security code with {who} changed", 58: "This contact was blocked or unblocked",
    67: "Messages are end-to-end encrypted", 118: "{who} pinned a message",
}  # fmt: skip
_JOINED = (4, 12, 20)
_NUMBER = (10, 28)


def notice(action: object, who: str, others: Sequence[str], text: str, *, joined: bool = False) -> str:
    """The words for a notice; its own text where the number is not known, "" where there is none either.

    `who` did it, to `others`; `joined` where the person whose phone it is came into the group.
    """
    if not isinstance(action, int):
        return text
    if joined and action in _JOINED:
        return f"{who} added you"
    if action in _NUMBER and len(others) == 2:
        return f"{others[0]} changed their number to {others[1]}"
    form = (_WITH_TEXT.get(action) if text else None) or _WITHOUT_TEXT.get(action)
    return form.format(who=who, others=", ".join(others) or who, text=text) if form else text


def call_words(video: object, duration: object, *, missed: bool, outgoing: bool) -> str:
    """A call in words, as the app's own text exports have it: "Missed voice call", "Video call, 2:05"."""
    what = "video call" if video in (1, True) else "voice call"
    if isinstance(duration, int) and duration > 0:
        minutes, seconds = divmod(min(duration, 10**6), 60)
        return f"{what.capitalize()}, {minutes}:{seconds:02}"
    return f"Missed {what}" if missed and not outgoing else what.capitalize()
