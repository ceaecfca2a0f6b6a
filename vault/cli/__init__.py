"""The same deeds from a terminal. HOUSE §9 is its contract: scripts rely on names of commands, fields and exit codes.

session    the concrete desk of this computer, and the vault that a command is about, opened
document   what `--json` prints: one JSON document per command
shown      the same for people
outcome    0 done · 1 not done, one sentence on standard error · 2 wrong usage · 3 done, and something needs attention
sheet file the recovery sheet as `create` writes it: a PDF to print, or a text that holds the code alone
code file  where a code is read from; a code never stands on a command line, where every process could see it
"""
