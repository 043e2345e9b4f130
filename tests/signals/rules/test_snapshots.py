"""A snapshot names its files."""

from dataclasses import replace

from tenure.signals.rules.snapshots import NOTHING


def test_a_snapshot_needs_the_files_that_have_rows():
    assert NOTHING.files == frozenset()
    assert replace(NOTHING, base="base-1.arrow").files == {"base-1.arrow"}
    assert replace(NOTHING, base="base-1.arrow", overlay="overlay-2.arrow").files == {"base-1.arrow", "overlay-2.arrow"}
