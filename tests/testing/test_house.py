"""A house is a whole Tenure for a test, and the documented example is true."""

import re
from datetime import UTC, datetime, timedelta

import pytest

from tenure.platform import home as homes
from tenure.testing import House
from tests.architecture.source import ROOT
from tests.journeys.scenes import WELCOME

PAGE = (ROOT / "docs/how-to/test-your-journeys.md").read_text(encoding="utf-8")
FILE = re.compile(r"`house/(\S+)`:\n\n   ```yaml\n(.*?)   ```", re.DOTALL)
CODE = re.compile(r"   ```python\n(.*?)   ```", re.DOTALL)


def blocks(pattern):
    return [
        tuple(re.sub(r"^   ", "", part, flags=re.MULTILINE) for part in found.groups())
        for found in pattern.finditer(PAGE)
    ]


def documented_tests():
    ((code,),) = blocks(CODE)
    known = {}
    exec(code, known)  # noqa: S102 - the page is our own
    return {name: test for name, test in known.items() if name.startswith("test_")}


@pytest.fixture
def house(tmp_path, django_db_blocker):
    with django_db_blocker.unblock(), House(tmp_path / "home") as opened:
        yield opened


@pytest.fixture
def folder(tmp_path, monkeypatch):
    for name, text in blocks(FILE):
        (tmp_path / "house" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "house" / name).write_text(text, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path / "house"


@pytest.mark.parametrize("name", sorted(documented_tests()))
def test_the_documented_example_runs(name, house, folder):
    documented_tests()[name](house)


def test_a_house_tells_when_what_was_sent(house, folder):
    house.apply(folder)
    house.activate("welcome")
    house.identify("ada", email="ada@example.com", first_name="Ada")
    house.track("ada", "signed_up")
    house.advance(timedelta(days=4))

    starts_at = datetime(2026, 3, 2, 12, tzinfo=UTC)
    assert [(each.at, each.channel, each.template) for each in house.sent("ada")] == [
        (starts_at, "email", "welcome"),
        (starts_at + timedelta(days=3), "email", "tips"),
    ]
    assert "Start here." in house.sent("ada")[1].text
    assert house.now == starts_at + timedelta(days=4)
    assert house.node("ada", "welcome") is None


def test_what_is_wrong_with_a_folder_fails_the_test(house, folder):
    (folder / "journeys/welcome.yaml").write_text(WELCOME.replace("days: 3", "days: soon"), encoding="utf-8")

    with pytest.raises(AssertionError, match=r"welcome\.yaml:10:nodes\[1\]\.wait\.days"):
        house.apply(folder)


def test_what_the_api_refuses_fails_the_test(house):
    with pytest.raises(AssertionError, match="404"):
        house.activate("lost")


def test_two_houses_in_turn_know_nothing_of_each_other(tmp_path, django_db_blocker, home):
    before = homes.current()
    with django_db_blocker.unblock():
        for name in ("one", "two"):
            with House(tmp_path / name) as opened:
                opened.identify("ada", email="ada@example.com")
                assert opened.api("GET", "/customers")["items"][0]["user_id"] == "ada"
                assert len(opened.api("GET", "/customers")["items"]) == 1

    assert homes.current() == before


def test_a_house_without_a_folder_leaves_nothing_behind(django_db_blocker):
    with django_db_blocker.unblock(), House() as opened:
        own = homes.current().path
        opened.track("ada", "signed_up")

    assert not own.exists()
