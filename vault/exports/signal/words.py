"""The events in a Signal chat in plain English: calls, timers, what changed in a group."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

from vault.exports.signal.events import Call, Change, SimpleUpdate, Update
from vault.exports.signal.people import NOBODY, People, Person

Who = Callable[[bytes | None], str]
_UNITS = (("week", 604_800), ("day", 86_400), ("hour", 3_600), ("minute", 60), ("second", 1))


def duration(milliseconds: int) -> str:
    """A timer's length in its largest unit that fits: "4 weeks", "90 seconds"."""
    seconds = milliseconds // 1000
    for name, length in _UNITS:
        if seconds >= length and seconds % length == 0:
            count = seconds // length
            return f"{count} {name}{'' if count == 1 else 's'}"
    return f"{milliseconds} milliseconds"


def timer(who: str, milliseconds: int) -> str:
    """Somebody set the time after which messages disappear, or turned it off."""
    if milliseconds <= 0:
        return f"{who} turned off disappearing messages."
    return f"{who} set messages to disappear after {duration(milliseconds)}."


def poll_words(question: str, options: Iterable[tuple[str, Sequence[str]]]) -> str:
    """A poll, its choices each in a line with who chose it."""
    lines = [question]
    for option, voters in options:
        chosen = f" ({len(voters)}: {', '.join(voters)})" if voters else ""
        lines.append(f"• {option}{chosen}")
    return "\n".join(lines)


def _some(count: int, noun: str) -> str:
    return f"{count or 1} {noun}{'' if count == 1 else 's'}"


GROUP: Mapping[str, Callable[[Change, Who], str]] = {
    "genericGroupUpdate": lambda c, who: f"{who(c.updater_aci)} changed the group.",
    "groupCreationUpdate": lambda c, who: f"{who(c.updater_aci)} created the group.",
    "groupNameUpdate": lambda c, who: (
        f"{who(c.updater_aci)} changed the group's name to “{c.new_group_name}”."
        if c.new_group_name
        else f"{who(c.updater_aci)} removed the group's name."
    ),
    "groupAvatarUpdate": lambda c, who: (
        f"{who(c.updater_aci)} {'removed' if c.was_removed else 'changed'} the group's picture."
    ),
    "groupDescriptionUpdate": lambda c, who: (
        f"{who(c.updater_aci)} changed the group's description to “{c.new_description}”."
        if c.new_description
        else f"{who(c.updater_aci)} removed the group's description."
    ),
    "groupMembershipAccessLevelChangeUpdate": lambda c, who: f"{who(c.updater_aci)} changed who may add members.",
    "groupAttributesAccessLevelChangeUpdate": lambda c, who: f"{who(c.updater_aci)} changed who may edit the group.",
    "groupMemberLabelAccessLevelChangeUpdate": lambda c, who: (
        f"{who(c.updater_aci)} changed who may set members' labels."
    ),
    "groupAnnouncementOnlyChangeUpdate": lambda c, who: (
        f"{who(c.updater_aci)} let {'only admins' if c.is_announcement_only else 'all members'} write."
    ),
    "groupAdminStatusUpdate": lambda c, who: (
        f"{who(c.updater_aci)} made {who(c.member_aci)} an admin."
        if c.was_admin_status_granted
        else f"{who(c.updater_aci)} made {who(c.member_aci)} an ordinary member."
    ),
    "groupMemberLeftUpdate": lambda c, who: f"{who(c.aci)} left the group.",
    "groupMemberRemovedUpdate": lambda c, who: f"{who(c.remover_aci)} removed {who(c.removed_aci)}.",
    "selfInvitedToGroupUpdate": lambda c, who: f"{who(c.inviter_aci)} invited you to the group.",
    "selfInvitedOtherUserToGroupUpdate": lambda c, who: f"You invited {who(c.invitee_service_id)} to the group.",
    "groupUnknownInviteeUpdate": lambda c, who: (
        f"{who(c.inviter_aci)} invited {_some(c.invitee_count, 'person').replace('persons', 'people')}."
    ),
    "groupInvitationAcceptedUpdate": lambda c, who: f"{who(c.new_member_aci)} accepted an invitation to the group.",
    "groupInvitationDeclinedUpdate": lambda c, who: f"{who(c.invitee_aci)} declined an invitation to the group.",
    "groupMemberJoinedUpdate": lambda c, who: f"{who(c.new_member_aci)} joined the group.",
    "groupMemberAddedUpdate": lambda c, who: f"{who(c.updater_aci)} added {who(c.new_member_aci)}.",
    "groupSelfInvitationRevokedUpdate": lambda c, who: f"{who(c.revoker_aci)} took back your invitation.",
    "groupInvitationRevokedUpdate": lambda c, who: f"{who(c.updater_aci)} took back an invitation.",
    "groupJoinRequestUpdate": lambda c, who: f"{who(c.requestor_aci)} asked to join the group.",
    "groupJoinRequestApprovalUpdate": lambda c, who: (
        f"{who(c.updater_aci)} {'let' if c.was_approved else 'did not let'} {who(c.requestor_aci)} join."
    ),
    "groupJoinRequestCanceledUpdate": lambda c, who: f"{who(c.requestor_aci)} took back the request to join.",
    "groupInviteLinkResetUpdate": lambda c, who: f"{who(c.updater_aci)} made a new group link.",
    "groupInviteLinkEnabledUpdate": lambda c, who: f"{who(c.updater_aci)} turned on the group link.",
    "groupInviteLinkAdminApprovalUpdate": lambda c, who: f"{who(c.updater_aci)} changed who may join by the link.",
    "groupInviteLinkDisabledUpdate": lambda c, who: f"{who(c.updater_aci)} turned off the group link.",
    "groupMemberJoinedByLinkUpdate": lambda c, who: f"{who(c.new_member_aci)} joined by the group link.",
    "groupV2MigrationUpdate": lambda c, who: "The group was brought up to date.",
    "groupV2MigrationSelfInvitedUpdate": lambda c, who: "You could not be added to the new group and were invited.",
    "groupV2MigrationInvitedMembersUpdate": lambda c, who: (
        f"{_some(c.invited_members_count, 'member')} could not be added to the new group and were invited."
    ),
    "groupV2MigrationDroppedMembersUpdate": lambda c, who: (
        f"{_some(c.dropped_members_count, 'member')} could not be taken into the new group."
    ),
    "groupSequenceOfRequestsAndCancelsUpdate": lambda c, who: (
        f"{who(c.requestor_aci)} asked to join and took it back, {_some(c.count, 'time')}."
    ),
    "groupExpirationTimerUpdate": lambda c, who: timer(who(c.updater_aci), c.expires_in_ms),
    "groupTerminateChangeUpdate": lambda c, who: f"{who(c.updater_aci)} ended the group.",
}
"""What changed in a group, by the name that Signal's format has for it."""

