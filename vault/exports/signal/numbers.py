"""Which number is which field in Signal's backup format, version 1, for the frames of signal_frames.py.

Enumerations are given by their names in the order of their numbers from 0.
"""

from __future__ import annotations

from vault.exports.signal import events as e
from vault.exports.signal import frames as f
from vault.exports.signal.wire import Spec

INFO = Spec(f.BackupInfo, "version=1 backup_time_ms=2")
_NOTHING = Spec(e.Nothing, "")
_ACCOUNT = Spec(f.Account, "profile_key=1 username=2")
_NICKNAME = Spec(f.Name, "given=1 family=2")
_CONTACT = Spec(
    f.Contact,
    "aci=1 pni=2 username=3 e164=4 profile_given_name=11 profile_family_name=12 nickname=16 system_given_name=18 "
    "system_family_name=19 system_nickname=20",
    {"nickname": _NICKNAME},
)
_SNAPSHOT = Spec(
    f.Snapshot, "title=2 members=7", {"title": Spec(f.Title, "title=1"), "members": Spec(f.Member, "user_id=1")}
)
_GROUP = Spec(f.Group, "master_key=1 snapshot=5", {"snapshot": _SNAPSHOT})
_STORY_LIST = Spec(
    f.StoryListItem, "distribution_id=1 distribution_list=3", {"distribution_list": Spec(f.StoryList, "name=1")}
)
_RECIPIENT = Spec(
    f.Recipient,
    "id=1 contact=2 group=3 distribution_list=4 myself=5 release_notes=6 call_link=7",
    {
        "contact": _CONTACT, "group": _GROUP, "distribution_list": _STORY_LIST, "myself": _NOTHING,
        "release_notes": _NOTHING, "call_link": Spec(f.CallLink, "root_key=1 name=3"),
    },
)  # fmt: skip
_TEXT = Spec(
    f.Text, "body=1 body_ranges=2", {"body_ranges": Spec(f.Mention, "start=1 length=2 mention_aci=3")}
)  # fmt: skip
_POINTER = Spec(
    f.Pointer,
    "content_type=4 file_name=7 caption=10 locator_info=13",
    {"locator_info": Spec(f.Locator, "key=1 size=3 local_key=9 plaintext_hash=10")},
)
_FILE = Spec(
    f.AttachedFile, "pointer=1 flag=2", {"pointer": _POINTER}, {"flag": ("NONE", "VOICE_MESSAGE", "BORDERLESS", "GIF")}
)
_REACTION = Spec(f.Reacted, "emoji=1 author_id=2 sort_order=4")
_STANDARD = Spec(
    f.StandardMessage,
    "quote=1 text=2 attachments=3 link_preview=4 long_text=5 reactions=6",
    {
        "quote": Spec(f.Quote, "target_sent_timestamp=1 author_id=2"), "text": _TEXT, "attachments": _FILE,
        "link_preview": Spec(f.Preview, "image=3", {"image": _POINTER}), "long_text": _POINTER,
        "reactions": _REACTION,
    },
)  # fmt: skip
_VALUE = Spec(f.Value, "value=1")
_CARD = Spec(
    f.Card,
    "name=1 number=3 email=4 avatar=6 organization=7",
    {
        "name": Spec(f.Name, "given_name=1 family_name=2 prefix=3 suffix=4 middle_name=5 nickname=6"),
        "number": _VALUE, "email": _VALUE, "avatar": _POINTER,
    },
)  # fmt: skip
_STICKER = Spec(f.Sticker, "emoji=4 data=5", {"data": _POINTER})
_STORY_REPLY = Spec(
    f.StoryReply,
    "text_reply=1 emoji=2 reactions=3",
    {
        "text_reply": Spec(f.TextReply, "text=1 long_text=2", {"text": _TEXT, "long_text": _POINTER}),
        "reactions": _REACTION,
    },
)
_OPTION = Spec(f.Option, "option=1 votes=2", {"votes": Spec(f.Vote, "voter_id=1")})
_POLL = Spec(
    f.Poll, "question=1 options=3 has_ended=4 reactions=5", {"options": _OPTION, "reactions": _REACTION}
)  # fmt: skip

