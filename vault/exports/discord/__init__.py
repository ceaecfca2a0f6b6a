"""Discord: the data package that it gives to each person, and what DiscordChatExporter writes as JSON."""
