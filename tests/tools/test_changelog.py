"""Fragments become a release."""

from datetime import date
from pathlib import Path

from tools.changelog import KINDS, fragments, kind_of, released

BEFORE = "# Changelog\n\nNewest first.\n"


def test_a_release_lists_its_fragments_by_kind():
    texts = {Path("b.fixed.md"): "The clock stands still.", Path("a.added.md"): "Snow."}

    after = released(BEFORE, texts, version="0.1.0", day=date(2026, 12, 1))

    assert after == (
        "# Changelog\n\nNewest first.\n\n## 0.1.0 (2026-12-01)\n\n### Added\n\n- Snow.\n\n"
        "### Fixed\n\n- The clock stands still.\n"
    )


def test_a_later_release_stands_above_an_earlier_one():
    first = released(BEFORE, {Path("a.added.md"): "Snow."}, version="0.1.0", day=date(2026, 12, 1))

    second = released(first, {Path("b.added.md"): "Rain."}, version="0.2.0", day=date(2027, 1, 1))

    assert second == (
        "# Changelog\n\nNewest first.\n\n## 0.2.0 (2027-01-01)\n\n### Added\n\n- Rain.\n\n"
        "## 0.1.0 (2026-12-01)\n\n### Added\n\n- Snow.\n"
    )


def test_every_fragment_names_its_kind_and_is_one_sentence():
    for path, text in fragments().items():
        assert kind_of(path) in KINDS, path.name
        assert text.endswith("."), path.name
        assert "\n\n" not in text, path.name
