"""Snapchat's "My Data": the chats in JSON, and their media."""
