"""What opens a vault is damaged: its config, a key file, or both. Whose sheet it is, is said where that is sure."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.builders import Computer
from vault.crypto.recovery_code import RecoveryCode
from vault.errors import ChatVaultError, Damaged, OtherVaultsSheet
from vault.repository.ids import id_of
from vault.services.create_vault import Created
from vault.ui.messages import words


def damage_config(computer: Computer, folder: Path) -> None:
    """So that its id begins otherwise than those of which sheets are made here: 1 in 1024 would fit by chance."""
    files = computer.backend(folder).files
    stored = files["config", "config"]
    first = int(id_of(stored)[0], 16)
    changed = (bytes([*stored[:at], stored[at] ^ 1, *stored[at + 1 :]]) for at in range(len(stored)))
    files["config", "config"] = next(one for one in changed if int(id_of(one)[0], 16) not in (first, 15 - first))


def damage_keys(computer: Computer, folder: Path) -> None:
    files = computer.backend(folder).files
    for key in [key for key in files if key[0] == "keys"]:
        files[key] = files[key].replace(b"data", b"dat_")


def damage_both(computer: Computer, folder: Path) -> None:
    damage_config(computer, folder)
    damage_keys(computer, folder)


def leave_whole(computer: Computer, folder: Path) -> None:
    assert computer.backend(folder).files


def another_sheet(created: Created) -> RecoveryCode:
    """Of a vault whose id differs in every bit that a code holds, from the damaged one too."""
    public_id = created.vault.repository.public_id
    return RecoveryCode.random(f"{int(public_id[:3], 16) ^ 0xFFF:03x}" + public_id[3:])


HARM = {"config": damage_config, "key": damage_keys, "both": damage_both, "nothing": leave_whole}


def told(computer: Computer, folder: Path, code: RecoveryCode) -> ChatVaultError | None:
    try:
        computer.services.open.by_code(folder, code, remember=False).close()
    except (Damaged, OtherVaultsSheet) as error:
        return error
    return None


@pytest.mark.parametrize("on_a_new_laptop", [False, True])
@pytest.mark.parametrize("harm", ["config", "key", "both"])
def test_the_vaults_own_sheet_is_never_called_anothers(
    computer: Computer, laptop: Computer, folder: Path, created: Created, harm: str, on_a_new_laptop: bool
) -> None:
    HARM[harm](computer, folder)
    error = told(laptop if on_a_new_laptop else computer, folder, created.sheet.code)
    assert isinstance(error, Damaged)
    assert error.what == ("config" if harm == "config" else "key")
    assert words(error).headline == "A part of your vault cannot be read."


@pytest.mark.parametrize(
    ("harm", "on_a_new_laptop", "says"),
    [
        ("nothing", False, OtherVaultsSheet), ("nothing", True, OtherVaultsSheet),
        ("config", False, OtherVaultsSheet), ("config", True, OtherVaultsSheet),
        ("key", False, OtherVaultsSheet), ("key", True, Damaged), ("both", False, Damaged), ("both", True, Damaged),
    ],
)  # fmt: skip
def test_another_vaults_sheet_is_called_so_where_that_is_sure(
    computer: Computer,
    laptop: Computer,
    folder: Path,
    created: Created,
    harm: str,
    on_a_new_laptop: bool,
    says: type[ChatVaultError],
) -> None:
    """With every key file whole it opens none of them; with the config known to be whole, its id tells."""
    code = another_sheet(created)
    HARM[harm](computer, folder)
    assert type(told(laptop if on_a_new_laptop else computer, folder, code)) is says


@pytest.mark.parametrize("harm", ["config", "key", "both"])
def test_the_password_safe_says_the_same(computer: Computer, folder: Path, created: Created, harm: str) -> None:
    created.vault.close()
    HARM[harm](computer, folder)
    with pytest.raises(Damaged):
        computer.restarted().services.open.by_keychain(folder)


@pytest.mark.parametrize("harm", ["config", "key", "both"])
def test_a_copy_heals_the_door(computer: Computer, folder: Path, created: Created, tmp_path: Path, harm: str) -> None:
    copy = tmp_path / "copy"
    computer.shelves.open(copy)
    computer.backend(copy).files = dict(computer.backend(folder).files)
    computer.backend(copy).present = True
    HARM[harm](computer, folder)
    assert computer.services.repair.heal_door(folder, [copy], created.sheet.code.password)
    assert told(computer, folder, created.sheet.code) is None