_KINDS_OF_CHANGE = (
    ("genericGroupUpdate", "updater_aci=1"),
    ("groupCreationUpdate", "updater_aci=1"),
    ("groupNameUpdate", "updater_aci=1 new_group_name=2"),
    ("groupAvatarUpdate", "updater_aci=1 was_removed=2"),
    ("groupDescriptionUpdate", "updater_aci=1 new_description=2"),
    ("groupMembershipAccessLevelChangeUpdate", "updater_aci=1"),
    ("groupAttributesAccessLevelChangeUpdate", "updater_aci=1"),
    ("groupAnnouncementOnlyChangeUpdate", "updater_aci=1 is_announcement_only=2"),
    ("groupAdminStatusUpdate", "updater_aci=1 member_aci=2 was_admin_status_granted=3"),
    ("groupMemberLeftUpdate", "aci=1"),
    ("groupMemberRemovedUpdate", "remover_aci=1 removed_aci=2"),
    ("selfInvitedToGroupUpdate", "inviter_aci=1"),
    ("selfInvitedOtherUserToGroupUpdate", "invitee_service_id=1"),
    ("groupUnknownInviteeUpdate", "inviter_aci=1 invitee_count=2"),
    ("groupInvitationAcceptedUpdate", "inviter_aci=1 new_member_aci=2"),
    ("groupInvitationDeclinedUpdate", "inviter_aci=1 invitee_aci=2"),
    ("groupMemberJoinedUpdate", "new_member_aci=1"),
    ("groupMemberAddedUpdate", "updater_aci=1 new_member_aci=2"),
    ("groupSelfInvitationRevokedUpdate", "revoker_aci=1"),
    ("groupInvitationRevokedUpdate", "updater_aci=1"),
    ("groupJoinRequestUpdate", "requestor_aci=1"),
    ("groupJoinRequestApprovalUpdate", "requestor_aci=1 updater_aci=2 was_approved=3"),
    ("groupJoinRequestCanceledUpdate", "requestor_aci=1"),
    ("groupInviteLinkResetUpdate", "updater_aci=1"),
    ("groupInviteLinkEnabledUpdate", "updater_aci=1"),
    ("groupInviteLinkAdminApprovalUpdate", "updater_aci=1"),
    ("groupInviteLinkDisabledUpdate", "updater_aci=1"),
    ("groupMemberJoinedByLinkUpdate", "new_member_aci=1"),
    ("groupV2MigrationUpdate", ""),
    ("groupV2MigrationSelfInvitedUpdate", ""),
    ("groupV2MigrationInvitedMembersUpdate", "invited_members_count=1"),
    ("groupV2MigrationDroppedMembersUpdate", "dropped_members_count=1"),
    ("groupSequenceOfRequestsAndCancelsUpdate", "requestor_aci=1 count=2"),
    ("groupExpirationTimerUpdate", "expires_in_ms=1 updater_aci=2"),
    ("groupMemberLabelAccessLevelChangeUpdate", "updater_aci=1"),
    ("groupTerminateChangeUpdate", "updater_aci=1"),
)
"""Kinds of change in a group, numbered from 1 in this order, with the numbers of their fields."""

