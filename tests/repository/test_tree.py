"""Trees: the bytes that restic writes, and hostile ones refused."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vault.errors import Damaged
from vault.repository.tree import (
    MODE_DIR,
    Node,
    Tree,
    decode_tree,
    encode_tree,
    format_time,
    go_quote,
    go_unquote,
    name_bytes,
    parse_time,
)

ID_A, ID_B, TREE_ID = "a1" * 32, "b2" * 32, "c3" * 32
MOMENT = datetime(2026, 5, 3, 18, 4, 5, 120_000, tzinfo=UTC)

names = st.text(
    st.characters(codec="utf-8", exclude_characters="\0/") | st.sampled_from('"\\\u2028<&>\u200d\u00a0'), min_size=1
)
raw_names = st.binary(min_size=1, max_size=20).map(lambda raw: raw.decode("utf-8", "surrogateescape"))
blob_ids = st.binary(min_size=32, max_size=32).map(bytes.hex)
moments = st.none() | st.datetimes(datetime(1970, 1, 1), datetime(2200, 1, 1), timezones=st.just(UTC))
file_nodes = st.builds(
    Node,
    name=names | raw_names,
    type=st.just("file"),
    mode=st.integers(0, 0o777),
    mtime=moments,
    size=st.integers(0, 2**63 - 1),
    content=st.lists(blob_ids, max_size=4).map(tuple),
)
folder_nodes = st.builds(
    Node, name=names, type=st.just("dir"), mode=st.just(MODE_DIR | 0o700), mtime=moments, subtree=blob_ids
)
trees = st.lists(file_nodes | folder_nodes, max_size=8, unique_by=lambda node: node.name).map(
    lambda nodes: Tree(tuple(nodes))
)


def test_a_tree_as_restic_writes_it() -> None:
    tree = Tree(
        (
            Node("über.txt", "file", 0o600, MOMENT, 3, (ID_A, ID_B)),
            Node('a"b <&>', "dir", MODE_DIR | 0o700, None, 0, (), ID_B),
        )
    )
    assert encode_tree(tree).decode() == (
        '{"nodes":[{"name":"a\\\\\\"b \\u003c\\u0026\\u003e","type":"dir","mode":2147484096,'
        '"mtime":"0001-01-01T00:00:00Z","atime":"0001-01-01T00:00:00Z","ctime":"0001-01-01T00:00:00Z",'
        f'"uid":0,"gid":0,"content":null,"subtree":"{ID_B}"}},'
        '{"name":"über.txt","type":"file","mode":384,"mtime":"2026-05-03T18:04:05.12Z",'
        '"atime":"2026-05-03T18:04:05.12Z","ctime":"2026-05-03T18:04:05.12Z",'
        f'"uid":0,"gid":0,"size":3,"content":["{ID_A}","{ID_B}"]}}]}}\n'
    )


def test_an_empty_tree() -> None:
    assert encode_tree(Tree(())) == b'{"nodes":[]}\n'
    assert decode_tree(b'{"nodes":[]}\n', TREE_ID) == Tree(())
    assert decode_tree(b'{"nodes":null}', TREE_ID) == Tree(())


@given(trees)
def test_round_trip(tree: Tree) -> None:
    encoded = encode_tree(tree)
    decoded = decode_tree(encoded, TREE_ID)
    assert sorted(decoded.nodes, key=sort_key) == sorted(tree.nodes, key=sort_key)
    assert [name_bytes(node.name) for node in decoded.nodes] == sorted(name_bytes(node.name) for node in tree.nodes)
    assert encode_tree(decoded) == encoded


@given(trees)
def test_the_order_of_nodes_does_not_matter(tree: Tree) -> None:
    assert encode_tree(Tree(tree.nodes[::-1])) == encode_tree(tree)


@given(trees)
def test_it_is_json_with_nothing_that_go_would_escape(tree: Tree) -> None:
    encoded = encode_tree(tree).decode()
    assert len(json.loads(encoded)["nodes"]) == len(tree.nodes)
    assert not set(encoded) & set("<>&\u2028\u2029")


@pytest.mark.parametrize(
    ("name", "quoted"),
    [
        ("plain ü ❤ 漢", "plain ü ❤ 漢"),
        ('say "hi"', '\\"hi\\"'),
        ("back\\slash", "back\\\\slash"),
        ("\a\b\f\n\r\t\v", "\\a\\b\\f\\n\\r\\t\\v"),
        ("\x01\x7f", "\\x01\\x7f"),
        ("\x85\u00a0\u200d\u2028\ufeff", "\\u0085\\u00a0\\u200d\\u2028\\ufeff"),
        ("\U000e0067", "\\U000e0067"),
        (b"\xff\xfe.txt".decode("utf-8", "surrogateescape"), "\\xff\\xfe.txt"),
    ],
)
def test_names_are_quoted_as_go_does(name: str, quoted: str) -> None:
    assert go_quote(name).endswith(quoted)
    assert go_unquote(go_quote(name)) == name


def test_bytes_given_as_escapes_join_to_characters() -> None:
    assert go_unquote("\\xc3\\xa9\\303\\251") == "éé"


@pytest.mark.parametrize(
    "quoted", ["\\", "\\q", 'a"b', "a\nb", "\\ud800", "\\U00110000", "\\Uffffffff", "\\777", "\\x4", "\\u12", "a\\'b"]
)
def test_what_go_could_not_have_quoted(quoted: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011
        go_unquote(quoted)


def test_times() -> None:
    assert format_time(datetime(2026, 5, 3, 20, 4, 5, tzinfo=timezone(timedelta(hours=2)))) == "2026-05-03T18:04:05Z"
    assert format_time(datetime(804, 1, 2, tzinfo=UTC)) == "0804-01-02T00:00:00Z"
    assert parse_time("2026-05-03T20:04:05.123456789+02:00") == datetime(2026, 5, 3, 18, 4, 5, 123456, tzinfo=UTC)
    assert parse_time("2026-05-03T18:04:05.12Z") == MOMENT
    assert parse_time("0001-01-01T00:00:00Z") is None
    assert parse_time("yesterday") is None
    assert parse_time("2026-13-03T18:04:05Z") is None
    assert parse_time("0001-01-01T00:00:00+05:00") is None


def test_fields_of_foreign_trees_are_tolerated() -> None:
    foreign = {
        "nodes": [
            {"name": "l", "type": "symlink", "mode": 134218239, "linktarget": "/etc", "uid": 1000, "content": None},
            {"name": "f", "type": "file", "inode": 2**64 - 1, "user": "somebody", "from the future": [{"a": [1]}]},
        ],
        "also new": 1,
    }
    link, file = decode_tree(json.dumps(foreign).encode(), TREE_ID).nodes
    assert (link.type, link.is_file, link.is_folder) == ("symlink", False, False)
    assert file == Node("f", "file")


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"null",
        b"[]",
        b"{}",
        b'{"nodes":{}}',
        b'{"nodes":[1]}',
        b'{"nodes":[{"type":"file"}]}',
        b'{"nodes":[{"name":7,"type":"file"}]}',
        b'{"nodes":[{"name":"\xff","type":"file"}]}',
        b'{"nodes":[{"name":"a","type":"file","size":-1}]}',
        b'{"nodes":[{"name":"a","type":"file","size":"7"}]}',
        b'{"nodes":[{"name":"a","type":"file","content":["../../../etc/passwd"]}]}',
        b'{"nodes":[{"name":"a","type":"file","content":"ab"}]}',
        b'{"nodes":[{"name":"a","type":"dir"}]}',
        b'{"nodes":[{"name":"a","type":"dir","subtree":"ABCD"}]}',
        b'{"nodes":[{"name":"a\\\\","type":"file"}]}',
        b'{"nodes":[{"name":"a","type":"file"},{"name":"a","type":"file"}]}',
        b'{"nodes":[{"name":"a","type":"file","x":' + b"[" * 100_000 + b"]" * 100_000 + b"}]}",
        b'{"nodes":[]',
    ],
)
def test_hostile_trees_are_damaged(data: bytes) -> None:
    with pytest.raises(Damaged) as caught:
        decode_tree(data, TREE_ID)
    assert (caught.value.what, caught.value.name) == ("tree", TREE_ID)


@given(st.binary(max_size=200) | st.text(max_size=200).map(str.encode))
def test_arbitrary_bytes_give_a_tree_or_damaged(data: bytes) -> None:
    try:
        decode_tree(data, TREE_ID)
    except Damaged as damaged:
        assert damaged.name == TREE_ID  # noqa: PT017


def test_nothing_readable_in_repr_or_in_errors() -> None:
    assert "Anna" not in repr(Node("Anna.zip", "file"))
    with pytest.raises(Damaged) as caught:
        decode_tree(b'{"nodes":[{"name":"Anna","type":"file","size":"Anna"}]}', TREE_ID)
    assert "Anna" not in str(caught.value)
    assert caught.value.__cause__ is None


def test_two_nodes_of_one_name_are_a_mistake_of_the_caller() -> None:
    with pytest.raises(ValueError, match="two nodes"):
        encode_tree(Tree((Node("a", "file"), Node("a", "file", size=1))))


def sort_key(node: Node) -> bytes:
    return name_bytes(node.name)
