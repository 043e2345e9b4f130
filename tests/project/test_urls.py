import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from tenure.platform.models import MembershipRow, User
from tenure.platform.queries import audit_links
from tests.support.workspaces import make_workspace

# Reached without a role: sign-in itself, health, the API with keys of its own, and pages for customers.
OPEN = (
    "accounts/",
    "sign-in/",
    "healthz",
    "api/v1/",
    "^(?:api/|v1/(?!in-app))",
    "help",
    "theme",
    "language",
    "live-token",
    # Customers and providers, whom the address itself lets in.
    "unsubscribe/",
    "preferences/",
    "go/",
    "open/",
    "hooks/mail/",
    "hooks/sms/",
    "in-app.js",
    "v1/in-app",
)


def _routes(patterns, prefix=""):
    for pattern in patterns:
        route = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from _routes(pattern.url_patterns, route)
        elif isinstance(pattern, URLPattern):
            yield route, pattern.callback


def test_every_page_says_which_permission_opens_it():
    unguarded = [
        route
        for route, view in _routes(get_resolver().url_patterns)
        if not hasattr(view, "permission") and not route.startswith(OPEN)
    ]

    assert unguarded == []


@pytest.fixture
def client(state):
    return Client(REMOTE_ADDR="127.0.0.1", HTTP_X_FORWARDED_FOR="127.0.0.1")


@pytest.fixture
def ola(state):
    user = User.objects.create_user("ola@moveo.example", "correct horse")
    MembershipRow.objects.create(workspace=make_workspace(), user=user, role="owner")
    return user


def test_a_person_signs_in_with_email_and_password(client, ola):
    answer = client.post("/accounts/login/", {"login": "Ola@moveo.example", "password": "correct horse"})

    assert (answer.status_code, answer.url) == (302, "/")
    assert client.get("/").status_code == 200
    (link,) = audit_links(ola.memberships.get().workspace_id, limit=5)
    assert (link.entry.act, link.entry.actor) == ("user.signed_in", f"user:{ola.pk}")


def test_a_wrong_password_and_an_unknown_person_get_the_same_answer(client, ola):
    wrong = client.post("/accounts/login/", {"login": "ola@moveo.example", "password": "wrong horse"})
    unknown = client.post("/accounts/login/", {"login": "eve@moveo.example", "password": "wrong horse"})

    assert wrong.status_code == unknown.status_code == 200
    assert wrong.context["form"].errors == unknown.context["form"].errors


def test_nobody_signs_up_by_themselves(client):
    answer = client.post("/accounts/signup/", {"email": "eve@moveo.example", "password1": "correct horse"})

    assert answer.status_code == 200
    assert User.objects.count() == 0


def test_sessions_die_when_the_password_changes(client, ola):
    client.force_login(ola)
    ola.set_password("another horse")
    ola.save()

    assert client.get("/").status_code == 302
