"""Reading what the chat apps give out.

Source    what might be an export, one file or with Parts several: its path (for words to people), and a way to open
          its bytes, wherever they lie: on this disk, or in a vault. Nothing here opens a path by itself
Given     one export among what a person dropped; belonging.py knows which files belong together, folder_shapes.py
          which folders are one export
Importer  knows one app's exports: recognises them, opens them
Export    one opened export: what it is, its own bytes, and its records in order
record    a Conversation, Message or Skipped, as the export streams them
Skipped   a part that could not be read, with the reason: nothing disappears without one
Account   what became of every record (a text's lines, a database's rows); it adds up, or something was lost
members   the files of an export in one flat list, wherever they lie: members.py
streamed  an Export made of one reading function: what most importers return
secret    the password or key of a locked export: asked once, kept in the vault with it, never shown
Question  what the export itself cannot tell and a person must; Answers are what they said
archive   a zip or tar. archive.py and tar_archive.py are the only doors: limits are checked before any member is read
database  another program's SQLite file. database.py is the only door, through a stream, read-only and restricted
format    one kind of file of one app, a key of format_table.py; detect.py leads from it to the importer
order     how a date's three numbers are to be read: day-first, month-first, year-first

An app whose exports take more than one file to read has a folder of its own, whose docstring says its words; what
several apps share lies here: json_*, apple_*, tables, time and order, and the doors.
"""
