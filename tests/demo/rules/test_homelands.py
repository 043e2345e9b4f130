"""People are called as they are at home, and have addresses that mail can reach."""

import pytest

from tenure.demo.rules.homelands import ENGLISH, KOREA, POLAND, latin


@pytest.mark.parametrize(
    ("name", "spelling"), [("Małgorzata", "malgorzata"), ("Żaneta", "zaneta"), ("Zając", "zajac"), ("Łucja", "lucja")]
)
def test_a_polish_name_is_spelled_without_its_marks(name, spelling):
    assert latin(name) == spelling


def test_a_korean_says_the_family_first():
    assert KOREA.full_name("지우", "김") == "김지우"
    assert POLAND.full_name("Hanna", "Nowak") == "Hanna Nowak"


@pytest.mark.parametrize("homeland", [KOREA, POLAND, ENGLISH])
def test_every_name_has_a_spelling_for_an_address(homeland):
    spellings = [spelling for _, spelling in (*homeland.given, *homeland.family)]

    assert [spelling for spelling in spellings if not (spelling.isascii() and spelling.isalpha())] == []
