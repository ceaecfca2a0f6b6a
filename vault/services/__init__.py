"""What a person can do, one file per deed. Plain Python, blocking, no Qt; results are frozen dataclasses.

desk          what every deed needs: settings, password safe, places, a clock, a way to reach a folder
opened vault  a vault that has been unlocked: its repository, its library, what is remembered of it
sheet         the recovery sheet: four rows that open the vault alone; proved when rows were typed back
way in        one key file: this computer, another computer, a recovery sheet
backup        one export, stored bit for bit: one snapshot
chat          one conversation, merged over all backups that hold it; an export may hold hundreds
given         what was dropped, sorted into exports: a file, a folder, or several files that belong together
understood    what an export was found to be once its bytes were kept; or why nothing of it can be read yet
unread        kept whole, and locked, damaged, incomplete or unknown: read later, when that can be
known         what a person said of a chat, account or phone once, and the keys that the vault holds: never asked twice
look          what an export is, before anything is written
about         the small JSON beside each export in the vault that says what it is; whatever its version, its core is
              read, and the export comes back: see about.py for the rule that a newer version keeps
status        what could be brought back today, and the one next step
entry, note   what is known of a backup without reading it again; the library keeps it
stock         everything in the vault just now: chats, what is none of ours, what cannot be read
read back     every byte of a backup fetched from its place once more and compared; only then it counts as protected
catch up      the library learns what other computers stored
plan          what may be done about one unprotected copy, and why not more
locked        a copy that a vault opened anew has given back, byte for byte; only then it may be moved
deed          what was done with one copy, written down before and after; also the word for what a person can do
file          an export that no importer reads yet, kept bit for bit
tidy          older backups go whose every message and file is in backups that stay and were read back; no other goes
beyond        what one backup holds that others do not; where that cannot be known, it stays
missing       a backup that this computer knew and that is not in the vault any more
arriving      a vault in a cloud's folder whose files are not all here yet: waited for, never called damaged
repair        plan what can be healed, show it, heal it, and say what is still lacking and what to do
relock        another key for the whole vault: a new sheet, proved first; then every old way in is dead
restore       chats back into a new folder, counted and compared; never writes to the vault
unfinished    a restore that did not end: its folder bears a mark, and the same restore goes on there,
              and brings what came into the vault since as well
"""
