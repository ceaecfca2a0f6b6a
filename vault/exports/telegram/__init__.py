"""Telegram Desktop's exports, as JSON and as pages of HTML: one chat, or a whole account."""
