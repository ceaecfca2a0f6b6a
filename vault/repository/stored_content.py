"""What a file or folder of the vault holds, as one short id, told by its listings: no content is read."""

from __future__ import annotations

from vault.repository.content import content_of, content_of_folder
from vault.repository.repository import Repository
from vault.repository.stored_tree import files_below
from vault.repository.tree import Node


def content_of_node(repository: Repository, node: Node) -> str:
    """The content id of a file or folder, the same that StoredFile and StoredFolder told when it was stored.

    Raises what files_below raises.
    """
    if node.is_file:
        return content_of(node.content)
    files = files_below(repository, node)
    return content_of_folder((file.name, file.node.size, content_of(file.node.content)) for file in files)
