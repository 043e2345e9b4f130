import pytest

from tenure.events.rules.routes import BrowserSettings, Tracking, route

KINDS = ["identify", "track", "page", "screen", "group", "alias"]


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_has_a_word_and_a_letter(kind):
    assert route(f"/v1/{kind}") == route(f"/v1/{kind[0]}") == route(f"/{kind[0]}") == Tracking(kind)


@pytest.mark.parametrize("path", ["/v1/batch", "/v1/b", "/b", "/v1/batch/"])
def test_a_batch_says_the_kind_of_each_event(path):
    assert route(path) == Tracking(None)


@pytest.mark.parametrize("path", ["/segment/v1/track", "/a/b/v1/track", "/segment/t", "/segment/v1/t", "//v1/track"])
def test_a_path_may_stand_in_front(path):
    assert route(path) == Tracking("track")


def test_browsers_ask_for_settings():
    assert route("/v1/projects/tn_write_x/settings") == BrowserSettings("tn_write_x", "")
    assert route("/cdn/v1/projects/tn_write_x/settings") == BrowserSettings("tn_write_x", "/cdn")


@pytest.mark.parametrize(
    "path",
    ["/", "", "/v1", "/v1/", "/track", "/v1/delete", "/customers", "/live", "/v1/projects//settings", "/v1/track/x"],
)
def test_other_paths_are_for_others(path):
    assert route(path) is None


@pytest.mark.parametrize("path", ["/api/v1/track", "/cancel/t", "/go/b", "/accounts/p", "/static/i", "/api/v1/batch"])
def test_tenures_own_paths_are_never_tracking(path):
    assert route(path) is None
