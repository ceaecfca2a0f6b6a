"""What is said on screen when something is not as hoped; messages.py is the door to it.

words          a headline, what happened, what is unharmed, what to do, a button and what it does
vault words    about the folder or disk of a vault, and the vault in it
key words      about sheets, ways in and the password safe
file words     about the files that chat apps give out, and about bringing chats back
report words   what a backup found, stored, knew already and could not read
"""
