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
Exclusive     alone in the vault: the only way to take anything away; the lock is confirmed before each removal
Forget, prune backups out of the list, then the room of what no backup needs any more: planned first, shown, then done
Repair        heals: the index from the packs' own lists, files from copies of the vault, whole blobs from damaged packs
Relock        a new master key: the vault grows anew beside the old one, is compared, and takes its place in one step
Archiver      stores files and folders through a writer; Restorer brings them back; Check looks for damage

The order of writes is the design: packs durable, then the index that names them, then the snapshot that refers to
them. What is taken away goes in the reverse order. Every crash between two steps leaves every older backup whole.
"""
