"""The script on a customer's site, in Chromium, under a policy that allows nothing inline and no eval."""

import json
from importlib.resources import files

import pytest
from django.db import connection
from django.test import RequestFactory
from django.urls import resolve
from playwright.sync_api import expect

from tenure.messaging.rules.in_app import user_hash
from tenure.platform.models import WorkspaceRow
from tenure.platform.services.create_workspace import issue_key
from tests.messaging.channel_scenes import sent_over, set_up, told
from tests.messaging.scenes import NOW, agreed, described, known, made, queued, saved

SITE, HOUSE = "https://shop.example", "https://tenure.example"
STRICT = (
    f"default-src 'none'; script-src {HOUSE}; connect-src {HOUSE}; require-trusted-types-for 'script'; base-uri 'none'"
)
PAGE = """<!doctype html><html lang="{lang}"><head><title>Shop</title>
<script src="{house}/in-app.js" async data-key="{key}" data-user="{user}" data-hash="{hash}"></script></head>
<body><h1>Shop</h1><button id="buy">Buy</button></body></html>"""
EVIL = '<img src=x onerror="window.broken=1"><script>window.broken=1</script>'


def _item(number, kind, **more):
    said = {"title": f"Title {number}", "body": f"Body {number}", "button": None, "is_seen": False, **more}
    return {"id": f"msg_{number}", "kind": kind, **said}


class House:
    """The API that the script speaks to: what is in the inbox, and what was told."""

    def __init__(self):
        self.items = []
        self.told = []
        self.status = 200

    def __call__(self, route):
        path = route.request.url.removeprefix(HOUSE).split("?")[0]
        headers = {"access-control-allow-origin": "*"}
        if path == "/in-app.js":
            body = files("tenure.messaging").joinpath("scripts/in-app.js").read_bytes()
            route.fulfill(body=body, content_type="text/javascript")
        elif route.request.method == "GET":
            body = json.dumps({"items": self.items})
            route.fulfill(status=self.status, body=body, content_type="application/json", headers=headers)
        else:
            # A browser that asks for leave first would be here with OPTIONS.
            self.told.append((route.request.method, *path.split("/")[3:]))
            route.fulfill(body="{}", content_type="application/json", headers=headers)


@pytest.fixture
def house():
    return House()


@pytest.fixture
def opened(browser):
    """Open a site of a customer; what its policy or its scripts complained about is kept."""
    context = browser.new_context()

    def _open(house, *, lang="en", key="tn_write_x", user="ann", signed="h"):
        page = context.new_page()
        page.complaints = []
        page.on("console", lambda said: page.complaints.append(said.text) if said.type == "error" else None)
        page.on("pageerror", lambda error: page.complaints.append(str(error)))
        html = PAGE.format(lang=lang, house=HOUSE, key=key, user=user, hash=signed)
        page.route(f"{SITE}/**", lambda route: _site(route, html))
        page.route(f"{HOUSE}/**", house)
        page.goto(f"{SITE}/")
        return page

    yield _open
    context.close()


def _site(route, html):
    headers = {"content-security-policy": STRICT}
    if route.request.url == f"{SITE}/favicon.ico":
        route.fulfill(status=204)
    else:
        route.fulfill(body=html, content_type="text/html; charset=utf-8", headers=headers)


def test_a_banner_shows_text_and_nothing_else_and_is_put_away(opened, house):
    house.items = [_item(1, "banner", title=EVIL)]
    page = opened(house)

    banner = page.get_by_role("region")
    expect(banner).to_contain_text(EVIL)
    banner.get_by_role("button", name="Close").click()

    expect(banner).to_have_count(0)
    assert page.evaluate("window.broken") is None
    assert house.told == [("POST", "msg_1", "seen"), ("POST", "msg_1", "dismissed")]
    assert page.complaints == []