_CHANGE = Spec(
    None,
    " ".join(f"{name}={number}" for number, (name, _) in enumerate(_KINDS_OF_CHANGE, 1)),
    {name: Spec(e.Change, numbers) for name, numbers in _KINDS_OF_CHANGE},
)
CHANGES = Spec(e.GroupChange, "updates=1", {"updates": _CHANGE})
_SIMPLE = (
    "UNKNOWN", "JOINED_SIGNAL", "IDENTITY_UPDATE", "IDENTITY_VERIFIED", "IDENTITY_DEFAULT", "CHANGE_NUMBER",
    "RELEASE_CHANNEL_DONATION_REQUEST", "END_SESSION", "CHAT_SESSION_REFRESH", "BAD_DECRYPT", "PAYMENTS_ACTIVATED",
    "PAYMENT_ACTIVATION_REQUEST", "UNSUPPORTED_PROTOCOL_MESSAGE", "REPORTED_SPAM", "BLOCKED", "UNBLOCKED",
    "MESSAGE_REQUEST_ACCEPTED",
)  # fmt: skip
_CALL = Spec(
    e.Call,
    "type=2 direction=3 state=4",
    words={
        "type": ("UNKNOWN_TYPE", "AUDIO_CALL", "VIDEO_CALL"),
        "direction": ("UNKNOWN_DIRECTION", "INCOMING", "OUTGOING"),
        "state": ("UNKNOWN_STATE", "ACCEPTED", "NOT_ACCEPTED", "MISSED", "MISSED_NOTIFICATION_PROFILE"),
    },
)
_GROUP_CALL = Spec(
    e.Call,
    "state=2 ringer_recipient_id=3 started_call_recipient_id=4",
    words={
        "state": (
            "UNKNOWN_STATE", "GENERIC", "JOINED", "RINGING", "ACCEPTED", "DECLINED", "MISSED",
            "MISSED_NOTIFICATION_PROFILE", "OUTGOING_RING",
        )
    },
)  # fmt: skip
_UPDATE = Spec(
    e.Update,
    "simple_update=1 group_change=2 expiration_timer_change=3 profile_change=4 thread_merge=5 session_switchover=6 "
    "individual_call=7 group_call=8 learned_profile_change=9 poll_terminate=10 pin_message=11",
    {
        "simple_update": Spec(e.SimpleUpdate, "type=1", words={"type": _SIMPLE}),
        "group_change": CHANGES,
        "expiration_timer_change": Spec(e.Renamed, "expires_in_ms=1"),
        "profile_change": Spec(e.Renamed, "previous_name=1 new_name=2"),
        "thread_merge": Spec(e.Renamed, "previous_e164=1"),
        "session_switchover": Spec(e.Renamed, "e164=1"),
        "individual_call": _CALL,
        "group_call": _GROUP_CALL,
        "learned_profile_change": Spec(e.Renamed, "e164=1 username=2"),
        "poll_terminate": Spec(e.Renamed, "question=2"),
        "pin_message": _NOTHING,
    },
)
_ITEM = (
    "chat_id=1 author_id=2 date_sent=3 incoming=8 outgoing=9 directionless=10 standard_message=11 contact_message=12 "
    "sticker_message=13 remote_deleted_message=14 update_message=15 payment_notification=16 gift_badge=17 "
    "view_once_message=18 direct_story_reply_message=19 poll=20 admin_deleted_message=22"
)
_ITEM_PARTS = {
    "incoming": _NOTHING, "outgoing": _NOTHING, "directionless": _NOTHING, "standard_message": _STANDARD,
    "contact_message": Spec(f.ContactMessage, "contact=1 reactions=2", {"contact": _CARD, "reactions": _REACTION}),
    "sticker_message": Spec(f.StickerMessage, "sticker=1 reactions=2", {"sticker": _STICKER, "reactions": _REACTION}),
    "remote_deleted_message": _NOTHING, "admin_deleted_message": _NOTHING, "update_message": _UPDATE,
    "payment_notification": Spec(f.Payment, "amount_mob=1 note=3"), "gift_badge": _NOTHING,
    "view_once_message": Spec(f.ViewOnceMessage, "attachment=1 reactions=2",
        {"attachment": _FILE, "reactions": _REACTION}),
    "direct_story_reply_message": _STORY_REPLY, "poll": _POLL,
}  # fmt: skip
_REVISION = Spec(f.ChatItem, _ITEM, _ITEM_PARTS)
_CHAT_ITEM = Spec(f.ChatItem, f"{_ITEM} revisions=6", {**_ITEM_PARTS, "revisions": _REVISION})

FRAME = Spec(
    f.Frame,
    "account=1 recipient=2 chat=3 chat_item=4 sticker_pack=5 ad_hoc_call=6 notification_profile=7 chat_folder=8",
    {
        "account": _ACCOUNT, "recipient": _RECIPIENT, "chat": Spec(f.Chat, "id=1 recipient_id=2"),
        "chat_item": _CHAT_ITEM, "sticker_pack": _NOTHING,
        "ad_hoc_call": Spec(f.AdHocCall, "recipient_id=2 call_timestamp=4"), "notification_profile": _NOTHING,
        "chat_folder": _NOTHING,
    },
)  # fmt: skip
