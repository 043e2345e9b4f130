"""Collect the fragments in `changelog.d/` under a release in CHANGELOG.md.

`python -m tools.changelog 0.1.0 --date 2026-12-01`
"""

import argparse
from collections.abc import Mapping
from datetime import date
from pathlib import Path

ROOT = Path(__file__).parents[1]
FRAGMENTS = ROOT / "changelog.d"
KINDS = ("added", "changed", "fixed", "removed", "security")
RELEASE = "\n## "


def fragments() -> dict[Path, str]:
    """Return every fragment and its text, in the order of its name."""
    return {path: path.read_text().strip() for path in sorted(FRAGMENTS.glob("*.md")) if path.name != "README.md"}


def kind_of(path: Path) -> str:
    """Return the kind that a fragment's name says."""
    return path.stem.rpartition(".")[2]


def released(changelog: str, texts: Mapping[Path, str], *, version: str, day: date) -> str:
    """Return the changelog with one more release on top."""
    lines = [f"## {version} ({day.isoformat()})"]
    for kind in KINDS:
        entries = [f"- {text}" for path, text in texts.items() if kind_of(path) == kind]
        if entries:
            lines += ["", f"### {kind.capitalize()}", "", *entries]
    head, mark, tail = changelog.partition(RELEASE)
    return "\n".join([head.rstrip(), "", *lines, ""]) + (mark + tail if mark else "")


def main() -> None:
    """Move all fragments into the changelog."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("version")
    parser.add_argument("--date", type=date.fromisoformat, required=True)
    chosen = parser.parse_args()
    path, texts = ROOT / "CHANGELOG.md", fragments()
    path.write_text(released(path.read_text(), texts, version=chosen.version, day=chosen.date))
    for fragment in texts:
        fragment.unlink()


if __name__ == "__main__":
    main()
