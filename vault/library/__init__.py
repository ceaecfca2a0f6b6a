"""The encrypted list of messages on this computer, made from the vault and never needed to get a chat back.

library       one SQLite file per vault, sealed with a key that comes out of the vault's own; useless without it
note          what the services want to find again beside a snapshot (about.json and the like); opaque here
notes         a second encrypted file of small values by key: answers and findings of this computer, not rebuildable
fingerprint   what makes a message the same in two exports: the app's id in its chat, where it has one; else chat,
              minute, author, words, its number among twins
wording       how a message stands in one export; the newest counts, earlier ones are kept
twins         messages of one export that are alike in all of that; their order tells them apart
merged        how many messages of an export were new to the library, and how many it knew

Losing or breaking the file loses nothing: it is removed and filled again from the vault.
"""
