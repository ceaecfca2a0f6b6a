"""An iPhone's backup on a computer: files under hashed names, and a manifest that says what they are.

keybag    the keys of an encrypted backup, sealed by its password; domain is an app's part of the phone
"""
