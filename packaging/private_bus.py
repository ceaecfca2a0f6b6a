"""A private D-Bus session with a real gnome-keyring on it, for the tour and the tests. Standard library only.

    python packaging/private_bus.py [--new-home] -- COMMAND [ARGUMENT…]

runs COMMAND with DBUS_SESSION_BUS_ADDRESS of a fresh bus whose keyring is empty and unlocked, and ends with its exit
status. In Python: `with private_bus() as bus:` and lay `bus.environment` over os.environ.

It lives in packaging/ and not in tests/ because the tour needs it on machines without a desktop, too. The bus activates
no services: without a prompter a locked keyring refuses at once instead of opening a window on somebody's desktop.
Needs the programs dbus-daemon, dbus-send and gnome-keyring-daemon.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import socket
import struct
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from types import FrameType
from typing import NoReturn

SECRETS = "org.freedesktop.secrets"
SERVICE = "/org/freedesktop/secrets"
DEFAULT = "/org/freedesktop/secrets/aliases/default"
PASSWORD = b"the private keyring's own password"
CONTROL_UNLOCK, CONTROL_OK = 1, struct.pack(">II", 8, 0)  # of gnome-keyring's control protocol
START_LIMIT = 60.0  # seconds; it takes 0.2 on a slow machine, and longer on one where much else runs

# The limits are those of dbus's own session.conf: without them a machine that stood still finds its connections closed.
BUS_CONFIG = """<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>session</type>
  <listen>unix:path={socket}</listen>
  <auth>EXTERNAL</auth>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/>
    <allow eavesdrop="true"/>
    <allow own="*"/>
  </policy>
  <limit name="auth_timeout">240000</limit>
  <limit name="max_incomplete_connections">10000</limit>
</busconfig>
"""


class BusFailed(RuntimeError):
    """A daemon is missing, did not start, or does not do as it is told; the text is for developers."""


class PrivateBus:
    """One bus and one keyring; `start` and `stop` are what `private_bus` calls. Everything lies in one folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.address = f"unix:path={folder / 'bus'}"
        self.keyring_files = folder / "data" / "keyrings"
        self._bus: subprocess.Popen[bytes] | None = None
        self._keyring: subprocess.Popen[bytes] | None = None

    @property
    def environment(self) -> dict[str, str]:
        """What a program needs, over its own environment, to speak with this bus and this keyring."""
        return {"DBUS_SESSION_BUS_ADDRESS": self.address, "XDG_RUNTIME_DIR": str(self.folder / "run")}

    def new_home(self) -> dict[str, str]:
        """`environment` and an empty home folder: everything that a person on a new computer has."""
        home = Path(tempfile.mkdtemp(prefix="home-", dir=self.folder))
        xdg = {"XDG_DATA_HOME": ".local/share", "XDG_CONFIG_HOME": ".config", "XDG_CACHE_HOME": ".cache"}
        return self.environment | {"HOME": str(home)} | {name: str(home / under) for name, under in xdg.items()}

    def start(self) -> None:
        """Start both daemons and wait until the keyring answers."""
        for name in ("run", "data", "home"):
            (self.folder / name).mkdir(mode=0o700)
        config = self.folder / "bus.conf"
        config.write_text(BUS_CONFIG.format(socket=self.folder / "bus"), encoding="utf-8")
        self._bus = self._spawn("dbus-daemon", f"--config-file={config}", "--nofork", "--nopidfile")
        self._wait(lambda: self._call("org.freedesktop.DBus", "/", "org.freedesktop.DBus.GetId") is not None)
        self.start_keyring()

    def start_keyring(self, *, with_login: bool = True, password: bytes = PASSWORD) -> None:
        """Start the keyring, unlocked. Without login keyring it is as on a computer where none was ever made.

        With another password than it was made with it stays locked, as after the login password was reset.
        """
        unlock = ["--unlock"] if with_login else ["--start"]
        command = ["gnome-keyring-daemon", "--foreground", "--components=secrets", *unlock]
        self._keyring = self._spawn(*command, stdin=subprocess.PIPE)
        if self._keyring.stdin is not None:
            self._keyring.stdin.write(password)
            self._keyring.stdin.close()
        self._wait(self._has_default if with_login else lambda: self._default() is not None)

    def stop_keyring(self) -> None:
        """End the keyring; the bus goes on, with nobody there who keeps secrets."""
        self._end(self._keyring)
        self._keyring = None

    def lock(self) -> None:
        """Lock the keyring, as a desktop does when its person goes away."""
        self._secrets("Lock", f"array:objpath:{DEFAULT}")

    def unlock(self) -> None:
        """Unlock it with its password, through the keyring's control socket, as logging in does."""
        words = struct.pack(">II", CONTROL_UNLOCK, len(PASSWORD)) + PASSWORD
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as control:
            control.settimeout(START_LIMIT)
            control.connect(str(self.folder / "run" / "keyring" / "control"))
            control.sendall(b"\0" + struct.pack(">I", len(words) + 4) + words)  # the first byte carries who we are
            answer = control.recv(8)
        if answer != CONTROL_OK:
            raise BusFailed(f"the keyring did not unlock: {answer.hex()}")

    def wipe(self) -> None:
        """Everything that was kept is gone and an empty keyring answers: a new computer, or a new profile."""
        self.stop_keyring()
        shutil.rmtree(self.keyring_files, ignore_errors=True)
        self.start_keyring()

    def freeze(self) -> None:
        """From now on the keyring takes calls and answers none, like one that is wedged; `thaw` ends it."""
        if self._keyring is not None:
            self._keyring.send_signal(signal.SIGSTOP)

    def thaw(self) -> None:
        """Let a frozen keyring answer again."""
        if self._keyring is not None:
            self._keyring.send_signal(signal.SIGCONT)

    def stop(self) -> None:
        """End both daemons. The folder is left to whoever made it."""
        self.stop_keyring()
        self._end(self._bus)
        self._bus = None

    # -- inside ----------------------------------------------------------------------------------

    def _daemon_environment(self) -> dict[str, str]:
        """Ours over the person's own, without what would lead to their real keyring or screen."""
        leads_away = ("DBUS_", "GNOME_KEYRING_", "XDG_", "DISPLAY", "WAYLAND_", "SSH_AUTH_SOCK")
        kept = {name: value for name, value in os.environ.items() if not name.startswith(leads_away)}
        own = {"HOME": str(self.folder / "home"), "XDG_DATA_HOME": str(self.folder / "data")}
        return kept | self.environment | own

    def _spawn(self, *command: str, stdin: int = subprocess.DEVNULL) -> subprocess.Popen[bytes]:
        """Start a daemon in its own session, so that Ctrl-C at the terminal reaches the command and not it."""
        try:
            with (self.folder / f"{command[0]}.log").open("ab") as log:
                return subprocess.Popen(  # noqa: S603 (our own two daemons)
                    command, stdin=stdin, stdout=log, stderr=log, env=self._daemon_environment(), start_new_session=True
                )
        except FileNotFoundError as error:
            raise BusFailed(f"{command[0]} is not installed") from error

    def _end(self, daemon: subprocess.Popen[bytes] | None) -> None:
        """Ask politely, then not; a frozen one must be thawed to hear it."""
        if daemon is None:
            return
        daemon.send_signal(signal.SIGCONT)
        daemon.terminate()
        try:
            daemon.wait(timeout=2)
        except subprocess.TimeoutExpired:
            daemon.kill()
            daemon.wait()

    def _call(self, destination: str, path: str, method: str, *arguments: str) -> str | None:
        """One call by dbus-send; its printed reply, or None when it was refused."""
        command = [
            "dbus-send",
            f"--bus={self.address}",
            "--print-reply=literal",
            f"--reply-timeout={START_LIMIT * 1000:.0f}",
        ]
        try:
            done = subprocess.run(  # noqa: S603
                [*command, f"--dest={destination}", path, method, *arguments],
                env=self._daemon_environment(), capture_output=True, text=True, check=False,
            )  # fmt: skip
        except FileNotFoundError as error:
            raise BusFailed("dbus-send is not installed") from error
        return done.stdout if done.returncode == 0 else None

    def _secrets(self, method: str, *arguments: str) -> str:
        reply = self._call(SECRETS, SERVICE, f"org.freedesktop.Secret.Service.{method}", *arguments)
        if reply is None:
            raise BusFailed(f"the keyring refused {method}")
        return reply

    def _default(self) -> str | None:
        """The path of the keyring that new secrets go to; "/" where there is none; None while nobody answers."""
        reply = self._call(SECRETS, SERVICE, "org.freedesktop.Secret.Service.ReadAlias", "string:default")
        return None if reply is None else reply.strip()

    def _has_default(self) -> bool:
        return (self._default() or "/") != "/"

    def _wait(self, ready: Callable[[], bool]) -> None:
        """Ask again until it is ready."""
        end = time.monotonic() + START_LIMIT
        while not ready():
            if time.monotonic() > end:
                raise BusFailed(f"not ready after {START_LIMIT} s: {self._logs()}")
            time.sleep(0.01)

    def _logs(self) -> str:
        return " | ".join(log.read_text(errors="replace").strip() for log in sorted(self.folder.glob("*.log")))