def test_a_modal_holds_the_focus_until_escape_gives_it_back(opened, house):
    page = opened(house)
    page.focus("#buy")
    house.items = [_item(1, "modal", button={"label": "See plans", "url": "/plans"})]
    page.evaluate("tenureInApp.refresh()")

    dialog = page.get_by_role("dialog", name="Title 1")
    expect(dialog).to_be_focused()
    walked = []
    for _ in range(4):
        page.keyboard.press("Tab")
        walked.append(page.evaluate("document.activeElement.shadowRoot?.activeElement?.textContent ?? 'outside'"))
    page.keyboard.press("Escape")

    assert walked == ["See plans", "Close", "See plans", "Close"]
    expect(dialog).to_have_count(0)
    expect(page.locator("#buy")).to_be_focused()
    assert house.told == [("POST", "msg_1", "seen"), ("POST", "msg_1", "dismissed")]
    assert page.complaints == []


def test_the_inbox_is_opened_read_and_left_by_keyboard(opened, house):
    house.items = [_item(2, "inbox"), _item(1, "inbox", is_seen=True)]
    page = opened(house, lang="pl")
    bell = page.get_by_role("button", name="Wiadomości, 1 nieprzeczytane")

    bell.press("Enter")
    panel = page.get_by_role("dialog", name="Wiadomości")

    expect(panel).to_be_focused()
    expect(panel.get_by_role("listitem")).to_have_count(2)
    panel.get_by_role("button", name="Zamknij: Title 2").press("Enter")
    expect(panel.get_by_role("listitem")).to_have_count(1)
    page.keyboard.press("Escape")
    expect(panel).to_have_count(0)
    expect(page.get_by_role("button", name="Wiadomości")).to_be_focused()
    assert house.told == [("POST", "msg_2", "seen"), ("POST", "msg_2", "dismissed")]
    assert page.complaints == []


def test_a_button_leads_on_and_is_told_and_no_script_is_a_place(opened, house):
    house.items = [_item(1, "banner", button={"label": "Look", "url": "/new"})]
    page = opened(house)
    page.get_by_role("link", name="Look").click()
    page.wait_for_url(f"{SITE}/new")

    assert ("POST", "msg_1", "clicked") in house.told

    house.items = [_item(2, "banner", button={"label": "Look", "url": "javascript:window.broken=1"})]
    page = opened(house)
    expect(page.get_by_role("region")).to_contain_text("Title 2")
    expect(page.get_by_role("link", name="Look")).to_have_count(0)


def test_a_site_goes_on_when_the_house_does_not_answer(opened, house):
    house.status = 503
    page = opened(house)

    expect(page.get_by_role("heading", name="Shop")).to_be_visible()
    expect(page.get_by_role("button")).to_have_count(1)
    assert house.told == []


@pytest.mark.db
def test_the_script_and_the_api_understand_each_other(state, monkeypatch, opened):
    described(monkeypatch, ann={"name": "Ann"})
    workspace = made()
    secret = set_up(workspace, "in_app").secret
    key = issue_key(WorkspaceRow.objects.get(pk=workspace.id), kind="write", name="web", now=NOW)
    saved(workspace, channel="in_app", text='{"kind":"banner","title":"Hi {{ customer.name }}"}')
    queued(workspace, known(workspace, "ann"), channel="in_app")
    agreed(workspace, known(workspace, "ann")[0], channel="in_app", purpose="open_tracking")
    sent_over()

    def real(route):
        asked = route.request
        path, kind = asked.url.removeprefix(HOUSE), asked.headers.get("content-type", "")
        wanted = RequestFactory().generic(asked.method, path, asked.post_data or "", content_type=kind)
        # Playwright's loop runs in this thread, where Django's middleware would not.
        view = resolve(wanted.path)
        answer = view.func(wanted, *view.args, **view.kwargs)
        # The loop's context has a connection of its own.
        connection.close()
        route.fulfill(status=answer.status_code, headers=dict(answer.headers), body=answer.content)

    page = opened(real, key=key, user="ann", signed=user_hash(secret, "ann"))
    expect(page.get_by_role("region")).to_contain_text("Hi Ann")
    page.get_by_role("button", name="Close").click()
    expect(page.get_by_role("region")).to_have_count(0)
    page.reload()
    page.wait_for_function("window.tenureInApp")
    page.evaluate("tenureInApp.refresh()")

    expect(page.get_by_role("region")).to_have_count(0)
    assert [(name, said["channel"]) for name, said in told("message_opened")] == [("message_opened", "in_app")]
    assert page.complaints == []
