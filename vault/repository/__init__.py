"""The vault on disk: a restic repository, format version 2 (version 1 is read and added to as well).

Repository    the vault as a whole, opened with a secret ("your vault" on screen)
Snapshot      one backup: when, of what, and the tree at its root
Tree, node    one folder's listing; one file or folder in it
Blob          a piece of a file (data) or a tree, called by the SHA-256 of its plaintext; stored once
Pack          a file of sealed blobs, about 16 MiB, with a sealed list of them at its end
Index         which blob lies in which pack
Key file      one way in: the master key, sealed by what scrypt makes of a secret
Config        version, restic's id, the polynomial by which restic cuts; its SHA-256 is the vault's public id
Lock          who is at work: shared to write, exclusive to remove packs; readers take none
Chunker       cuts files where their content says so, so that what stays the same is found again
Archiver      stores files and folders through a writer; Restorer brings them back; Check looks for damage

The order of writes is the design: packs durable, then the index that names them, then the snapshot that refers to
them. Every crash between two steps leaves every older backup whole.
"""
