import pytest

from tenure.platform.queries import audit_links
from tests.signals.scenes import LOGINS, Api
from tests.support.workspaces import make_workspace

pytestmark = pytest.mark.db


@pytest.fixture
def workspace(database):
    return make_workspace()


@pytest.fixture
def api(workspace):
    return Api(workspace)


def test_a_trait_is_kept_listed_and_sent_back(api, workspace):
    written = api.put("/traits/logins_7d", LOGINS)

    shown = {
        "key": "logins_7d",
        "origin": "own",
        "type": "number",
        "definition": {"kind": "event", "aggregate": "count", "events": ["login"], "window": "7d"},
        "used_by": [],
    }
    assert (written.status_code, written.json()) == (200, shown)
    assert api.get("/traits/logins_7d").json() == shown
    assert api.get("/traits").json()["items"][0] == shown
    assert api.put("/traits/logins_7d", shown["definition"]).json() == shown
    acts = [(link.entry.act, link.entry.subject) for link in audit_links(workspace.pk, limit=2)]
    assert acts == [("trait.saved", "trait:logins_7d")] * 2


def test_built_in_traits_say_what_reads_them(api):
    shown = {each["key"]: each for each in api.get("/traits").json()["items"]}

    assert shown["acts_90d"]["used_by"] == ["trait habit"]
    assert shown["engagement"]["used_by"] == ["stage at_risk"]
    assert shown["habit"]["definition"] == {"kind": "derived", "expression": "acts_90d / 90"}
    assert (shown["stage"]["origin"], shown["stage"]["type"], shown["stage"]["definition"]) == (
        "built_in",
        "text",
        None,
    )


@pytest.mark.parametrize(
    ("body", "field", "remedy"),
    [
        ({"evnt": "login"}, "evnt", "evnt is not known here; did you mean `event`?"),
        (
            {"event": "login", "expression": "1"},
            "event",
            "A trait of the kind 'derived' has no 'event'; it has expression, kind.",
        ),
        (
            {"event": "login", "window": "7 days"},
            "window",
            "'7 days' is no span of time; say e.g. `90m`, `24h`, `7d` or `2w`.",
        ),
        ({"aggregate": "sum", "event": "paid"}, "property", "Say of which property 'sum' shall be taken."),
        (
            {"expression": "event_cont * 2"},
            "expression",
            "column 1: nothing is called event_cont; did you mean event_count.",
        ),
        ({"kind": "profile", "type": "date"}, "type", "'date' is no type; say number, text, boolean or instant."),
        (
            {"event": "login", "where": "amount >"},
            "where",
            "column 9: the expression ends too early; a name or a value is missing here.",
        ),
    ],
)
def test_a_slip_is_refused_with_its_field_and_a_remedy(api, body, field, remedy):
    refused = api.put("/traits/odd", body)

    assert refused.status_code == 422
    assert (refused.json()["field"], refused.json()["message"]) == (field, remedy)
    assert api.get("/traits/odd").status_code == 404


@pytest.mark.parametrize("key", ["plan", "stage", "Big", "7d", "a%00b"])
def test_some_keys_are_not_for_traits(api, key):
    assert api.put(f"/traits/{key}", LOGINS).status_code == 422
    assert api.delete(f"/traits/{key}").status_code == 404


def test_a_trait_that_something_reads_stays(api):
    api.put("/traits/logins_7d", LOGINS)
    api.put("/segments/silent", {"where": "logins_7d = 0"})

    refused = api.delete("/traits/logins_7d")

    assert (refused.status_code, refused.json()["message"]) == (
        409,
        "'logins_7d' is read by segment silent; change or delete these first.",
    )
    assert api.delete("/segments/silent").status_code == 204
    assert api.delete("/traits/logins_7d").status_code == 204
    assert api.get("/traits/logins_7d").status_code == 404


def test_a_key_without_the_scope_defines_nothing(workspace):
    reader = Api(workspace, scopes=("traits.read",))

    assert reader.put("/traits/logins_7d", LOGINS).status_code == 403
    assert reader.get("/traits/logins_7d").status_code == 404
