"""Skype's last export: messages.json and its media. The service closed in May 2025."""
