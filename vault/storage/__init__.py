"""Bytes kept somewhere: a local folder or memory, all alike to the floors above.

Place      where a vault is kept: a folder's path, for people to read
Kind       which shelf of the place: config, keys, data, index, snapshots, locks
Name       what a file is called on its shelf: the SHA-256 of its bytes in hex; "config" for the one config
Backend    the way to a place: whole files in, whole files or pieces out; written once and never changed
"""
