"""Views: one page each. A view builds widgets, connects them to its view-model, and redraws from its state.

first question   is this your first time, or are you bringing your chats back
opening          the vault is being opened; the sheet's rows where this computer has no key
home             the status, the drop zone, the list of chats
how to           getting a chat out of the app on the phone
"""
