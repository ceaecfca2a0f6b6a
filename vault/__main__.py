"""`chat-vault` and `python -m vault`: without words it opens the window, with words it works in the terminal."""

from __future__ import annotations

import sys


def main() -> int:
    """The exit code. Each door is loaded only when it is used: a terminal needs no Qt."""
    if sys.argv[1:] == ["--scan-worker"]:  # a program packed into one file starts itself as its own worker
        from vault.exposure.scan_worker import main as work

        return work()
    if len(sys.argv) > 1:
        try:
            from vault.cli.program import run
        except KeyboardInterrupt:  # before a command began
            sys.stderr.write("Stopped, as you asked.\n")
            return 1
        return run()
    from vault.app import run as open_window

    return open_window()


if __name__ == "__main__":
    sys.exit(main())
