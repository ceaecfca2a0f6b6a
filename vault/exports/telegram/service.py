"""What Telegram's service messages say, in plain English: somebody joined, a title was changed.

Actions and their fields are quoted from tdesktop's export_output_json.cpp; one that is not listed is told by its name.
"""

from __future__ import annotations

from collections.abc import Mapping

from vault.exports.loose_json import Object, name, text, whole

_SENTENCES: Mapping[str, str] = {
    "create_group": "{actor} created the group “{title}”{with_members}",
    "create_channel": "{actor} created the channel “{title}”",
    "edit_group_title": "{actor} changed the title to “{title}”",
    "edit_group_photo": "{actor} changed the group’s photo",
    "delete_group_photo": "{actor} removed the group’s photo",
    "invite_members": "{actor} added {members}",
    "remove_members": "{actor} removed {members}",
    "join_group_by_link": "{actor} joined by a link from {inviter}",
    "join_group_by_request": "{actor} joined by request",
    "migrate_to_supergroup": "{actor} turned this group into a supergroup",
    "migrate_from_group": "{actor} turned the group “{title}” into this supergroup",
    "pin_message": "{actor} pinned a message",
    "clear_history": "{actor} cleared the history",
    "score_in_game": "{actor} scored {score} in a game",
    "send_payment": "A payment of {amount} {currency} was sent",
    "refunded_payment": "A payment of {amount} {currency} was refunded",
    "take_screenshot": "{actor} took a screenshot",
    "joined_telegram": "{actor} joined Telegram",
    "proximity_reached": "{from} is now within {distance} metres of {to}",
    "requested_phone_number": "{actor} asked for a phone number",
    "group_call": "{actor} started a voice chat{lasting}",
    "group_call_scheduled": "{actor} scheduled a voice chat",
    "invite_to_group_call": "{actor} invited {members} to the voice chat",
    "set_messages_ttl": "{actor} changed how soon messages delete themselves",
    "edit_chat_theme": "{actor} changed the chat’s theme",
    "set_chat_wallpaper": "{actor} changed the chat’s background",
    "set_same_chat_wallpaper": "{actor} changed the chat’s background",
    "allow_sending_messages": "The bot was allowed to write",
    "attach_menu_bot_allowed": "The bot was allowed to write",
    "send_passport_values": "Documents were sent to the bot",
    "send_webview_data": "Data was sent to the bot: {text}",
    "send_premium_gift": "{actor} gave Telegram Premium",
    "send_stars_gift": "{actor} gave stars",
    "send_star_gift": "{actor} gave a present",
    "stars_prize": "{actor} gave stars as a prize",
    "topic_created": "{actor} created the topic “{title}”",
    "topic_edit": "{actor} changed the topic{new_title}",
    "suggest_profile_photo": "{actor} suggested a profile photo",
    "requested_peer": "{actor} shared contacts with the bot",
    "boost_apply": "{actor} boosted the group",
    "giveaway_launch": "A giveaway was started",
    "giveaway_results": "The winners of a giveaway were drawn",
}
_UNKNOWN = "Somebody"
_ENDINGS: Mapping[str, str] = {"missed": "Missed call", "busy": "Declined call"}


def sentence(raw: Object) -> str:
    """What happened; "" if the record does not say."""
    action = text(raw.get("action"))
    if action not in _SENTENCES:
        told = text(raw.get("information_text")) or action.replace("_", " ")
        actor = name(raw.get("actor"))
        return f"{actor}: {told}" if actor and told else told
    return _SENTENCES[action].format_map(_words(raw))


def _words(raw: Object) -> dict[str, str]:
    members = raw.get("members")
    people = [name(each) or _UNKNOWN for each in members] if isinstance(members, list) else []
    told = ", ".join(people) or _UNKNOWN
    title, seconds = text(raw.get("new_title")), whole(raw.get("duration"))
    return {
        **{key: name(raw.get(key)) or _UNKNOWN for key in ("actor", "inviter", "from", "to")},
        **{key: _plain(raw.get(key)) for key in ("title", "score", "amount", "currency", "distance", "text")},
        "members": told,
        "with_members": f" with {told}" if people else "",
        "new_title": f" to “{title}”" if title else "",
        "lasting": f" ({seconds} seconds)" if seconds else "",
    }


def _plain(value: object) -> str:
    return text(value) if isinstance(value, str) else str(value)[:30] if isinstance(value, int | float) else ""


def call(raw: Object) -> str:
    """What became of a telephone call."""
    told = _ENDINGS.get(text(raw.get("discard_reason")), "Call")
    seconds = whole(raw.get("duration_seconds"))
    return f"{told}, {seconds} seconds" if seconds else told
