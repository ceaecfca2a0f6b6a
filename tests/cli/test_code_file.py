"""Where a code is read from: a file or standard input, in every form that a person or `create` writes."""

from __future__ import annotations

import io
from pathlib import Path

import click
import pytest

from vault.cli.code_file import read_code
from vault.crypto.recovery_code import RecoveryCode
from vault.errors import CodeIncomplete, RowMistake

CODE = RecoveryCode.random("ab" * 32)
FORMS = {
    "as create writes it": CODE.password + "\n",
    "without a line end": CODE.password,
    "four rows": "\n".join(CODE.rows),
    "numbered rows": "".join(f"{n}. {row}\n" for n, row in enumerate(CODE.rows, 1)),
    "with words below": f"{CODE.password}\n\nKeep this apart from the computer.\n",
    "with Windows' line ends and mark": f"\ufeff{CODE.password}\r\n",
    "small and spaced": "\n" + " ".join(CODE.password.lower()),
}


@pytest.mark.parametrize("text", FORMS.values(), ids=FORMS.keys())
def test_every_form_is_read(tmp_path: Path, text: str) -> None:
    file = tmp_path / "code"
    file.write_bytes(text.encode())
    assert read_code(str(file)).rows == CODE.rows


def test_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(CODE.password.encode())))
    assert read_code("-").rows == CODE.rows


@pytest.mark.parametrize("text", ["", "\n\n", "\x00\xff"])
def test_nothing_there(tmp_path: Path, text: str) -> None:
    (tmp_path / "code").write_text(text, encoding="latin-1")
    with pytest.raises((CodeIncomplete, RowMistake)):
        read_code(str(tmp_path / "code"))


def test_a_mistake_names_the_row_and_not_what_was_typed(tmp_path: Path) -> None:
    third = CODE.rows[2]
    wrong = third[:-1] + ("2" if third[-1] != "2" else "3")
    (tmp_path / "code").write_text("-".join([*CODE.rows[:2], wrong, CODE.rows[3]]))
    with pytest.raises(RowMistake) as caught:
        read_code(str(tmp_path / "code"))
    assert caught.value.row == 3
    assert wrong not in str(caught.value)


def test_a_file_that_cannot_be_read_is_wrong_usage(tmp_path: Path) -> None:
    with pytest.raises(click.UsageError):
        read_code(str(tmp_path / "nowhere"))
