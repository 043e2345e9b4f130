"""Moveo's customers have names, mail addresses at example domains, languages, plans and time zones."""

import re
from collections import Counter
from zoneinfo import ZoneInfo

import pytest

from tenure.demo.rules.homelands import HOMELANDS, KOREA, POLAND, latin
from tenure.demo.rules.people import person, team_name, user_number

PEOPLE = [person("1", number) for number in range(1, 1001)]


def test_a_person_is_the_same_every_time():
    assert person("1", 7) == person("1", 7)
    assert person("1", 7).name != person("2", 7).name


def test_no_two_people_share_a_mail_address():
    assert len({one.email for one in PEOPLE}) == 1000


def test_mail_addresses_are_plain_and_lead_nowhere():
    assert all(one.email.isascii() for one in PEOPLE)
    assert {one.email.partition("@")[2] for one in PEOPLE} == {"example.com", "example.org", "example.net"}


def test_people_come_from_three_countries():
    shares = Counter(one.locale for one in PEOPLE)

    assert shares == {"ko": 418, "en": 341, "pl": 241}


def test_every_time_zone_exists():
    assert {ZoneInfo(one.time_zone).key for one in PEOPLE} == {one.time_zone for one in PEOPLE}


def test_a_korean_name_begins_with_the_family():
    assert KOREA.full_name("지우", "김") == "김지우"
    assert POLAND.full_name("Łucja", "Bąk") == "Łucja Bąk"


def test_names_are_spelled_in_latin_letters_for_addresses():
    assert [latin(name) for name in ("Łucja", "Żaneta", "Wójcik", "Bąk")] == ["lucja", "zaneta", "wojcik", "bak"]


def test_every_name_has_its_latin_spelling():
    spellings = [spelling for home, _ in HOMELANDS for _, spelling in (*home.given, *home.family)]

    assert all(spelling.isascii() and spelling.isalpha() for spelling in spellings)


def test_a_customer_is_described_by_their_traits_and_nobody_says_of_what_kind_they_are():
    known = {"name", "email", "locale", "time_zone"}

    assert {frozenset(one.traits()) for one in PEOPLE} == {frozenset(known), frozenset(known | {"phone"})}


def test_people_are_of_kinds_with_the_planted_shares():
    shares = Counter(one.kind for one in PEOPLE)

    assert {kind: round(count / 1000, 1) for kind, count in shares.items()} == {
        "beginner": 0.3, "regular": 0.4, "athlete": 0.2, "drifter": 0.1,
    }  # fmt: skip


def test_telephone_numbers_belong_to_nobody():
    phones = [one.phone for one in PEOPLE if one.phone is not None]

    assert len(phones) > 100
    assert all(re.fullmatch(r"\+447700900\d{3}|\+1(212|213)55501\d\d", phone) for phone in phones)


def test_most_agree_to_mail_and_only_who_has_a_telephone_to_texts():
    assert sum("email" in one.agrees for one in PEOPLE) / 1000 == pytest.approx(0.72, abs=0.03)
    assert all(one.phone is not None for one in PEOPLE if "sms" in one.agrees)


def test_teams_are_of_those_who_use_their_plan_and_stay_small():
    teams = Counter(one.team for one in PEOPLE if one.team is not None)

    assert {one.plan for one in PEOPLE if one.team is not None} == {"team"}
    assert (min(teams.values()) >= 1, max(teams.values()) <= 12) == (True, True)
    assert [team_name(team) for team in ("team-1", "team-7", "team-8")] == ["Borealis", "Tatra Labs", "Borealis 2"]


def test_a_user_id_tells_the_number_and_a_stranger_has_none():
    assert [user_number(user_id) for user_id in ("u37", "u", "ada", "37", "u٣", "None")] == [
        37,
        None,
        None,
        None,
        None,
        None,
    ]
