"""This computer's password safe: where a vault's key for this computer is kept, so that nobody types anything.

Key store       keeps one secret for each vault and key file, and nothing else (key_store.py, the protocol)
Password safe   what the operating system offers to keep secrets: Credential Manager, Keychain, Secret Service, KWallet
Allow-list      the password safes that we trust, by system (allow_list.py); nothing else ever gets a key: no plain
                file, no back-end named by an environment variable, a configuration file or a plug-in
Canary          a worthless secret that is stored, read back and removed before the password safe is trusted with a key
Entry           one secret under a name that is unique for vault and key file. A new key is a new entry; the old one is
                removed afterwards, so that a crash leaves two keys and never none

The password safe is a convenience. It may forget everything at any time (a new profile, a reset password), and then it
answers exactly as on the first day; the recovery sheet is what counts.
"""
