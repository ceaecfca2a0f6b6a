"""Bytes sealed. The only package that calls `cryptography`.

Master key      what every byte of a vault is sealed with; three parts, 64 bytes, never stored in the open
Secret          what somebody keeps to get at the master key: a keychain entry, or the code on a recovery sheet
Recovery code   the secret of a recovery sheet: four rows that can be typed by anyone
Seal, open      encrypt and tag; find the tag right and decrypt
Tag             16 bytes that only the key's holder can make: a changed bit is always found
Derive          make a key for one other purpose from the master key, or from a secret (scrypt)
"""
