"""The guides: strict data, plain short sentences, and one for every app whose exports are read."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta

import msgspec
import pytest

from tests.ui.test_messages import BANNED
from vault.exports.format_table import FORMATS, WITH_IMPORTER
from vault.exposure.app_settings import STALE_AFTER
from vault.places import resources
from vault.services.export_guides import (
    DEVICES,
    ORDER,
    OTHER,
    Guide,
    Way,
    bringing,
    guide_of,
    guides,
    left_out_of,
)

ALL = pytest.mark.parametrize("guide", guides().values(), ids=list(guides()))
MOST_STEPS = 7
WORDS = 20


def said(guide: Guide) -> Iterator[str]:
    for way in guide.way:
        yield from (way.title, way.takes, way.limits, *way.steps, *way.contains, *way.lacks)
    for also in guide.also:
        yield from also.lacks


@pytest.mark.parametrize("key", sorted(WITH_IMPORTER))
def test_every_format_that_is_read_has_a_guide_that_speaks_of_it(key: str) -> None:
    guide = guide_of(FORMATS[key].app)
    assert guide.app != OTHER
    assert left_out_of(key), f"{key}: what does {guide.name} leave out of it?"


def test_every_file_is_offered() -> None:
    assert {path.stem for path in (resources() / "guides" / "apps").iterdir()} == set(ORDER)


@ALL
def test_the_sentences_are_short_and_plain(guide: Guide) -> None:
    for text in said(guide):
        for sentence in re.split(r"(?<=[.!?])\s+", text):
            assert len(sentence.split()) <= WORDS, sentence
        assert not [word for word in BANNED if re.search(rf"\b{word}\b", text.lower())], text


@ALL
def test_a_way_tells_all_that_there_is_to_tell(guide: Guide) -> None:
    for way in guide.way:
        assert way.devices
        assert 1 < len(way.steps) <= MOST_STEPS
        assert all(step.endswith(".") for step in (*way.steps, way.takes))
        assert way.contains
        assert way.lacks
        assert not any(text.endswith(".") for text in (*way.contains, *way.lacks, way.title))


@ALL
def test_one_way_a_device_is_recommended_and_comes_first(guide: Guide) -> None:
    for device in guide.devices:
        ways = guide.ways(device)
        assert [way.recommended for way in ways].count(True) <= 1
        assert ways == tuple(sorted(ways, key=lambda way: not way.recommended))
    assert any(way.recommended for way in guide.way)


def test_locked_ways_say_what_will_be_asked() -> None:
    asked = {way.secret for guide in guides().values() for way in guide.way}
    assert {"whatsapp-key", "signal-30-digits", "signal-recovery-key", "iphone-password"} <= asked


def test_the_limits_of_whatsapp_are_told() -> None:
    texts = [way for way in guides()["whatsapp"].way if "whatsapp-text" in way.formats]
    assert {device for way in texts for device in way.devices} == {"android", "iphone"}
    assert all("40,000" in way.limits and "10,000" in way.limits for way in texts)


def test_old_facts_are_unsure() -> None:
    guide = guides()["whatsapp"]
    assert not guide.is_unsure(guide.reviewed + STALE_AFTER)
    assert guide.is_unsure(guide.reviewed + STALE_AFTER + timedelta(days=1))
    assert guides()["viber"].is_unsure(guides()["viber"].reviewed)


def test_what_is_left_out_is_told_by_format() -> None:
    assert "Reactions" in left_out_of("whatsapp-text")
    assert "Reactions" not in left_out_of("whatsapp-crypt15")
    assert left_out_of("no-such-format") == ()


def test_apps_without_a_guide_get_that_of_any_other() -> None:
    assert guide_of("threema").app == OTHER
    assert guide_of("takeout").app == "google-chat"


@pytest.mark.parametrize("device", DEVICES)
def test_no_cloud_and_no_mail(device: str) -> None:
    told = bringing(device)
    assert "cloud" in told.warning
    assert told.instead


def test_the_schema_is_strict() -> None:
    raw = (resources() / "guides" / "apps" / "line.toml").read_text()
    for broken in (raw + "\nnew = 1\n", raw.replace("takes", "take"), raw.replace('"android"', '"toaster"')):
        with pytest.raises(msgspec.ValidationError):
            msgspec.toml.decode(broken, type=Guide)


def test_a_guide_that_says_nothing_of_a_device_does_not_offer_it() -> None:
    way = Way("T", ("android",), (), ("One.", "Two."), "Long.", ("Words",), ("Photos",))
    guide = Guide("x", "X", date(2026, 1, 1), "seen", (way,))
    assert guide.devices == ("android",)
    assert guide.left_out("whatsapp-text") == ()
