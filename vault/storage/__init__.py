"""Bytes kept somewhere: a local folder or memory, all alike to the floors above.

Place      where a vault is kept: a folder's path, for people to read
Kind       which shelf of the place: config, keys, data, index, snapshots, locks
Name       what a file is called on its shelf: the SHA-256 of its bytes in hex; "config" for the one config
Backend    the way to a place: whole files in, whole files or pieces out; written once and never changed
Replace    put the right bytes over a damaged file, in one step; set aside: keep the damaged one under a name of no kind
Reserve    room held back at the place, so that a full disk still takes what ends the work: lock, index, backup
Scraps     what a killed program left in the making: no file of the vault
Arrived    when a file came to the place, by the place's own clock
"""
