"""The words for what people said to each other, whatever app they used.

Conversation  one chat: two people, a group, a channel
Participant   somebody in it, by the name the export gives
Message       one thing said, or one thing that happened (a service message)
Attachment    a photo, voice note, document… that belongs to a message
Reaction      an emoji that somebody put on a message
Moment        when: an instant in UTC, and how sure we are of the zone
"""
