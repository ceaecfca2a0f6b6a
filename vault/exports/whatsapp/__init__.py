"""WhatsApp: exported texts and zips, the Android database plain and encrypted, the iPhone's database.

header    the start of a line that begins a message; body what follows it, bit for bit; style the form of both
survey    the first reading of a whole text, which finds style, order of dates, and the people
msgstore  the Android database; ChatStorage the iPhone's; crypt12 to crypt15 the ways that WhatsApp locks the former
columns   what a database of this year calls its columns: they change from version to version
"""
