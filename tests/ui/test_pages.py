import pytest
from django.template.loader import render_to_string
from django.test import Client

from tenure.kernel import json
from tenure.kernel.signing import unsign
from tenure.ui.signing import signing_key
from tests.console.scenes import browser
from tests.support.workspaces import make_workspace

pytestmark = pytest.mark.usefixtures("state")


@pytest.fixture
def row(state):
    return make_workspace()


@pytest.fixture
def client(row):
    return browser(row)


def test_a_signed_in_page_gets_a_token_for_its_own_workspace(client, row):
    answer = client.get("/live-token")

    payload = unsign(answer.json()["token"], key=signing_key().encode(), purpose="live")
    assert json.decode_object(payload)["w"] == row.pk
    assert "no-store" in answer["Cache-Control"]


def test_a_stranger_gets_no_token(row):
    assert Client(headers={"host": "localhost"}).get("/live-token").status_code == 302


def test_a_theme_is_remembered_and_shown(client):
    answer = client.post("/theme", {"theme": "dark", "next": "/events?day=2026-03-01"})

    assert (answer.status_code, answer.url) == (302, "/events?day=2026-03-01")
    assert 'data-theme="dark"' in client.get("/help").content.decode()


@pytest.mark.parametrize("elsewhere", ["https://evil.example/", "//evil.example", "javascript:alert(1)"])
def test_choosing_a_theme_never_leads_elsewhere(client, elsewhere):
    assert client.post("/theme", {"theme": "dark", "next": elsewhere}).url == "/"


def test_an_unknown_theme_leaves_it_to_the_system(client):
    client.post("/theme", {"theme": '"><script>'})

    assert 'data-theme=""' in client.get("/help").content.decode()


def test_a_language_is_remembered(client):
    client.post("/language", {"language": "ko", "next": "/help"})

    assert '<html lang="ko"' in client.get("/help").content.decode()


def test_the_sign_in_page_is_ours_and_in_the_language_of_the_browser(row):
    stranger = Client(headers={"host": "localhost", "accept-language": "pl"})

    page = stranger.get("/accounts/login/?next=/events").content.decode()

    assert '<html lang="pl"' in page
    assert "Zaloguj się" in page
    assert '<input type="hidden" name="next" value="/events">' in page
    assert "ui/tokens.css" in page


def test_signing_in_with_a_wrong_password_says_so(row):
    browser(row, email="eva@moveo.example")
    stranger = Client(headers={"host": "localhost"})

    page = stranger.post("/accounts/login/", {"login": "eva@moveo.example", "password": "wrong"}).content.decode()

    assert 'role="alert"' in page


def test_signing_out_asks_and_then_does(client):
    assert "Sign out?" in client.get("/accounts/logout/").content.decode()
    assert client.post("/accounts/logout/").status_code == 302
    assert client.get("/").status_code == 302


@pytest.mark.parametrize("template", ["404.html", "403.html", "403_csrf.html", "429.html", "500.html"])
def test_an_error_page_needs_nothing_but_itself(template):
    page = render_to_string(template)

    assert "ui/tokens.css" in page
    assert "<h1>" in page


def test_help_names_every_shortcut_of_the_navigation(client):
    page = client.get("/help").content.decode()

    for key in "ocejmk":
        assert f"<kbd>g</kbd> <kbd>{key}</kbd>" in page
