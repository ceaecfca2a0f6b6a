"""What happens in a chat beside messages, as Signal Desktop's database tells it, in plain English."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from vault.exports.loose_json import Object, mapping, name, objects, whole
from vault.exports.signal.desktop_people import DesktopPeople
from vault.exports.signal.people import NOBODY, Person
from vault.exports.signal.words import SIMPLE, call, timer

Calls = Mapping[str, tuple[str, str, str]]
"""Type, direction and status of calls by their ids."""
SAID = frozenset({"incoming", "outgoing", "story", ""})
"""Types of messages that somebody wrote; all others are events."""
_PLAIN: Mapping[str, str] = {
    "keychange": SIMPLE["IDENTITY_UPDATE"],
    "chat-session-refreshed": SIMPLE["CHAT_SESSION_REFRESH"],
    "delivery-issue": SIMPLE["BAD_DECRYPT"],
    "change-number-notification": SIMPLE["CHANGE_NUMBER"],
    "joined-signal-notification": SIMPLE["JOINED_SIGNAL"],
    "group-v1-migration": "The group was brought up to date.",
    "group": "The group was changed.",
    "universal-timer-notification": "Messages disappear after the time that is set for new chats.",
    "contact-removed-notification": "{name} was removed from the contacts.",
    "title-transition-notification": "{name} has another name.",
    "conversation-merge": "The chats with {name} were joined.",
    "phone-number-discovery": "{name} has another number.",
    "message-request-response-event": "The message request was answered.",
    "poll-terminate": "{name} ended a poll.",
    "pinned-message-notification": "{name} pinned a message.",
}
_MISSED = frozenset({"Missed", "MissedNotificationProfile"})
_CHANGES: Mapping[str, str] = {
    "create": "{who} created the group.",
    "avatar": "{who} changed the group's picture.",
    "description": "{who} changed the group's description.",
    "access-attributes": "{who} changed who may edit the group.",
    "access-members": "{who} changed who may add members.",
    "access-invite-link": "{who} changed who may join by the link.",
    "announcements-only": "{who} changed who may write.",
    "member-add": "{who} added {whom}.",
    "member-add-from-invite": "{whom} accepted an invitation to the group.",
    "member-add-from-link": "{whom} joined by the group link.",
    "member-add-from-admin-approval": "{who} let {whom} join.",
    "member-remove": "{who} removed {whom}.",
    "member-privilege": "{who} changed the rights of {whom}.",
    "pending-add-one": "{who} invited {whom}.",
    "pending-add-many": "{who} invited several people.",
    "pending-remove-one": "{who} took back an invitation.",
    "pending-remove-many": "{who} took back several invitations.",
    "admin-approval-add-one": "{whom} asked to join the group.",
    "admin-approval-remove-one": "The request of {whom} to join was turned down or taken back.",
    "admin-approval-bounce": "{whom} asked to join and took it back.",
    "group-link-add": "{who} turned on the group link.",
    "group-link-reset": "{who} made a new group link.",
    "group-link-remove": "{who} turned off the group link.",
    "terminated": "{who} ended the group.",
}


def words_of(kind: str, told: Object, chat: Person, author: Person, people: DesktopPeople, calls: Calls) -> str | None:
    """An event in words; None for one that we do not know."""
    tell = _SPECIAL.get(kind)
    if tell is not None:
        return tell(told, chat, author, people, calls)
    words = _PLAIN.get(kind)
    shown = author if author.name != NOBODY and not author.me else chat
    return words.format(name=shown.name) if words else None


def _call(told: Object, chat: Person, author: Person, people: DesktopPeople, calls: Calls) -> str | None:
    partner = "" if chat.identity.startswith("group:") else chat.name
    found = calls.get(name(told.get("callId")))
    if found is None:  # before 2023 it stood in the message itself
        details = mapping(told.get("callHistoryDetails"))
        group = name(details.get("callMode")) == "Group"
        missed = details.get("wasIncoming") and not details.get("acceptedTime") and not group
        outgoing = None if group or "wasIncoming" not in details else not details.get("wasIncoming")
        video = bool(details.get("wasVideoCall")) if "wasVideoCall" in details else None
        return call(video, outgoing, partner, "missed" if missed else "", group=group)
    kind, direction, status = found
    how = "missed" if status in _MISSED else status.lower() if status in ("Declined",) else ""
    video = {"Video": True, "Audio": False}.get(kind)
    return call(video, direction == "Outgoing" if partner else None, partner, how, group=kind == "Group")


def _timer(told: Object, chat: Person, author: Person, people: DesktopPeople, calls: Calls) -> str | None:
    update = mapping(told.get("expirationTimerUpdate"))
    source = (update.get(key) for key in ("sourceServiceId", "sourceUuid", "source"))
    who = next((person for each in source if (person := people.of_address(each))), author)
    return timer(who.name if who.name != NOBODY else "Somebody", (whole(update.get("expireTimer")) or 0) * 1000)


def _profile(told: Object, chat: Person, author: Person, people: DesktopPeople, calls: Calls) -> str | None:
    change = mapping(told.get("profileChange"))
    before, after = name(change.get("oldName")), name(change.get("newName"))
    return f"{before or chat.name} changed their name to {after}." if after else f"{chat.name} changed their name."


def _verified(told: Object, chat: Person, author: Person, people: DesktopPeople, calls: Calls) -> str | None:
    key = "IDENTITY_VERIFIED" if told.get("verified") else "IDENTITY_DEFAULT"
    who = people.by_id.get(name(told.get("verifiedChanged")), chat)
    return SIMPLE[key].format(name=who.name)


def _group(told: Object, chat: Person, author: Person, people: DesktopPeople, calls: Calls) -> str | None:
    change = mapping(told.get("groupV2Change"))
    who = _named(people.of_address(change.get("from")))
    sentences = [_sentence(detail, who, people) for detail in objects(change.get("details"))]
    return "\n".join(sentences) if sentences else f"{who} changed the group."


def _sentence(detail: Object, who: str, people: DesktopPeople) -> str:
    kind = name(detail.get("type"))
    if kind == "title":
        title = name(detail.get("newTitle"))
        return f"{who} changed the group's name to “{title}”." if title else f"{who} removed the group's name."
    address = next((detail.get(key) for key in ("aci", "serviceId", "uuid", "pni") if detail.get(key)), None)
    whom = _named(people.of_address(address))
    if kind == "member-remove" and whom == who:
        return f"{who} left the group."
    return _CHANGES.get(kind, "{who} changed the group.").format(who=who, whom=whom)


def _named(person: Person | None) -> str:
    return "Somebody" if person is None or person.name == NOBODY else person.name


_Tell = Callable[[Object, Person, Person, DesktopPeople, Calls], str | None]
_SPECIAL: Mapping[str, _Tell] = {
    "call-history": _call,
    "timer-notification": _timer,
    "profile-change": _profile,
    "verified-change": _verified,
    "group-v2-change": _group,
}
