"""Messenger and Instagram: the downloads of one's information in JSON, and Messenger's end-to-end encrypted chats.

root      where in a download the chats lie: it changed over the years
mojibake  UTF-8 taken for Latin-1, as Meta writes it: repaired string by string
"""
