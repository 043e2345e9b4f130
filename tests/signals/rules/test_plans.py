import pytest

from tenure.kernel.errors import BadExpression, BadInput, Conflict
from tenure.signals.rules.built_in import BUILT_IN
from tenure.signals.rules.codec import segment_value, trait_value
from tenure.signals.rules.measures import measure_of
from tenure.signals.rules.plans import STAGE, plan, refuse_used, type_of, users_of

LOGINS = {"event": "login", "window": "7d"}


def traits(**said):
    return [trait_value(key, each) for key, each in said.items()]


def segments(**where):
    return [segment_value(key, key, {"where": each}) for key, each in where.items()]


def made(own=(), groups=(), *, zone="UTC"):
    return plan(own, groups, zone=zone)


def test_without_definitions_there_is_what_everybody_has():
    found = made()

    assert {*(each.key for each in BUILT_IN), STAGE, "subscription_status", "mrr_minor"} == set(found.known)
    assert (found.stated, found.segments, found.prints) == ((), (), {})
    assert {each.number() for each in found.measures} == {
        measure_of(each, zone="UTC").number() for each in found.events
    }
    assert len(found.measures) < len(found.events)


def test_a_derived_trait_comes_after_those_that_it_reads():
    found = made(
        traits(a={"expression": "b + c"}, b={"expression": "c * 2"}, c={"expression": "logins - 1"}, logins=LOGINS)
    )

    own = [each.key for each in found.derived if each.key in {"a", "b", "c"}]
    assert own == ["c", "b", "a"]
    assert {found.known[key] for key in "abc"} == {"number"}


@pytest.mark.parametrize(
    ("said", "named"),
    [
        ({"a": {"expression": "b"}, "b": {"expression": "a"}}, "a, b"),
        ({"a": {"expression": "a + 1"}}, "a"),
        ({"a": {"expression": "b"}, "b": {"expression": "c"}, "c": {"expression": "a"}}, "a, b, c"),
    ],
)
def test_circles_are_refused(said, named):
    with pytest.raises(BadInput) as refused:
        made(traits(**said))

    assert refused.value.message == f"The traits {named} are computed from each other."
    assert refused.value.field == "expression"


def test_a_trait_cannot_be_computed_from_the_stage():
    with pytest.raises(BadInput) as refused:
        made(traits(a={"expression": "stage = 'new'"}))

    assert refused.value.message == "A trait cannot be computed from the stage; use a segment."
    assert refused.value.field == "expression"


def test_a_derived_trait_whose_types_do_not_fit_is_refused():
    with pytest.raises(BadExpression) as refused:
        made(traits(a={"expression": "plan * 2"}))

    assert refused.value.field == "expression"


def test_names_that_nobody_defines_are_those_that_identifies_state():
    found = made(traits(vip={"expression": "tier = 'gold'"}), segments(korean="country = 'KR' AND stage = 'new'"))

    assert found.stated == ("country", "tier")
    assert (found.known["country"], found.known["vip"], found.known[STAGE]) == ("any", "boolean", "text")


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        ({"event": "a"}, "number"),
        ({"event": "a", "aggregate": "last"}, "instant"),
        ({"event": "a", "aggregate": "last", "property": "p"}, "text"),
        ({"event": "a", "aggregate": "first", "property": "p", "type": "boolean"}, "boolean"),
        ({"event": "a", "aggregate": "distinct", "property": "p"}, "number"),
    ],
)
def test_a_trait_over_events_has_a_type(said, kind):
    assert type_of(trait_value("x", said)) == kind


CHANGED = {
    "zone": {"zone": "Asia/Seoul"},
    "window": {"own": traits(logins=LOGINS | {"window": "8d"}, twice={"expression": "logins * 2"})},
    "filter": {"own": traits(logins=LOGINS | {"where": "amount > 1"}, twice={"expression": "logins * 2"})},
    "expression": {"own": traits(logins=LOGINS, twice={"expression": "logins * 3"})},
    "no trait": {"own": traits(logins=LOGINS)},
    "one more": {
        "own": traits(logins=LOGINS, twice={"expression": "logins * 2"}, tier={"type": "text"}),
    },
    "predicate": {"groups": segments(silent="logins = 1")},
    "key": {"groups": segments(quiet="logins = 0")},
    "no segment": {"groups": ()},
}


def standard(**changed):
    return made(
        **{
            "own": traits(logins=LOGINS, twice={"expression": "logins * 2"}),
            "groups": segments(silent="logins = 0"),
            **changed,
        }
    )


@pytest.mark.parametrize("what", CHANGED)
def test_the_fingerprint_changes_when_the_meaning_does(what):
    assert standard(**CHANGED[what]).fingerprint != standard().fingerprint


def test_the_fingerprint_stays_when_only_words_change():
    renamed = [segment_value("silent", "Very silent", {"where": "(logins=0)"})]

    assert standard(groups=renamed).fingerprint == standard().fingerprint
    assert standard(groups=renamed).prints == standard().prints


def test_a_segment_is_another_when_its_predicate_is():
    before, after = (
        standard(groups=segments(silent=where, rich="mrr_minor > 1")) for where in ("logins=0", "logins=1")
    )

    assert before.prints["silent"] != after.prints["silent"]
    assert before.prints["rich"] == after.prints["rich"]


def test_what_reads_a_trait_is_named():
    own = traits(logins=LOGINS, twice={"expression": "logins * 2"}, other={"type": "text"})
    groups = segments(silent="logins = 0", loud="twice > 9")

    assert users_of("logins", own, groups) == ["trait twice", "segment silent"]
    assert users_of("other", own, groups) == []
    refuse_used("other", own, groups)
    with pytest.raises(Conflict) as refused:
        refuse_used("logins", own, groups)
    assert refused.value.message == "'logins' is read by trait twice, segment silent; change or delete these first."
    assert refused.value.field == "key"
