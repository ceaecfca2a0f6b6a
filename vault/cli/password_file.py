"""The key of a locked export from a file: on a command line every process of the computer could see it."""

from __future__ import annotations

import base64

import click

_MOST = 64 * 1024


def read_secret(path: str) -> str:
    """The first line of a text, or a binary key file as "base64:…"; standard input for "-".

    Wrong usage where the file cannot be read, is empty, or is too large for a key.
    """
    try:
        with click.open_file(path, "rb") as file:
            data = file.read(_MOST + 1)
    except OSError as error:
        raise click.BadParameter(f"{path}: {error.strerror}", param_hint="--password-file") from error
    if len(data) > _MOST or not data.strip():
        raise click.BadParameter(f"{path} holds no key", param_hint="--password-file")
    text = _text(data)
    return f"base64:{base64.b64encode(data).decode()}" if text is None else text


def _text(data: bytes) -> str | None:
    """The first line that holds something; None for what is no text."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return None
    lines = [line.strip("\r\n") for line in text.split("\n")]
    first = next(line for line in lines if line.strip())
    return first if first.isprintable() else None
