"""Make expressions at random: each is right for the names of KNOWN, and as deep as it is asked to be."""

from datetime import UTC, datetime, timedelta

from hypothesis import strategies as st

from tenure.kernel.expressions.tree import (
    All,
    Arithmetic,
    Between,
    Clock,
    Comparison,
    Either,
    Known,
    Match,
    Moment,
    Name,
    Negative,
    Not,
    Number,
    OneOf,
    Text,
    Truth,
)

KNOWN = {
    "w": "number", "f": "number", "t": "text", "b": "boolean", "i": "instant", "x": "any",
    "w2": "number", "f2": "number", "t2": "text", "b2": "boolean", "i2": "instant", "x2": "any",
    "and": "text", 'Größe "L"': "number", "a.b_C9": "boolean",
}  # fmt: skip

SHORT_TEXTS = st.text(st.characters(codec="utf-8", exclude_characters="\x00"), max_size=8) | st.sampled_from(
    ["a", "A", "pro", "it's", "Σ", "ς", "İ", "ß", "ĄĆ", "한", "%", "\\", "2026-03-29", "1"]
)
SOME_NUMBERS = st.floats(allow_nan=False, allow_infinity=False) | st.sampled_from(
    [0.0, 1.0, -1.0, 0.1, 0.3, 2.0**53, 2.0**63, 1e308, -1e308, 5e-324]
)
SOME_INSTANTS = st.datetimes(datetime(1900, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC)) | st.sampled_from(  # noqa: DTZ001 - hypothesis wants them without a zone
    [datetime(2026, 3, 29, tzinfo=UTC), datetime(2026, 3, 29, 1, 30, 0, 1, UTC), datetime(1970, 1, 1, tzinfo=UTC)]
)
SOME_OFFSETS = st.builds(timedelta, minutes=st.integers(-60 * 24 * 30, 60 * 24 * 30)) | st.sampled_from(
    [timedelta(), timedelta(days=14), timedelta(days=-14), timedelta(hours=-36)]
)

# 0.0 + -0.0 is 0.0: there is one zero in the language.
NUMBERS = st.builds(Number, SOME_NUMBERS.map(lambda value: value + 0.0))
TEXTS = st.builds(Text, SHORT_TEXTS)
TRUTHS = st.builds(Truth, st.booleans())
MOMENTS = st.builds(Moment, SOME_INSTANTS)
CONSTANTS = {"number": NUMBERS, "text": TEXTS, "boolean": TRUTHS, "instant": MOMENTS}
KINDS = st.sampled_from(sorted(CONSTANTS))


def names(*kinds):
    """Return names of any of some types."""
    return st.sampled_from(sorted(name for name, kind in KNOWN.items() if kind in kinds)).map(Name)


def values(kind, depth):
    """Return values of a type that is known before run time."""
    found = CONSTANTS[kind] | names(kind)
    if depth > 0 and kind == "number":
        below = st.deferred(lambda: values("number", depth - 1) | names("any"))
        sums = st.builds(Arithmetic, st.sampled_from("+-*/"), below, below)
        return found | sums | st.builds(Negative, below)
    if depth > 0 and kind == "boolean":
        return found | st.deferred(lambda: predicates(depth - 1))
    return found


def predicates(depth):
    """Return expressions that are true, false or unknown."""
    if depth <= 0:
        return names("boolean", "any") | TRUTHS | tests(0)
    below = st.deferred(lambda: predicates(depth - 1))
    groups = st.lists(below, min_size=2, max_size=3).map(tuple)
    return tests(depth) | st.builds(All, groups) | st.builds(Either, groups) | st.builds(Not, below)


@st.composite
def tests(draw, depth):
    """Return tests: a comparison, a list, a range, what is known, a part of a text, or the clock."""
    kind = draw(KINDS)
    ordered = kind if kind != "boolean" else "number"
    operand, free = values(kind, depth), values(kind, depth) | names("any")
    shape = draw(st.sampled_from(["comparison", "comparison", "list", "range", "known", "match", "clock", "clocks"]))
    trait, clock = names("instant", "any"), st.builds(Clock, SOME_OFFSETS)
    match shape:
        case "comparison":
            signs = ["=", "!="] if kind == "boolean" else ["=", "!=", "<", "<=", ">", ">="]
            sides = draw(st.permutations([operand, free]))
            test = Comparison(draw(st.sampled_from(signs)), draw(sides[0]), draw(sides[1]))
        case "list":
            test = OneOf(draw(free), tuple(draw(st.lists(CONSTANTS[kind], min_size=1, max_size=4))))
        case "range":
            ends = values(ordered, depth)
            test = Between(draw(values(ordered, depth) | names("any")), draw(ends), draw(ends))
        case "known":
            test = Known(draw(free))
        case "match":
            part = draw(st.sampled_from(["contains", "starts_with", "ends_with"]))
            test = Match(part, draw(values("text", 0) | names("any")), draw(SHORT_TEXTS))
        case "clocks":
            test = Between(draw(trait), draw(clock), draw(clock | MOMENTS))
        case _:
            sides = draw(st.permutations([trait, clock]))
            test = Comparison(draw(st.sampled_from(["<", "<=", ">", ">="])), draw(sides[0]), draw(sides[1]))
    return test
