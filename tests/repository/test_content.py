"""The content id of files and folders."""

from __future__ import annotations

import hashlib

from vault.repository.content import content_of, content_of_folder

ONE, TWO = (hashlib.sha256(data).hexdigest() for data in (b"one", b"two"))


def test_of_a_file() -> None:
    assert content_of([ONE, TWO]) == content_of((ONE, TWO))
    assert len({content_of(ids) for ids in ([], [ONE], [TWO], [ONE, TWO], [TWO, ONE], [ONE, ONE])}) == 6


def test_it_is_never_the_sha256_of_bytes_that_somebody_could_store() -> None:
    joined = bytes.fromhex(ONE) + bytes.fromhex(TWO)
    assert content_of([ONE, TWO]) not in (ONE, TWO, hashlib.sha256(joined).hexdigest())


def test_of_a_folder() -> None:
    files = [("a/one", 3, content_of([ONE])), ("two", 3, content_of([TWO]))]
    kinds = [files, files[:1], [("a/one", 4, files[0][2]), files[1]], [("a/two", 3, files[0][2]), files[1]], []]
    assert len({content_of_folder(some) for some in kinds}) == 5
