"""The docs are complete, and true where a test can tell."""

import re
import tomllib

from tests.architecture.source import ROOT, name_of, room_order
from tools.reference.writing import FOLDER, pages

DOCS = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), *ROOT.glob("changelog.d/README.md")])
MODES = {"tutorials", "how-to", "reference", "explanation", "decisions", "images"}
SINGLE = {"roadmap.md", "performance.md", "reliability.md"}
LINK = re.compile(r"\]\((?!https?:|mailto:)([^)#]*)(#[^)]*)?\)")


def test_the_reference_says_what_the_code_says_and_nothing_else():
    written = {path.name: path.read_text() for path in FOLDER.iterdir()}

    stale = {name for name, text in pages().items() if written.get(name) != text}

    assert stale == set(), "run make docs"
    assert set(written) == set(pages())


def test_links_lead_somewhere():
    links = [(path, target) for path in DOCS for target, _ in LINK.findall(path.read_text()) if target]

    assert [(name_of(path), target) for path, target in links if not (path.parent / target).exists()] == []


def test_a_page_lives_in_one_mode():
    inside = {path.name for path in (ROOT / "docs").iterdir()}

    assert inside <= MODES | SINGLE


def test_the_map_shows_every_room_in_the_order_of_the_contracts():
    rooms_part = (ROOT / "docs/explanation/map.md").read_text().partition("## Inside a room")[0]

    assert re.findall(r"^\| `(\w+)` \|", rooms_part, re.MULTILINE) == room_order()


def test_every_dependency_has_its_reason():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    wanted = [
        *project["dependencies"],
        *(line for extra in project["optional-dependencies"].values() for line in extra),
    ]
    names = {re.split(r"[\[<>=~! ]", line)[0] for line in wanted}

    rows = re.findall(r"^\| ([\w-]+) \| (.+) \|$", (ROOT / "docs/decisions/dependencies.md").read_text(), re.MULTILINE)

    assert {name for name, reason in rows if name != "package" and len(reason) > 10} == names


def test_every_decision_is_listed_and_has_its_parts():
    listed = (ROOT / "docs/decisions/README.md").read_text()

    for path in (ROOT / "docs/decisions").glob("0*.md"):
        assert f"({path.name})" in listed
        for part in ("**Context.**", "**Decision.**", "**Consequences.**", "**Alternatives.**"):
            assert part in path.read_text(), path.name


def test_every_target_says_what_it_does():
    makefile = (ROOT / "Makefile").read_text()
    phony = re.search(r"^\.PHONY: (.+)$", makefile, re.MULTILINE)

    assert phony is not None
    assert phony[1].split() == re.findall(r"^([a-z0-9-]+):.*## .+$", makefile, re.MULTILINE)