SIMPLE: Mapping[str, str] = {
    "JOINED_SIGNAL": "{name} is on Signal.",
    "IDENTITY_UPDATE": "The safety number with {name} changed.",
    "IDENTITY_VERIFIED": "The safety number with {name} was marked as verified.",
    "IDENTITY_DEFAULT": "The safety number with {name} is no longer marked as verified.",
    "CHANGE_NUMBER": "{name} changed the phone number.",
    "RELEASE_CHANNEL_DONATION_REQUEST": "Signal asked for a donation.",
    "END_SESSION": "The secure session was reset.",
    "CHAT_SESSION_REFRESH": "The chat session was refreshed.",
    "BAD_DECRYPT": "A message from {name} could not be delivered.",
    "PAYMENTS_ACTIVATED": "{name} turned on payments.",
    "PAYMENT_ACTIVATION_REQUEST": "{name} asked to turn on payments.",
    "UNSUPPORTED_PROTOCOL_MESSAGE": "A message that this version of Signal could not show.",
    "REPORTED_SPAM": "Reported as spam.",
    "BLOCKED": "Blocked.",
    "UNBLOCKED": "Unblocked.",
    "MESSAGE_REQUEST_ACCEPTED": "The message request was accepted.",
}
"""Events without details, by the name that Signal's format has for them."""

_CALL_ENDS: Mapping[str, str] = {
    "NOT_ACCEPTED": "not answered",
    "MISSED": "missed",
    "MISSED_NOTIFICATION_PROFILE": "missed",
    "DECLINED": "declined",
}


def call(video: bool | None, outgoing: bool | None, name: str, how: str = "", *, group: bool = False) -> str:
    """A call: "Voice call to Anna, not answered."; `how` says how it ended."""
    kind = "Group call" if group else "Call" if video is None else "Video call" if video else "Voice call"
    who = "" if outgoing is None or not name else f" {'to' if outgoing else 'from'} {name}"
    return f"{kind}{who}{f', {how}' if how else ''}."


def _individual(event: Call, author: Person, partner: str) -> str:
    name = partner or author.name
    return call(
        event.type == "VIDEO_CALL", event.direction == "OUTGOING", name, _CALL_ENDS.get(str(event.state), "")
    )  # fmt: skip


def _group_call(event: Call, people: People) -> str:
    starter = event.started_call_recipient_id or event.ringer_recipient_id
    name = people.of(starter).name if starter else ""
    mine = name != "" and people.of(starter).me
    how = _CALL_ENDS.get(str(event.state), "")
    return call(None, None if mine else False, name, how, group=True)


def _simple(event: SimpleUpdate, author: Person) -> str | None:
    words = SIMPLE.get(str(event.type))
    return words.format(name=author.name) if words else None


def group_words(updates: list[dict[str, Change]], people: People) -> str | None:
    """What changed in a group, one sentence a line; None if we know none of the changes."""

    def who(aci: bytes | None) -> str:
        person = people.of_aci(aci)
        return "Somebody" if person is None or person.name == NOBODY else person.name

    sentences = [GROUP[name](change, who) for update in updates for name, change in update.items() if name in GROUP]
    return "\n".join(sentences) if sentences else None


def words_of(update: Update, people: People, author: Person, partner: str) -> str | None:
    """An event in words; None for one that we do not know. `partner` is the other's name in a chat of two."""
    if update.simple_update is not None:
        return _simple(update.simple_update, author)
    if update.group_change is not None:
        return group_words(update.group_change.updates, people)
    if update.expiration_timer_change is not None:
        return timer(author.name, update.expiration_timer_change.expires_in_ms)
    if update.individual_call is not None:
        return _individual(update.individual_call, author, partner)
    if update.group_call is not None:
        return _group_call(update.group_call, people)
    return _renamed(update, author)


def _renamed(update: Update, author: Person) -> str | None:
    if update.profile_change is not None:
        change = update.profile_change
        return f"{change.previous_name} changed their name to {change.new_name}."
    if update.learned_profile_change is not None:
        before = update.learned_profile_change
        return f"{f'+{before.e164}' if before.e164 else before.username or 'This chat'} is {author.name}."
    if update.thread_merge is not None:
        return f"The chats with {author.name} and +{update.thread_merge.previous_e164 or 0} were joined."
    if update.session_switchover is not None:
        return f"{author.name} has the number +{update.session_switchover.e164 or 0}."
    if update.poll_terminate is not None:
        return f"{author.name} ended the poll “{update.poll_terminate.question}”."
    return f"{author.name} pinned a message." if update.pin_message is not None else None
