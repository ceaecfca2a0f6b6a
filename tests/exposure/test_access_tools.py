"""Who can read it, for files that the real tools wrote: what they lock, and what they only seem to lock."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.exposure.real_tools import CHAT, CHAT_NAME, judged, judged_set, run
from vault.exposure.finding import Access


@pytest.fixture
def chat(tmp_path: Path) -> Path:
    path = tmp_path / CHAT_NAME
    path.write_text(CHAT, encoding="utf-8")
    (tmp_path / "IMG-1.jpg").write_bytes(b"\xff\xd8\xff" + bytes(range(256)) * 40)
    return path


@pytest.mark.parametrize(
    ("ending", "options", "access", "reason"),
    [
        ("zip", [], "readable", "plain-zip"),
        ("zip", ["-psecret", "-mem=AES256"], "user-key", "zip-aes"),
        ("zip", ["-psecret", "-mem=ZipCrypto"], "user-key", "zip-weak"),
        ("7z", [], "readable", "archive-open"),
        ("7z", ["-psecret"], "user-key", "archive-locked"),
        ("7z", ["-psecret", "-mhe=on"], "user-key", "archive-locked"),
        ("7z", ["-mhc=off"], "readable", "archive-open"),
        ("7z", ["-psecret", "-ms=off"], "user-key", "archive-locked"),
    ],
)
def test_archives(chat: Path, ending: str, options: list[str], access: Access, reason: str) -> None:
    made = chat.with_name(f"WhatsApp Chat with Anna.{ending}")
    run("7z", "a", f"-t{ending}", *options, made, chat, chat.with_name("IMG-1.jpg"))
    verdict = judged(made)
    assert (verdict.access, verdict.app) == (access, "whatsapp")
    assert reason in verdict.reasons
    names_hidden = "-mhe=on" in options
    assert verdict.chat == ("likely" if names_hidden else "yes")
    assert (judged(made, "x.dat").chat == "no") is names_hidden


@pytest.mark.parametrize("ending", ["zip", "7z"])
def test_one_locked_file_does_not_lock_an_archive(chat: Path, ending: str) -> None:
    made = chat.with_name(f"x.{ending}")
    separate = ["-ms=off"] if ending == "7z" else []
    run("7z", "a", f"-t{ending}", *separate, made, chat)
    run("7z", "a", f"-t{ending}", *separate, "-psecret", made, chat.with_name("IMG-1.jpg"))
    verdict = judged(made)
    assert (verdict.chat, verdict.access) == ("yes", "readable")
    assert {"zip-mixed", "archive-mixed"} & set(verdict.reasons)


def test_the_old_zip_tool(chat: Path) -> None:
    run("zip", "-q", "-P", "secret", "a.zip", CHAT_NAME, cwd=chat.parent)
    verdict = judged(chat.with_name("a.zip"))
    assert (verdict.chat, verdict.access) == ("yes", "user-key")
    assert "zip-weak" in verdict.reasons


@pytest.mark.parametrize(
    ("options", "access"),
    [
        (["--symmetric"], "user-key"),
        (["--symmetric", "--armor"], "user-key"),
        (["--symmetric", "--compress-algo", "none"], "user-key"),
        (["--store"], "readable"),
        (["--store", "--armor"], "readable"),
        (["--store", "--compress-algo", "none"], "readable"),
        (["--store", "--compress-algo", "bzip2"], "readable"),
    ],
)
def test_gpg(chat: Path, tmp_path: Path, options: list[str], access: Access) -> None:
    home = tmp_path / "g"
    home.mkdir(mode=0o700)
    made = chat.with_name(f"{CHAT_NAME}.gpg")
    run("gpg", "--homedir", home, "--batch", "--pinentry-mode", "loopback", "--passphrase", "secret", "--output", made,
        *options, chat)  # fmt: skip
    verdict = judged(made)
    assert verdict.access == access
    assert verdict.chat == ("yes" if access == "readable" else "likely")
    assert judged(made, "x.bin").access == access


@pytest.mark.parametrize("armour", [[], ["--armor"]])
def test_age(chat: Path, tmp_path: Path, armour: list[str]) -> None:
    key, made = tmp_path / "key.txt", tmp_path / "x.age"
    run("age-keygen", "-o", key)
    run("age", "--encrypt", "-i", key, *armour, "-o", made, chat)
    assert judged(made).access == "user-key"
    assert judged(made, f"{CHAT_NAME}.age").chat == "likely"
    assert judged(key).chat == "no"


@pytest.mark.parametrize("armour", [[], ["-a"]])
def test_openssl(chat: Path, tmp_path: Path, armour: list[str]) -> None:
    made = tmp_path / "x.enc"
    run("openssl", "enc", "-aes-256-cbc", "-pbkdf2", "-pass", "pass:secret", *armour, "-in", chat, "-out", made)
    assert judged(made).access == "user-key"


def plain_pdf() -> bytes:
    objects = (b"<< /Type /Catalog /Pages 2 0 R >>", b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 10 10] >>")  # fmt: skip
    out, places = b"%PDF-1.5\n", []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"xref\n0 4\n0000000000 65535 f \n" + b"".join(b"%010d 00000 n \n" % place for place in places)
    return out + table + b"trailer << /Size 4 /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % len(out)


@pytest.mark.parametrize("objects", ["preserve", "generate"])
@pytest.mark.parametrize("cipher", [["40"], ["128", "--use-aes=n"], ["128", "--use-aes=y"], ["256"]])
@pytest.mark.parametrize(("password", "access"), [("secret", "user-key"), ("", "readable")])
def test_an_owners_password_locks_no_pdf(
    tmp_path: Path, cipher: list[str], objects: str, password: str, access: Access
) -> None:
    plain, made = tmp_path / "plain.pdf", tmp_path / "Messages - Anna.pdf"
    plain.write_bytes(plain_pdf())
    bits, *more = cipher
    run("qpdf", "--allow-weak-crypto", f"--object-streams={objects}", "--encrypt", password, "owner", bits, *more,
        "--", plain, made)  # fmt: skip
    verdict = judged(made)
    assert (verdict.chat, verdict.access) == ("likely", access)
    assert judged(plain, made.name).access == "readable"


@pytest.mark.parametrize(
    ("mode", "access"),
    [
        ("none", "readable"),
        ("authenticated", "readable"),
        ("authenticated-blake2", "readable"),
        ("repokey", "user-key"),
        ("repokey-blake2", "user-key"),
        ("keyfile", "user-key"),
    ],
)
def test_borg_is_not_always_locked(chat: Path, tmp_path: Path, mode: str, access: Access) -> None:
    place: dict[str, Any] = {"BORG_BASE_DIR": str(tmp_path / "borg-home"), "BORG_PASSPHRASE": "secret"}
    run("borg", "init", "-e", mode, tmp_path / "repo", **place)
    run("borg", "create", f"{tmp_path / 'repo'}::first", chat, **place)
    kind, verdict = judged_set(tmp_path / "repo")
    assert kind == "borg"
    assert verdict is not None
    assert (verdict.chat, verdict.access) == ("likely", access)


def test_restic_and_so_our_vault_are_locked(chat: Path, tmp_path: Path) -> None:
    place: dict[str, Any] = {
        "RESTIC_PASSWORD": "secret",
        "RESTIC_REPOSITORY": str(tmp_path / "repo"),
        "RESTIC_CACHE_DIR": str(tmp_path),
    }
    run("restic", "init", **place)
    run("restic", "backup", chat, **place)
    kind, verdict = judged_set(tmp_path / "repo")
    assert kind == "restic"
    assert verdict is not None
    assert (verdict.chat, verdict.access, "restic" in verdict.reasons) == ("likely", "user-key", True)
