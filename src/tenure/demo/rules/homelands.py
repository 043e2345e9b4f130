"""Say how people are called, and where they live, in the countries Moveo sells to."""

import unicodedata
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Homeland:
    """Names and time zones of the customers who read one language. Names come with their Latin spelling."""

    locale: str
    given: tuple[tuple[str, str], ...]
    family: tuple[tuple[str, str], ...]
    time_zones: tuple[str, ...]
    family_first: bool = False

    def full_name(self, given: str, family: str) -> str:
        """Return a name in the order in which it is said there."""
        return f"{family}{given}" if self.family_first else f"{given} {family}"


def latin(name: str) -> str:
    """Return a European name as it stands in an email address."""
    plain = unicodedata.normalize("NFKD", name.lower().replace("ł", "l"))
    return "".join(letter for letter in plain if letter.isascii() and letter.isalpha())


def _spelled(names: str) -> tuple[tuple[str, str], ...]:
    return tuple((name, latin(name)) for name in names.split())


def _romanized(names: str) -> tuple[tuple[str, str], ...]:
    """Return names written as pairs `이름/ireum`."""
    return tuple((name, spelling) for name, _, spelling in (pair.partition("/") for pair in names.split()))


KOREA = Homeland(
    locale="ko",
    given=_romanized(
        "지우/jiwoo 서연/seoyeon 민준/minjun 하은/haeun 도윤/doyun 수아/sua 예준/yejun 지민/jimin 현우/hyunwoo "
        "유나/yuna 은지/eunji 태호/taeho 나리/nari 준서/junseo 소희/sohee 재현/jaehyun 다은/daeun 성민/sungmin"
    ),
    family=_romanized(
        "김/kim 이/lee 박/park 최/choi 정/jung 강/kang 조/cho 윤/yoon 장/jang 임/lim 한/han 오/oh 서/seo 신/shin"
    ),
    time_zones=("Asia/Seoul",),
    family_first=True,
)
POLAND = Homeland(
    locale="pl",
    given=_spelled(
        "Zofia Jakub Hanna Antoni Maja Jan Julia Filip Łucja Kacper Oliwia Michał Aniela Piotr Małgorzata Tomasz Żaneta"
    ),
    # Family names that are the same for women and men.
    family=_spelled(
        "Nowak Wójcik Kowalczyk Mazur Krawczyk Kaczmarek Zając Król Dudek Pawlak Sikora Wrona Gajda Kołodziej Bąk Duda"
    ),
    time_zones=("Europe/Warsaw",),
)
ENGLISH = Homeland(
    locale="en",
    given=_spelled(
        "Olivia Noah Emma Liam Ava Ethan Grace Mason Chloe Lucas Harper Owen Isla Caleb Ruby Felix Nora Hugo Maya Leo"
    ),
    family=_spelled(
        "Smith Johnson Brown Taylor Wilson Evans Walker Wright Hughes Green Baker Carter Turner Parker Reed Bennett"
    ),
    time_zones=("America/New_York", "Europe/London", "America/Los_Angeles", "Australia/Sydney"),
)

# Where customers come from, and the share of each.
HOMELANDS = ((KOREA, 0.4), (ENGLISH, 0.35), (POLAND, 0.25))
