"""Google Takeout's chats: Google Chat, the older Hangouts, and Google Voice.

takeout   one download, cut into several archives anywhere; page is one HTML file of Google Voice
"""
