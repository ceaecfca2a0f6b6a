"""What every place must do. Each implementation's test inherits this class and says how to hurt its place."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest

from vault.errors import DiskFull, NoPermission, ObjectMissing, PlaceMissing, StorageError
from vault.storage.backend import CONFIG_NAME, KINDS, Backend, Kind


def name_of(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


NAMED_KINDS: list[Kind] = [kind for kind in KINDS if kind != "config"]
ALL_KINDS: list[Kind] = list(KINDS)
UNKNOWN = name_of(b"never stored")


class BackendContract:
    """Inherit, give a `backend` fixture whose place is new (made, empty), and the ways to hurt it."""

    def remove_place(self, backend: Backend) -> None:
        """Make the place go away."""
        raise NotImplementedError

    def refuse_writing(self, backend: Backend) -> None:
        """Make the place read-only."""
        raise NotImplementedError

    def fill(self, backend: Backend) -> None:
        """Leave no room."""
        raise NotImplementedError

    def add_other_file(self, backend: Backend) -> None:
        """Put something there that is no vault's."""
        raise NotImplementedError

    def name(self, kind: Kind, data: bytes) -> str:
        return CONFIG_NAME if kind == "config" else name_of(data)

    @pytest.mark.parametrize("kind", ALL_KINDS)
    def test_gives_back_what_was_saved(self, backend: Backend, kind: Kind) -> None:
        data = b"some bytes of " + kind.encode()
        name = self.name(kind, data)
        assert not backend.exists(kind, name)
        backend.save(kind, name, data)
        assert backend.exists(kind, name)
        assert backend.load(kind, name) == data
        assert backend.size(kind, name) == len(data)
        assert backend.list(kind) == [name]

    def test_tells_which_of_two_came_first(self, backend: Backend) -> None:
        names = [name_of(data) for data in (b"1", b"2")]
        for name, data in zip(names, (b"1", b"2"), strict=True):
            backend.save("locks", name, data)
        first, second = (backend.arrived("locks", name) for name in names)
        assert first is second is None or (first is not None and second is not None and first <= second)
        with pytest.raises(ObjectMissing):
            backend.arrived("locks", UNKNOWN)

    @pytest.mark.parametrize("data", [b"", b"x", bytes(range(256)) * 5000])
    def test_keeps_files_of_any_size(self, backend: Backend, data: bytes) -> None:
        backend.save("data", name_of(data), data)
        assert backend.load("data", name_of(data)) == data
        assert backend.size("data", name_of(data)) == len(data)

    def test_takes_every_kind_of_bytes_and_keeps_a_copy(self, backend: Backend) -> None:
        buffer = bytearray(b"0123456789")
        kept = name_of(bytes(buffer)[2:8])
        backend.save("data", kept, memoryview(buffer)[2:8])
        whole = name_of(bytes(buffer))
        backend.save("data", whole, buffer)
        buffer[:] = bytes(10)
        assert backend.load("data", kept) == b"234567"
        assert backend.load("data", whole) == b"0123456789"

    @pytest.mark.parametrize(
        ("offset", "length", "expected"),
        [
            (0, None, b"0123456789"), (3, None, b"3456789"), (0, 4, b"0123"), (3, 4, b"3456"), (3, 0, b""),
            (8, 5, b"89"), (10, 1, b""), (50, 1, b""), (50, None, b""),
        ],
    )  # fmt: skip
    def test_gives_pieces(self, backend: Backend, offset: int, length: int | None, expected: bytes) -> None:
        backend.save("data", UNKNOWN, b"0123456789")
        assert backend.load("data", UNKNOWN, offset, length) == expected
        if length is not None:
            room = bytearray(length)
            assert backend.load_into("data", UNKNOWN, offset, memoryview(room)) == len(expected)
            assert room.startswith(expected)

    @pytest.mark.parametrize("kind", ALL_KINDS)
    def test_the_first_file_of_a_name_stays(self, backend: Backend, kind: Kind) -> None:
        name = self.name(kind, b"first")
        backend.save(kind, name, b"first")
        backend.save(kind, name, b"second, and longer")
        assert backend.load(kind, name) == b"first"
        assert backend.list(kind) == [name]

    @pytest.mark.parametrize("kind", ALL_KINDS)
    def test_whole_bytes_take_the_place_of_damaged_ones(self, backend: Backend, kind: Kind) -> None:
        name = self.name(kind, b"whole")
        backend.replace(kind, name, b"whole")
        assert backend.load(kind, name) == b"whole"
        backend.replace(kind, name, b"whole again")
        assert backend.load(kind, name) == b"whole again"
        assert backend.list(kind) == [name]

    @pytest.mark.parametrize("kind", ALL_KINDS)
    def test_what_was_set_aside_can_be_named_and_taken_away(self, backend: Backend, kind: Kind) -> None:
        data = [b"damaged", b"damaged otherwise"]
        name = self.name(kind, data[0])
        for one in data:
            backend.save(kind, name, one)
            backend.set_aside(kind, name)
        backend.save(kind, name, data[0])
        found = backend.aside_files(kind)
        assert sorted(one.size for one in found) == [len(one) for one in data]
        assert not backend.scraps(kind)
        backend.remove_aside(kind, found[0].name)
        assert [one.name for one in backend.aside_files(kind)] == [found[1].name]
        with pytest.raises(ObjectMissing):
            backend.remove_aside(kind, found[0].name)
        backend.remove_aside(kind, found[1].name)
        assert not backend.aside_files(kind)
        assert backend.load(kind, name) == data[0]

    @pytest.mark.parametrize("kind", ALL_KINDS)
    def test_what_lies_beside_a_file_can_be_read(self, backend: Backend, kind: Kind) -> None:
        name = self.name(kind, b"set aside")
        assert list(backend.names_beside(kind)) == []
        backend.save(kind, name, b"set aside")
        backend.set_aside(kind, name)
        backend.save(kind, name, b"there")
        assert list(backend.names_beside(kind)) == [name]
        assert list(backend.load_beside(kind, name, 100)) == [b"set aside"]
        assert list(backend.load_beside(kind, name, 8)) == []
        assert list(backend.load_beside(kind, self.name(kind, b"another"), 100)) == (
            [] if kind != "config" else [b"set aside"]
        )
        assert list(backend.second_copies(kind)) == [], "we set it aside: no cloud made it"
        assert backend.remove_second_copies(kind, name) == 0
        assert list(backend.load_beside(kind, name, 100)) == [b"set aside"]

    @pytest.mark.parametrize("kind", ALL_KINDS)
    def test_what_is_set_aside_is_out_of_sight(self, backend: Backend, kind: Kind) -> None:
        name = self.name(kind, b"whole")
        for _ in range(2):
            backend.save(kind, name, b"damaged")
            backend.set_aside(kind, name)
            assert backend.list(kind) == []
            assert not backend.exists(kind, name)
        assert not backend.holds_other_files()

    @pytest.mark.parametrize("damaged", [b"cut", b"", b"whole, and long enougH", b"whole, and long enough, and more"])
    @pytest.mark.parametrize("kind", NAMED_KINDS)
    def test_bytes_that_fit_their_name_take_the_place_of_damaged_ones(
        self, backend: Backend, kind: Kind, damaged: bytes
    ) -> None:
        whole = b"whole, and long enough"
        backend.save(kind, name_of(whole), damaged)
        assert backend.load(kind, name_of(whole)) == damaged
        backend.save(kind, name_of(whole), memoryview(whole))
        assert backend.load(kind, name_of(whole)) == whole
        backend.save(kind, name_of(whole), damaged)
        assert backend.load(kind, name_of(whole)) == whole
        assert backend.list(kind) == [name_of(whole)]

    @pytest.mark.parametrize("kind", ALL_KINDS)
    def test_says_what_is_missing(self, backend: Backend, kind: Kind) -> None:
        name = self.name(kind, b"never stored")
        attempts: tuple[Callable[[], object], ...] = (
            lambda: backend.load(kind, name),
            lambda: backend.size(kind, name),
            lambda: backend.remove(kind, name),
            lambda: backend.set_aside(kind, name),
        )
        for attempt in attempts:
            with pytest.raises(ObjectMissing) as missing:
                attempt()
            assert missing.value.name == f"{kind}/{name}"
            assert missing.value.place == backend.place

    def test_removes(self, backend: Backend) -> None:
        backend.save("locks", UNKNOWN, b"lock")
        backend.remove("locks", UNKNOWN)
        assert not backend.exists("locks", UNKNOWN)
        assert backend.list("locks") == []
        backend.save("locks", UNKNOWN, b"again")
        assert backend.load("locks", UNKNOWN) == b"again"

    def test_lists_in_order_and_each_kind_apart(self, backend: Backend) -> None:
        names = {kind: sorted(name_of(f"{kind}{n}".encode()) for n in range(20)) for kind in NAMED_KINDS}
        for kind in NAMED_KINDS:
            for name in reversed(names[kind]):
                backend.save(kind, name, b"x")
        assert {kind: backend.list(kind) for kind in NAMED_KINDS} == names
        assert backend.list("config") == []

    @pytest.mark.parametrize("name", ["", "..", "../config", "a" * 63, "A" * 64, "g" * 64, "config", f"{'a' * 64}/x"])
    def test_names_that_could_be_paths_go_nowhere(self, backend: Backend, name: str) -> None:
        for attempt in (backend.load, backend.size, backend.exists, backend.remove):
            with pytest.raises(ValueError, match="not a name"):
                attempt("data", name)
        with pytest.raises(ValueError, match="not a name"):
            backend.save("data", name, b"")
        with pytest.raises(ValueError, match="not a name"):
            backend.load("config", "a" * 64)

    def test_a_place_that_is_gone_is_no_empty_place(self, backend: Backend) -> None:
        backend.save("data", UNKNOWN, b"x")
        self.remove_place(backend)
        attempts: tuple[Callable[[], object], ...] = (
            lambda: backend.exists("data", UNKNOWN),
            lambda: backend.size("data", UNKNOWN),
            lambda: backend.load("data", UNKNOWN),
            lambda: backend.save("data", name_of(b"y"), b"y"),
            lambda: backend.save("config", CONFIG_NAME, b"y"),
            lambda: backend.remove("data", UNKNOWN),
            lambda: backend.set_aside("data", UNKNOWN),
            lambda: backend.replace("data", UNKNOWN, b"y"),
            lambda: backend.list("data"),
            lambda: backend.list("config"),
            lambda: backend.list("snapshots"),
        )
        for attempt in attempts:
            with pytest.raises(PlaceMissing) as missing:
                attempt()
            assert missing.value.place == backend.place
        assert backend.holds_other_files() is False

    def test_comes_back_by_create(self, backend: Backend) -> None:
        self.remove_place(backend)
        backend.create()
        backend.save("index", UNKNOWN, b"x")
        assert backend.list("index") == [UNKNOWN]

    def test_create_takes_nothing_away(self, backend: Backend) -> None:
        backend.save("data", UNKNOWN, b"x")
        backend.create()
        assert backend.load("data", UNKNOWN) == b"x"

    def test_a_read_only_place_can_be_read_and_says_what_it_refuses(self, backend: Backend) -> None:
        backend.save("data", UNKNOWN, b"x")
        self.refuse_writing(backend)
        assert backend.load("data", UNKNOWN) == b"x"
        assert backend.list("data") == [UNKNOWN]
        assert backend.exists("data", UNKNOWN)
        attempts: tuple[Callable[[], object], ...] = (
            lambda: backend.save("data", name_of(b"y"), b"y"),
            lambda: backend.save("locks", name_of(b"y"), b"y"),
            lambda: backend.save("config", CONFIG_NAME, b"y"),
            lambda: backend.remove("data", UNKNOWN),
            lambda: backend.set_aside("data", UNKNOWN),
            lambda: backend.replace("data", UNKNOWN, b"y"),
        )
        for attempt in attempts:
            with pytest.raises(NoPermission) as refused:
                attempt()
            assert refused.value.writing
        assert backend.list("locks") == []
        assert backend.load("data", UNKNOWN) == b"x"

    @pytest.mark.parametrize("kind", ALL_KINDS)
    def test_a_full_place_keeps_nothing_by_half(self, backend: Backend, kind: Kind) -> None:
        backend.save("data", UNKNOWN, b"was here before")
        name = self.name(kind, b"too much")
        self.fill(backend)
        with pytest.raises(DiskFull):
            backend.save(kind, name, b"too much")
        assert not backend.exists(kind, name)
        with pytest.raises(DiskFull):
            backend.replace("data", UNKNOWN, b"much more than before")
        assert backend.load("data", UNKNOWN) == b"was here before"

    def test_tells_other_files_from_its_own(self, backend: Backend) -> None:
        assert not backend.holds_other_files()
        for kind in ALL_KINDS:
            backend.save(kind, self.name(kind, b"x"), b"x")
        assert not backend.holds_other_files()
        self.add_other_file(backend)
        assert backend.holds_other_files()

    def test_tells_how_much_fits_if_it_knows(self, backend: Backend) -> None:
        free = backend.free_space()
        assert free is None or free >= 0

    def test_serves_several_threads(self, backend: Backend) -> None:
        blobs = [f"blob {number % 20}".encode() * 100 for number in range(60)]
        with ThreadPoolExecutor(6) as pool:
            list(pool.map(lambda blob: backend.save("data", name_of(blob), blob), blobs))
            assert list(pool.map(lambda blob: backend.load("data", name_of(blob)), blobs)) == blobs
        assert len(backend.list("data")) == 20

    def test_everything_raised_names_the_place(self, backend: Backend) -> None:
        with pytest.raises(StorageError) as error:
            backend.load("keys", UNKNOWN)
        assert error.value.place == backend.place != ""
