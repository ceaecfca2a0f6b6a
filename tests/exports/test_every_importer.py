"""What holds for every format we read: each has an invented export here, its account adds up, its names are known."""

from __future__ import annotations

import pytest

from tests.exports.made import Sample, samples
from tests.exports.reading import read_all, source_of
from vault.exports.detect import IMPORTERS, detect
from vault.exports.format_table import FORMATS, WITH_IMPORTER

ALL = list(samples())
WITHOUT_DETECTION = {"table"}  # only ever chosen by a person


@pytest.mark.parametrize("sample", ALL, ids=[sample.title for sample in ALL])
def test_every_record_is_accounted_for(sample: Sample) -> None:
    found = read_all(source_of(sample.data, sample.name), sample.answers)
    assert found.account.records > 0
    assert found.messages
    assert found.format in WITH_IMPORTER


def test_every_format_that_we_read_has_an_invented_export() -> None:
    seen = {read_all(source_of(s.data, s.name), s.answers).format for s in ALL}
    assert WITH_IMPORTER - seen == set()


def test_the_catalogue_tells_what_has_an_importer() -> None:
    formats = [key for importer in IMPORTERS for key in importer.formats]
    assert len(formats) == len(set(formats)), "two importers for one format"
    assert set(formats) == WITH_IMPORTER
    assert set(formats) <= set(FORMATS)


@pytest.mark.parametrize("sample", ALL, ids=[sample.title for sample in ALL])
def test_it_is_known_whatever_its_name(sample: Sample) -> None:
    """People rename files; only the ending stays, which says of what kind it is."""
    ending = sample.name.rpartition(".")[2]
    found = detect(source_of(sample.data, f"my old file.{ending}"))
    assert found.app == detect(source_of(sample.data, sample.name)).app