@contextlib.contextmanager
def private_bus() -> Iterator[PrivateBus]:
    """A running bus with an empty, unlocked keyring; stopped and removed at the end, whatever happens."""
    folder = Path(tempfile.mkdtemp(prefix="bus-"))  # short: a socket's path may have 107 bytes
    bus = PrivateBus(folder)
    try:
        bus.start()
        yield bus
    finally:
        bus.stop()
        shutil.rmtree(folder, ignore_errors=True)


def run(command: list[str], extra: Mapping[str, str]) -> int:
    """Run it to its end with `extra` over our environment. Its exit status, 128 + n when signal n ended it."""
    try:
        child = subprocess.Popen(command, env={**os.environ, **extra})  # noqa: S603 (what the caller typed)
    except OSError as error:
        print(f"{command[0]}: {error.strerror}", file=sys.stderr)  # noqa: T201 (this is a command)
        return 127
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the terminal sends it to the command as well
    try:
        status = child.wait()
    except SystemExit:
        child.terminate()
        child.wait()
        raise
    return status if status >= 0 else 128 - status


def leave(number: int, _frame: FrameType | None) -> NoReturn:
    """End by way of the finally clauses: no daemon stays behind."""
    sys.exit(128 + number)


def main(arguments: list[str]) -> int:
    """The command line."""
    at = arguments.index("--") if "--" in arguments else len(arguments)
    own, command = arguments[:at], arguments[at + 1 :]
    if not command or own not in ([], ["--new-home"]):
        print("usage: private_bus.py [--new-home] -- COMMAND [ARGUMENT…]", file=sys.stderr)  # noqa: T201
        return 2
    signal.signal(signal.SIGTERM, leave)
    with private_bus() as bus:
        return run(command, bus.new_home() if own else bus.environment)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
