"""What is said of unprotected copies: never more than is known, and short."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from tests.ui.test_messages import BANNED
from vault.exposure.finding import Access, Finding, Kind, NotLooked, ProviderClass, Root, Severity, Verdict
from vault.services.scan_report import Accepted, ScanReport
from vault.ui.pages_exposure import ANNA, DOWNLOADS, DRIVE, DROPBOX, HALF, NOW, ONLINE, PHONE, REPORT, SIGNAL, SLACK
from vault.ui.viewmodels.unprotected_state import for_home, groups_of, of_report
from vault.ui.wording import exposure_words as say

CLASSES: tuple[ProviderClass, ...] = (
    "provider-can-read", "end-to-end", "peer-to-peer", "own-server", "local", "removable",
)  # fmt: skip
ACCESSES: tuple[Access, ...] = ("readable", "provider-key", "user-key", "unknown")


def finding(
    access: Access = "readable",
    where: ProviderClass = "provider-can-read",
    severity: Severity = "red",
    *,
    opened: bool = True,
    sure: bool = True,
    name: str = "chat.zip",
    kind: Kind = "file",
    provider: str = "Google Drive",
) -> Finding:
    root = Root("/home/anna/Place", provider, where, "It says so.", "config")
    verdict = Verdict("yes" if sure else "likely", access, "whatsapp", "whatsapp-zip", (), opened)
    return Finding(f"/home/anna/Place/{name}", root, verdict, severity, 10, None, (), kind)


@pytest.mark.parametrize("where", CLASSES)
@pytest.mark.parametrize("access", ACCESSES)
@pytest.mark.parametrize("opened", [True, False])
@pytest.mark.parametrize("sure", [True, False])
def test_every_copy_has_short_plain_words(where: ProviderClass, access: Access, opened: bool, sure: bool) -> None:
    for root in (finding(access, where).root, None):
        words = say.copy_words(replace(finding(access, where, opened=opened, sure=sure), root=root))
        for text in (words.title, words.place, words.who, words.about, words.button):
            for sentence in re.split(r"(?<=[.?:]) ", text):
                assert len(sentence.split()) <= 20, sentence
            assert not [word for word in BANNED if re.search(rf"\b{word}\b", text.lower())], text
        assert words.who.endswith(".")
        assert words.pill in say.PILLS.values()


@pytest.mark.parametrize("where", CLASSES)
def test_only_what_is_locked_by_its_owner_is_called_so(where: ProviderClass) -> None:
    for access in ACCESSES:
        said = say.who_can_read(finding(access, where))
        assert ("Only you" in said) == (access == "user-key")
    assert say.who_can_read(finding("unknown", where)) == "We cannot tell whether this file is locked."


def test_who_can_read_it_names_the_company() -> None:
    assert say.who_can_read(ANNA).startswith("Google, anyone with your password")
    assert say.who_can_read(finding(provider="OneDrive")).startswith("Microsoft,")
    assert say.who_can_read(finding(provider="Nextcloud")).startswith("Whoever runs that Nextcloud")
    assert say.who_can_read(finding(sure=False)).startswith("It looks like a chat. Google,")
    assert say.who_can_read(ONLINE) == "It is only in the cloud, so we did not open it. Its name looks like a chat."
    assert "only in the cloud" not in say.who_can_read(finding(where="local", opened=False))
    assert say.who_can_read(PHONE).startswith("Not encrypted: anyone who uses this computer")


@pytest.mark.parametrize(
    ("copy", "deed"),
    [
        (ANNA, "lock"),
        (HALF, "show-how"),
        (PHONE, "encrypt"),
        (SIGNAL, "nothing"),
        (ONLINE, "show-how"),
        (finding("unknown"), "show-file"),
        (finding(kind="set"), "show-how"),
        (finding(severity="grey", where="own-server"), "lock"),
    ],
)
def test_one_thing_to_do(copy: Finding, deed: say.Deed) -> None:
    assert say.deed_of(copy) == deed
    assert bool(say.copy_words(copy).button) == (deed != "nothing")


def test_title_and_place() -> None:
    assert say.title_of(PHONE) == "iPhone backup of 3 May 2026"
    assert say.title_of(ANNA) == "WhatsApp Chat with Anna.zip"
    assert say.place_of(ANNA) == "Google Drive · My Drive / Phone"
    assert say.place_of(SIGNAL) == "Dropbox"
    assert say.place_of(SLACK) == "Downloads"
    assert len(say.title_of(finding(name="x" * 200 + ".zip"))) <= 50
    deep = replace(ANNA, path="/home/anna/Google Drive/one/two/three/four/chat.zip")
    assert say.place_of(deep) == "Google Drive · one / … / four"
    windows = Root("C:\\Users\\Anna\\OneDrive", "OneDrive", "provider-can-read", "It says so.", "system")
    there = replace(ANNA, path="C:\\Users\\Anna\\OneDrive\\Phone\\chat.zip", root=windows)
    assert (say.title_of(there), say.place_of(there)) == ("chat.zip", "OneDrive · Phone")


@pytest.mark.parametrize(
    ("copies", "sentence"),
    [
        ((), "We found no copy of your chats that others can read."),
        ((SIGNAL,), "We found no copy of your chats that others can read."),
        ((ANNA,), "One copy of your chats can be read by others."),
        ((ANNA, HALF, PHONE, SIGNAL), "Three copies of your chats can be read by others."),
        ((ONLINE,), "We cannot tell who can read one file that may be a chat."),
        ((ONLINE, finding("unknown", severity="grey")), "We cannot tell who can read two files that may be chats."),
        (tuple(finding(name=f"{n}.zip") for n in range(13)), "13 copies of your chats can be read by others."),
    ],
)
def test_the_sentence_on_top(copies: tuple[Finding, ...], sentence: str) -> None:
    assert say.headline(copies) == sentence


def test_what_was_looked_at_and_what_not() -> None:
    said = say.detail(48_210, REPORT.roots, REPORT.not_looked, "4 minutes ago")
    assert said == (
        "We looked through 48,210 files in Google Drive, Dropbox, Downloads and Documents, 4 minutes ago. "
        "We were not allowed to look in Desktop."
    )
    many = tuple(NotLooked(f"/home/anna/{n}", "permission") for n in range(9))
    assert say.detail(1, (DRIVE,), many, "just now").endswith("look in 0, 1, 2 and 6 more places.")
    assert say.not_looked_lines(REPORT.not_looked) == (
        "1 place that we were not allowed to look in",
        "1 file that lies only in the cloud",
    )
    assert len({say.allow_words(platform) for platform in ("darwin", "win32", "linux")}) == 3


@pytest.mark.parametrize(
    ("before", "said"),
    [
        (timedelta(seconds=20), "just now"),
        (timedelta(minutes=1), "1 minute ago"),
        (timedelta(minutes=59), "59 minutes ago"),
        (timedelta(hours=3), "3 hours ago"),
        (timedelta(days=1), "yesterday"),
        (timedelta(days=40), "on 11 October 2026"),
    ],
)
def test_how_long_ago(before: timedelta, said: str) -> None:
    assert say.ago(NOW - before, NOW) == said


def test_groups_are_by_what_is_to_be_done_and_accepted_ones_come_last() -> None:
    fine = Accepted(SLACK.path, "This computer", "amber", datetime(2026, 10, 2, tzinfo=UTC))
    groups = groups_of((SIGNAL, HALF, SLACK, ANNA, PHONE), (fine,))
    assert [(group.heading, [copy.path for copy in group.copies]) for group in groups] == [
        ("Lock these in your vault", [ANNA.path]),
        ("Put these right where they come from", [PHONE.path, HALF.path]),
        ("Nothing to do", [SIGNAL.path]),
        ("You said: this is fine", [SLACK.path]),
    ]
    assert groups[-1].copies[0].accepted == "You said so on 2 October 2026."


def test_what_got_worse_is_fine_no_longer() -> None:
    fine = Accepted(ANNA.path, "Google Drive", "amber", datetime(2026, 10, 2, tzinfo=UTC))
    (group,) = groups_of((ANNA,), (fine,))
    assert group.heading == "Lock these in your vault"
    assert of_report(_report(ANNA), (fine,), NOW, "linux").sentence.startswith("One copy")


def _report(*findings: Finding) -> ScanReport:
    return replace(REPORT, findings=findings)


def test_home_counts_what_is_open_and_says_where() -> None:
    never = for_home(None, ())
    assert never is not None
    assert (never.state, never.count) == ("plain", 0)
    assert for_home(_report(SIGNAL), ()) is None
    copies = for_home(_report(*(replace(ANNA, path=f"{ANNA.path}{n}") for n in range(3))), ())
    assert copies is not None
    assert copies.headline == "Three readable copies lie in your Google Drive"
    assert copies.detail == "Google and anyone with your password can read them."
    assert (copies.button, copies.count) == ("Look at them", 3)
    one = for_home(_report(ANNA, HALF), ())
    assert one is not None
    assert one.headline == "One readable copy lies in your Google Drive"
    assert one.count == 2
    two = for_home(_report(ANNA, replace(ANNA, path="/x", root=DROPBOX)), ())
    assert two is not None
    assert two.headline == "Two readable copies lie in Google Drive and Dropbox"
    half = for_home(_report(HALF, replace(SLACK, root=DOWNLOADS)), ())
    assert half is not None
    assert half.detail == "None of them lies open in a cloud."
    fine = Accepted(ANNA.path, "Google Drive", "red", datetime(2026, 10, 2, tzinfo=UTC))
    assert for_home(_report(ANNA), (fine,)) is None


def test_programs_that_copy_everything_are_named() -> None:
    assert say.products_notice(()) == ""
    assert say.products_notice(("Backblaze",)).startswith("Backblaze copies this whole computer")
    assert say.products_notice(("Arq", "IDrive")).startswith("Arq and IDrive copy this whole computer")


def test_a_lock_that_breaks_is_not_called_only_yours() -> None:
    weak = Verdict("yes", "user-key", "whatsapp", "whatsapp-zip", ("zip-weak",), opened=True)
    said = say.copy_words(replace(ANNA, verdict=weak, severity="amber"))
    assert (said.pill, said.deed, said.state) == ("Weak lock", "show-file", "waiting")
    assert "can be broken without the password" in said.who
    assert say.headline([replace(ANNA, verdict=weak, severity="amber")]).startswith("We cannot tell")
