"""Chat Vault: keep your chats, locked, without the cloud reading them.

The map of the house. Each floor may import any floor below, never beside (|) or above; a test holds it.

    app | cli        composition roots: the only places that name concrete classes
    ui               what a person sees: views, view-models, wizards, the TaskRunner (only ui and app know Qt)
    services         what a person can do, one file per deed
    exposure         who can read which copy of a chat on this computer
    exports          reading what the chat apps give out
      | library      the encrypted index of messages
      | keychain     this computer's password safe
    repository       the vault on disk: a restic repository, format version 2
    storage          bytes kept somewhere
      | crypto       bytes sealed
    chats            the words: Conversation, Participant, Message, Attachment, Reaction
    settings, places, log, progress, errors

A backup goes one way: drop zone, view-model, TaskRunner, BackUp, importer, repository, library, report.
Nothing calls back up; only progress and the wish to cancel cross while it runs.
"""

__version__ = "0.1.0"
