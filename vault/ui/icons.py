"""Our names for the icons, and where each is found in qtawesome's fonts (Phosphor; Font Awesome's brands)."""

from __future__ import annotations

GLYPHS: dict[str, str] = {
    "vault": "ph.shield-check",
    "home": "ph.house",
    "chat": "ph.chat",
    "bring-back": "ph.arrow-counter-clockwise",
    "key": "ph.key",
    "drop": "ph.download-simple",
    "good": "ph.check-circle",
    "waiting": "ph.clock",
    "warning": "ph.warning",
    "bad": "ph.warning-circle",
    "question": "ph.question",
    "info": "ph.info",
    "first-time": "ph.plus-circle",
    "laptop": "ph.laptop",
    "phone": "ph.device-mobile",
    "disk": "ph.hard-drives",
    "folder": "ph.folder",
    "cloud": "ph.cloud",
    "sheet": "ph.file-text",
    "file": "ph.file",
    "files": "ph.files",
    "photo": "ph.image",
    "print": "ph.printer",
    "save": "ph.file-arrow-down",
    "scan": "ph.qr-code",
    "lock": "ph.lock-key",
    "check": "ph.check",
    "close": "ph.x",
    "remove": "ph.trash",
    "open": "ph.arrow-square-out",
    "copy": "ph.copy",
    "next": "ph.caret-right",
    "previous": "ph.caret-left",
    "day": "ph.calendar-blank",
    "sheet-missing": "ph.file-x",
    "chats": "ph.chats",
    "eye": "ph.eye",
    "unlocked": "ph.lock-key-open",
    "more": "ph.caret-down",
    "less": "ph.caret-up",
    "learn": "ph.book-open",
    "report": "ph.clipboard-text",
    "whatsapp": "fa6b.whatsapp",
    "signal": "fa6b.signal-messenger",
    "telegram": "fa6b.telegram",
    "messenger": "fa6b.facebook-messenger",
    "imessage": "fa6b.apple",
    "instagram": "fa6b.instagram",
    "viber": "fa6b.viber",
    "line": "fa6b.line",
    "discord": "fa6b.discord",
    "wechat": "fa6b.weixin",
    "skype": "fa6b.skype",
    "slack": "fa6b.slack",
    "snapchat": "fa6b.snapchat",
    "apple": "fa6b.apple",
    "android": "fa6b.android",
    "google": "fa6b.google",
    "microsoft": "fa6b.microsoft",
}

APPS = frozenset({
    "whatsapp", "signal", "telegram", "messenger", "imessage", "instagram", "viber", "line", "discord", "wechat",
    "skype", "slack",
})  # fmt: skip


def of_app(app: str) -> str:
    """The icon of a chat app; a speech bubble where the app has none, the vault's own where there is no app."""
    if not app:
        return "vault"
    return app if app in APPS else "chat"
