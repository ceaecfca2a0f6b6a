"""Slack's way of writing a message: `<@U…>` for a person, `<#C…|name>` for a channel, `<link|words>`, three entities.

Facts: api.slack.com/reference/surfaces/formatting.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from vault.exports.loose_json import Object, mapping, name, objects, text

_TAG = re.compile(r"<([^<>\s][^<>\n]{0,4000})>")
_DEEPEST = 12
_MOST_PARTS = 5000
_LINES = frozenset({
    "section", "header", "context", "rich_text_section", "rich_text_preformatted", "rich_text_quote",
})  # fmt: skip


@dataclass(slots=True)
class Directory:
    """Who and what is meant by an id: names of people and of channels."""

    people: dict[str, str] = field(default_factory=dict, repr=False)
    channels: dict[str, str] = field(default_factory=dict, repr=False)

    def add(self, user: Object) -> None:
        """A user out of users.json."""
        if key := text(user.get("id")):
            self.people[key] = called(user) or key


def called(user: Object) -> str:
    """What a person is called: as they wish to be, else by their real name, else by the name they sign in with."""
    profile = mapping(user.get("profile"))
    return (
        name(profile.get("display_name")) or name(profile.get("real_name")) or name(user.get("real_name"))
        or name(user.get("name"))
    )  # fmt: skip


def readable(written: str, directory: Directory) -> str:
    """The words as a person sees them."""
    if "<" in written:
        written = _TAG.sub(lambda match: _meant(match[1], directory), written)
    if "&" in written:
        written = written.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
    return written


def _meant(tag: str, directory: Directory) -> str:
    target, _, label = tag.partition("|")
    if target.startswith("@"):
        return "@" + (directory.people.get(target[1:]) or label or target[1:])
    if target.startswith("#"):
        return "#" + (label or directory.channels.get(target[1:]) or target[1:])
    if target.startswith("!"):
        return _special(target[1:], label)
    plain = target.removeprefix("mailto:").removeprefix("tel:")
    bare = plain.removeprefix("https://").removeprefix("http://").rstrip("/")
    return plain if not label or label.rstrip("/") in (plain, bare) else f"{label} ({plain})"


def _special(command: str, label: str) -> str:
    """`<!here>`, `<!subteam^S…|@team>`, `<!date^…|words>`."""
    kind = command.partition("^")[0]
    if kind in ("date", "subteam"):
        return label or f"@{kind}"
    return "@" + (label.removeprefix("@") or kind)


def of_blocks(blocks: object) -> str:
    """The words in what an app laid out in blocks, or what it attached; for messages without words of their own."""
    parts: list[str] = []
    _walk(blocks, parts, 0)
    return "".join(parts).strip()


def _walk(value: object, parts: list[str], depth: int) -> None:
    if depth > _DEEPEST or len(parts) > _MOST_PARTS:
        return
    if isinstance(value, list):
        for each in value:
            _walk(each, parts, depth + 1)
        return
    found = mapping(value)
    kind = text(found.get("type"))
    parts.append(_own_words(kind, found))
    for key in ("text", "elements", "fields", "title"):
        if isinstance(found.get(key), list | dict):
            _walk(found[key], parts, depth + 1)
    if kind in _LINES:
        parts.append("\n")


def _own_words(kind: str, found: Object) -> str:
    if kind == "user":
        return f"<@{text(found.get('user_id'))}>"
    if kind == "emoji":
        return f":{text(found.get('name'))}:"
    return text(found.get("text")) or (text(found.get("url")) if kind == "link" else "")


def of_attachments(value: object) -> str:
    """The words in what a bot attached the older way."""
    lines: list[str] = []
    for each in objects(value):
        said = [text(each.get(key)) for key in ("pretext", "title", "text")]
        said += [f"{text(one.get('title'))}: {text(one.get('value'))}" for one in objects(each.get("fields"))]
        lines += [line for line in said if line] or [text(each.get("fallback"))]
    return "\n".join(line for line in lines if line)


EMOJI: Mapping[str, str] = {
    "+1": "👍", "thumbsup": "👍", "-1": "👎", "thumbsdown": "👎", "heart": "❤️", "joy": "😂",
    "laughing": "😆", "smile": "😄",
    "slightly_smiling_face": "🙂", "grin": "😁", "sweat_smile": "😅", "cry": "😢", "sob": "😭", "thinking_face": "🤔",
    "open_mouth": "😮", "scream": "😱", "tada": "🎉", "fire": "🔥", "rocket": "🚀", "eyes": "👀",
    "pray": "🙏", "clap": "👏",
    "raised_hands": "🙌", "ok_hand": "👌", "wave": "👋", "muscle": "💪", "100": "💯", "white_check_mark": "✅",
    "heavy_check_mark": "✔️", "x": "❌", "question": "❓", "bulb": "💡", "star": "⭐", "sparkles": "✨",
}  # fmt: skip
"""The usual reactions by Slack's names for them; others keep their name between colons."""


def emoji(called_: str) -> str:
    """A reaction as it is seen; a skin's colour is left out."""
    plain = called_.partition("::")[0]
    return EMOJI.get(plain, f":{plain}:")
