"""What goes wrong with password safes, each in a program of its own as it happens to people.

The situations are those that python-keyring was measured in: most of them make it lose a key without a word.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import textwrap
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from private_bus import PrivateBus

from tests.contracts.key_store_contract import KEY_ID, NEXT_KEY_ID, SECRET, VAULT
from vault.keychain.os_keychain import OsKeychain

pytestmark = pytest.mark.keychain
ROOT = Path(__file__).resolve().parents[2]
PATIENT = 60  # seconds: longer than any keyring takes that answers, on any machine
LIMIT = 6  # seconds, for what is meant to run into it: a busy machine comes to the dialog in less

TRY = """
    import time
    from vault.errors import ChatVaultError
    from vault.keychain import secret_service  # a busy machine takes long to load it: not what is measured here
    from vault.keychain.os_keychain import OsKeychain
    begun = time.monotonic()
    try:
        store = OsKeychain(timeout={limit})
        found = store.get({vault!r}, {key_id!r})
        store.put({vault!r}, "ff", "another")
        print(store.name, found, store.get({vault!r}, "ff"))
    except ChatVaultError as error:
        print(type(error).__name__)
    print(round(time.monotonic() - begun, 2))
"""


@dataclass
class Run:
    """What a program said, and how many seconds it asked."""

    said: str
    asked: float


def run(code: str, environment: dict[str, str]) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-X", "dev", "-c", textwrap.dedent(code)]
    env = {**os.environ, "PYTHONPATH": str(ROOT), **environment}
    return subprocess.run(command, env=env, cwd="/", capture_output=True, text=True, timeout=600, check=False)


def try_it(environment: dict[str, str], limit: float = PATIENT) -> Run:
    done = run(TRY.format(limit=limit, vault=VAULT, key_id=KEY_ID), environment)
    assert done.stderr == ""
    said, asked = done.stdout.splitlines()
    return Run(said, float(asked))


def what_keyring_alone_does(environment: dict[str, str]) -> str:
    """The trap, laid and walked into: else a test would pass for want of it."""
    code = """
        import keyring
        import vault.keychain.secret_service  # which waits for a busy bus
        try:
            keyring.set_password("trap", "me", "precious")
            print(keyring.get_password("trap", "me"))
        except Exception as error:
            print(type(error).__name__)
    """
    return run(code, environment).stdout.strip()


def keyringrc(home: Path, backend: str) -> None:
    for under in (".local/share", ".config"):
        folder = home / under / "python_keyring"
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "keyringrc.cfg").write_text(f"[backend]\ndefault-keyring={backend}\n", encoding="utf-8")


# -- what the environment and other programs' settings say -------------------------------------------


@dataclass(frozen=True)
class Trap:
    """Something that leads python-keyring astray, and what it then does."""

    environment: dict[str, str] = field(default_factory=dict)
    config: str | None = None
    keyring_alone: str = "None"

    def lay(self, home: Path) -> dict[str, str]:
        if self.config:
            keyringrc(home, self.config)
        return self.environment


TRAPS = {
    "null by environment": Trap({"PYTHON_KEYRING_BACKEND": "keyring.backends.null.Keyring"}),
    "null by keyringrc.cfg": Trap(config="keyring.backends.null.Keyring"),
    "a module that is not there": Trap(
        {"PYTHON_KEYRING_BACKEND": "bogus.Keyring"}, keyring_alone="ModuleNotFoundError"
    ),
    "another scheme of attributes": Trap({"KEYRING_PROPERTY_SCHEME": "nonsense"}, keyring_alone="KeyError"),
    "another collection": Trap({"KEYRING_PROPERTY_PREFERRED_COLLECTION": "/not/there"}, keyring_alone="InitError"),
}


@pytest.mark.parametrize("trap", TRAPS.values(), ids=TRAPS)
def test_no_setting_of_others_chooses_for_us(bus: PrivateBus, home: Path, trap: Trap) -> None:
    extra = trap.lay(home)
    assert what_keyring_alone_does(extra) == trap.keyring_alone
    assert try_it(extra).said == "SecretService.Keyring None another"


@pytest.mark.parametrize("trap", [Trap(), *TRAPS.values()], ids=["plain", *TRAPS])
def test_without_a_desktop_there_is_no_keychain_whatever_is_set(home: Path, trap: Trap) -> None:
    assert "DBUS_SESSION_BUS_ADDRESS" not in os.environ
    assert try_it(trap.lay(home)).said == "NoKeychain"


def test_a_bus_without_password_safe_and_one_that_is_gone(bus: PrivateBus) -> None:
    bus.stop_keyring()
    assert try_it({}).said == "NoKeychain"
    assert try_it({"DBUS_SESSION_BUS_ADDRESS": "unix:path=/nonexistent/bus"}).said == "NoKeychain"
    assert try_it({"DBUS_SESSION_BUS_ADDRESS": "nonsense"}).said == "NoKeychain"


# -- the password safe itself ------------------------------------------------------------------------


def test_unlocked_it_works_and_is_quick(bus: PrivateBus) -> None:
    OsKeychain(PATIENT).put(VAULT, KEY_ID, SECRET)
    done = try_it({})
    assert done.said == f"SecretService.Keyring {SECRET} another"
    assert done.asked < PATIENT / 2


def lock(bus: PrivateBus) -> None:
    bus.lock()


def lose_the_password(bus: PrivateBus) -> None:
    bus.stop_keyring()
    bus.start_keyring(password=b"the new login password")


def be_a_first_day(bus: PrivateBus) -> None:
    bus.stop_keyring()
    shutil.rmtree(bus.keyring_files)
    bus.start_keyring(with_login=False)


@pytest.mark.parametrize("hurt", [lock, lose_the_password, be_a_first_day], ids=lambda hurt: hurt.__name__)
def test_locked_without_anybody_to_ask_is_locked_at_once(bus: PrivateBus, hurt: Callable[[PrivateBus], None]) -> None:
    """Locked; locked with an old login password; a first use whose dialog is dismissed: try again, or the sheet."""
    OsKeychain(PATIENT).put(VAULT, KEY_ID, SECRET)
    hurt(bus)
    done = try_it({})
    assert done.said == "KeychainLocked"
    assert done.asked < PATIENT / 2


@pytest.fixture
def unanswered_dialog(bus: PrivateBus) -> Iterator[None]:
    """A desktop whose dialog is on the screen, and nobody answers it."""
    from jeepney.bus_messages import message_bus  # type: ignore[import-untyped]
    from jeepney.io.blocking import open_dbus_connection  # type: ignore[import-untyped]

    with closing(open_dbus_connection(bus=bus.address, auth_timeout=PATIENT)) as prompter:
        prompter.send_and_get_reply(message_bus.RequestName("org.gnome.keyring.SystemPrompter"))
        yield


@pytest.mark.usefixtures("unanswered_dialog")
@pytest.mark.parametrize("hurt", [lock, be_a_first_day], ids=lambda hurt: hurt.__name__)
def test_a_dialog_that_nobody_answers_is_locked_not_silent(bus: PrivateBus, hurt: Callable[[PrivateBus], None]) -> None:
    OsKeychain(PATIENT).put(VAULT, KEY_ID, SECRET)
    hurt(bus)
    done = try_it({}, LIMIT)
    assert done.said == "KeychainLocked"
    assert_ended_at_its_limit(done)


def test_a_wedged_one_is_silent_and_lets_the_program_end(bus: PrivateBus) -> None:
    OsKeychain(PATIENT).put(VAULT, KEY_ID, SECRET)
    bus.freeze()
    done = try_it({}, LIMIT)
    assert done.said == "KeychainSilent"
    assert_ended_at_its_limit(done)


def assert_ended_at_its_limit(done: Run) -> None:
    """And the program ended at all: a thread that is waited for would take for ever."""
    assert LIMIT <= done.asked < PATIENT / 2


def test_wiped_is_none_as_on_the_first_day(bus: PrivateBus) -> None:
    OsKeychain(PATIENT).put(VAULT, KEY_ID, SECRET)
    bus.wipe()
    assert try_it({}).said == "SecretService.Keyring None another"


# -- cut off between two steps -----------------------------------------------------------------------

ROTATE = """
    import os, signal
    from vault.keychain.os_keychain import OsKeychain

    store = OsKeychain(timeout=60)

    def die():
        os.kill(os.getpid(), signal.SIGKILL)

    def new_entry_then_old_goes():
        {before_write}
        store.put({vault!r}, {new!r}, "the new secret")
        {before_removal}
        store.remove({vault!r}, {old!r})
        {after_removal}

    new_entry_then_old_goes()
"""


@pytest.mark.parametrize(
    ("step", "left"),
    [
        ("before_write", {KEY_ID: SECRET, NEXT_KEY_ID: None}),
        ("before_removal", {KEY_ID: SECRET, NEXT_KEY_ID: "the new secret"}),
        ("after_removal", {KEY_ID: None, NEXT_KEY_ID: "the new secret"}),
    ],
)
def test_killed_anywhere_one_key_opens(bus: PrivateBus, step: str, left: dict[str, str | None]) -> None:
    store = OsKeychain(PATIENT)
    store.put(VAULT, KEY_ID, SECRET)
    steps = dict.fromkeys(("before_write", "before_removal", "after_removal"), "pass") | {step: "die()"}
    killed = run(ROTATE.format(vault=VAULT, old=KEY_ID, new=NEXT_KEY_ID, **steps), {})
    assert killed.returncode == -signal.SIGKILL, killed.stderr
    assert {key_id: store.get(VAULT, key_id) for key_id in left} == left
    assert any(left.values())
