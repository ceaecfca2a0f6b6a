"""The real restic makes a vault: our scrypt and our cipher must find the very master key that it tells."""

from __future__ import annotations

import base64
import json
import os
import subprocess
from pathlib import Path

import pytest

from vault.crypto.cipher import BadTag, Cipher
from vault.crypto.kdf import ScryptParameters
from vault.crypto.master_key import MasterKey


@pytest.mark.interop
def test_finds_the_key_that_restic_made(tmp_path: Path) -> None:
    folder = tmp_path / "vault"

    def restic(*arguments: str) -> str:
        environment = {**os.environ, "RESTIC_PASSWORD": "pässwort 漢", "RESTIC_REPOSITORY": str(folder)}
        command = ["restic", "--no-cache", *arguments]
        return subprocess.run(command, env=environment, check=True, capture_output=True, text=True).stdout

    restic("init")
    file = json.loads(next((folder / "keys").iterdir()).read_bytes())
    scrypt = ScryptParameters(salt=base64.b64decode(file["salt"]), n=file["N"], r=file["r"], p=file["p"])
    sealed = base64.b64decode(file["data"])
    told = json.loads(restic("cat", "masterkey"))
    found = json.loads(Cipher(scrypt.key_for("pässwort 漢")).open(sealed))
    assert found == told

    mac = {name: base64.b64decode(told["mac"][name]) for name in ("k", "r")}
    master = MasterKey(encrypt=base64.b64decode(told["encrypt"]), mac_k=mac["k"], mac_r=mac["r"])
    config = json.loads(Cipher(master).open((folder / "config").read_bytes()))
    assert config == json.loads(restic("cat", "config"))

    with pytest.raises(BadTag):
        Cipher(scrypt.key_for("passwort 漢")).open(sealed)
