"""Apple's Messages: chat.db of a Mac, sms.db of an iPhone.

typedstream   Apple's old form of stored objects, in which the newer versions keep a message's text
reaction      a message of its own in the database, told as a reaction to the one it points to
"""
