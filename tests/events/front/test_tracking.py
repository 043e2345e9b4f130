import gzip
import signal
import sqlite3
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import timedelta

import httpx
import pytest

from tenure.events.inbox.opening import open_inbox
from tenure.platform.services.clock import aim_clock, step_clock
from tenure.platform.services.create_workspace import issue_key
from tests.events.nasty import FINE, NASTY, event
from tests.support.fronts import BROWSER_KEY, SERVER_KEY, make_bare_state, running_front
from tests.support.workspaces import NOW, make_workspace

TRACK = {"type": "track", "event": "opened", "userId": "ann", "messageId": "m-1"}
SUCCESS = {"success": True}


def test_a_batch_is_durable_when_it_is_answered(front):
    answered = front.post("/v1/batch", {"batch": [TRACK, TRACK | {"messageId": "m-2"}]})

    assert (answered.status_code, answered.json()) == (200, SUCCESS)
    (request,) = front.taken()
    assert (request["workspace_id"], request["source"], request["is_browser"]) == (7, "server", False)
    assert [stored["message_id"] for stored in request["events"]] == ["m-1", "m-2"]


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/v1/identify", "identify"),
        ("/v1/track", "track"),
        ("/v1/page", "page"),
        ("/v1/screen", "screen"),
        ("/v1/group", "group"),
        ("/v1/alias", "alias"),
        ("/v1/t", "track"),
        ("/t", "track"),
        ("/i", "identify"),
        ("/some/path/v1/p", "page"),
    ],
)
def test_each_route_takes_its_kind(front, path, kind):
    sent = {"event": "opened", "userId": "ann", "groupId": "acme", "previousId": "anon"}

    answered = front.post(path, sent)

    assert (answered.status_code, answered.json()) == (200, SUCCESS)
    assert [stored["kind"] for stored in front.events()] == [kind]


@pytest.mark.parametrize("path", ["/b", "/v1/b", "/prefix/v1/batch"])
def test_batches_have_letters_and_prefixes_too(front, path):
    assert front.post(path, {"batch": [TRACK]}).json() == SUCCESS


def test_the_key_may_come_by_basic_authentication_in_the_body_or_both(front):
    basic = front.post("/v1/track", TRACK)
    body = front.post("/v1/track", TRACK | {"writeKey": SERVER_KEY}, key=None)
    both = front.post("/v1/track", TRACK | {"writeKey": SERVER_KEY})

    assert [answered.status_code for answered in (basic, body, both)] == [200, 200, 200]
    assert [request["source"] for request in front.taken()] == ["server"] * 3


def test_a_key_that_is_unknown_or_missing_is_refused_as_clients_expect(front):
    unknown = front.post("/v1/batch", {"batch": [TRACK]}, key="tn_write_nobody")
    missing = front.post("/v1/batch", {"batch": [TRACK]}, key=None)

    assert (unknown.status_code, unknown.json()["code"]) == (401, "unknown_key")
    assert (missing.status_code, missing.json()["code"]) == (401, "missing_key")
    assert unknown.json()["message"]
    assert front.taken() == []


def test_json_may_come_as_plain_text(front):
    answered = front.post("/v1/t", TRACK | {"writeKey": BROWSER_KEY}, key=None, **{"Content-Type": "text/plain"})

    assert answered.json() == SUCCESS
    assert front.taken()[0]["is_browser"] is True


def test_a_body_may_be_packed(front):
    body = gzip.compress(b'{"batch":[' + event() + b"]}")

    assert front.post("/v1/batch", body, **{"Content-Encoding": "gzip"}).json() == SUCCESS
    assert len(front.events()) == 1


def test_a_body_may_come_in_pieces(front):
    whole = b'{"batch":[' + b",".join([event()] * 1000) + b"]}"
    pieces = (whole[at : at + 1000] for at in range(0, len(whole), 1000))

    answered = front.client.post("/v1/batch", content=pieces, auth=(SERVER_KEY, ""))

    assert answered.json() == SUCCESS
    assert len(front.events()) == 1000


def test_a_browser_on_any_page_may_send(front):
    asked = {
        "Origin": "https://shop.example",
        "Access-Control-Request-Headers": "authorization,content-type,x-retry-count",
    }

    preflight = front.client.options("/v1/t", headers=asked)
    answered = front.post("/v1/t", TRACK, Origin="https://shop.example")

    assert preflight.status_code == 200
    assert preflight.headers["access-control-allow-origin"] == "*"
    assert preflight.headers["access-control-allow-headers"] == "authorization,content-type,x-retry-count"
    assert "POST" in preflight.headers["access-control-allow-methods"]
    assert answered.headers["access-control-allow-origin"] == "*"


def test_the_browser_client_gets_its_settings(front):
    answered = front.client.get(f"/v1/projects/{BROWSER_KEY}/settings", headers={"X-Forwarded-Proto": "https"})

    segment = answered.json()["integrations"]["Segment.io"]
    assert (segment["apiKey"], segment["protocol"]) == (BROWSER_KEY, "https")
    assert segment["apiHost"] == f"127.0.0.1:{front.port}/v1"
    assert answered.headers["access-control-allow-origin"] == "*"
    assert front.client.get("/v1/projects/tn_write_nobody/settings").status_code == 401


def test_a_browser_key_may_not_tell_of_invoices(front):
    paid = TRACK | {"event": "invoice_paid"}

    browser = front.post("/v1/batch", {"batch": [paid]}, key=BROWSER_KEY)
    server = front.post("/v1/batch", {"batch": [paid]})

    assert [rejected["code"] for rejected in browser.json()["rejected"]] == ["reserved_name"]
    assert server.json() == SUCCESS


def test_bad_events_are_named_and_become_dead_letters_while_the_good_are_stored(front):
    body = b'{"batch":[%b,%b,%b]}' % (event(), NASTY["1e999"][0], NASTY["repeated key"][0])

    answered = front.post("/v1/batch", body)

    assert answered.status_code == 200
    assert [(bad["index"], bad["code"], bad["field"]) for bad in answered.json()["rejected"]] == [
        (1, "number_out_of_range", "properties.a"),
        (2, "duplicate_key", "properties.a"),
    ]
    (request,) = front.taken()
    assert len(request["events"]) == 1
    assert [(bad["index"], bad["code"]) for bad in request["refused"]] == [
        (1, "number_out_of_range"),
        (2, "duplicate_key"),
    ]


def test_a_single_bad_event_is_answered_400_and_kept_as_a_dead_letter(front):
    answered = front.post("/v1/track", {"userId": "ann"})

    assert (answered.status_code, answered.json()["code"], answered.json()["field"]) == (400, "missing_field", "event")
    (request,) = front.taken()
    assert (request["events"], len(request["refused"])) == ([], 1)


@pytest.mark.parametrize("name", NASTY)
def test_nasty_json_is_refused_and_never_an_error_of_ours(front, name):
    body, code = NASTY[name]

    batch = front.post("/v1/batch", b'{"batch":[' + body + b"]}")
    single = front.post("/v1/track", body)

    assert [rejected["code"] for rejected in batch.json()["rejected"]] == [code]
    assert single.status_code in {200, 400}
    assert single.status_code == 400 or code in {"unknown_type", "missing_field"}


@pytest.mark.parametrize("name", FINE)
def test_unusual_json_is_stored(front, name):
    assert front.post("/v1/batch", b'{"batch":[' + FINE[name] + b"]}").json() == SUCCESS


def test_too_much_at_once_is_refused_before_it_is_read(front):
    large = front.post("/v1/batch", b" " * 512_001)
    bomb = front.post("/v1/batch", gzip.compress(b" " * 10_000_000), **{"Content-Encoding": "gzip"})
    endless = front.client.post("/v1/batch", content=(b" " * 10_000 for _ in range(60)), auth=(SERVER_KEY, ""))

    assert [answered.status_code for answered in (large, bomb, endless)] == [413, 413, 413]
    assert [answered.headers["connection"] for answered in (large, endless)] == ["close", "close"]
    assert large.json()["code"] == bomb.json()["code"] == endless.json()["code"] == "too_large"


def test_card_numbers_never_reach_the_disk(front):
    card = "4111111111111111"
    front.post(
        "/v1/batch", {"batch": [TRACK | {"properties": {"note": f"my card {card}"}}, {"type": card, "userId": card}]}
    )

    (request,) = front.taken()

    assert card not in str(request)
    assert request["events"][0]["properties"] == {"note": "my card ************1111"}


def test_requests_that_come_together_share_commits(front):
    before = front.counts()["commits_total"]
    with ThreadPoolExecutor(32) as pool:
        answers = list(pool.map(lambda number: _track_alone(front, number), range(320)))

    assert answers == [200] * 320
    assert sorted(stored["message_id"] for stored in front.events()) == sorted(f"m-{number}" for number in range(320))
    assert front.counts()["commits_total"] - before < 320


def _track_alone(front, number):
    with httpx.Client(base_url=front.url, trust_env=False, timeout=30) as client:
        body = TRACK | {"messageId": f"m-{number}", "writeKey": SERVER_KEY}
        return client.post("/v1/track", json=body).status_code


def test_while_the_inbox_cannot_be_written_clients_are_asked_to_come_back(home):
    make_bare_state(home)
    with running_front(home) as front:
        assert front.post("/v1/track", TRACK).status_code == 200
        with closing(sqlite3.connect(home.inbox, isolation_level=None)) as other:
            other.execute("BEGIN EXCLUSIVE")
            answered = front.post("/v1/track", TRACK)
            assert (answered.status_code, answered.headers["retry-after"]) == (503, "1")
            assert answered.json()["code"] == "unavailable"
            other.execute("ROLLBACK")

        assert front.post("/v1/track", TRACK).status_code == 200
        assert len(front.events()) == 2


def test_what_was_committed_before_a_kill_is_there_after_it(home):
    make_bare_state(home)
    with running_front(home, TENURE_FAULT="inbox_committed:2") as front:
        assert front.post("/v1/track", TRACK).status_code == 200
        with pytest.raises(httpx.TransportError):
            front.post("/v1/track", TRACK | {"messageId": "m-2"})
        front.process.send_signal(signal.SIGTERM)

    inbox = open_inbox(home.path, None)
    assert inbox.depth() == 2
    inbox.close()


def test_nothing_is_lost_when_the_front_is_stopped_under_load(home):
    make_bare_state(home)
    with running_front(home) as front, ThreadPoolExecutor(8) as pool:
        sent = [pool.submit(_track_alone, front, number) for number in range(200)]
        sent[40].result()
        front.process.terminate()
        stored = [number for number, future in enumerate(sent) if _status(future) == 200]
        front.process.wait(30)

        assert len(stored) >= 40
        assert {f"m-{number}" for number in stored} <= {found["message_id"] for found in front.events()}


def _status(future):
    try:
        return future.result()
    except httpx.TransportError:
        return None


def test_a_key_that_sends_too_fast_is_asked_to_wait_and_then_goes_on(home):
    make_bare_state(home)
    with running_front(home, TENURE_KEY_RATE_LIMIT="100") as front:
        many = {"batch": [TRACK | {"messageId": f"m-{number}"} for number in range(250)]}
        assert front.post("/v1/batch", many).status_code == 200

        answered = front.post("/v1/track", TRACK)

        assert (answered.status_code, answered.json()["code"]) == (429, "rate_limited")
        assert answered.headers["retry-after"] in {"1", "2"}
        assert front.post("/v1/track", TRACK, key=BROWSER_KEY).status_code == 200
        time.sleep(int(answered.headers["retry-after"]))
        assert front.post("/v1/track", TRACK).status_code == 200
        assert front.counts()["requests_rate_limited_total"] == 1
        assert len(front.events()) == 252


def test_a_key_without_the_scope_may_not_track(home):
    make_bare_state(home)
    with closing(sqlite3.connect(home.state)) as state, state:
        state.execute("UPDATE platform_apikey SET scopes = 'read export' WHERE kind = 'secret'")
    with running_front(home) as front:
        answered = front.post("/v1/track", TRACK)

        assert (answered.status_code, answered.json()["code"]) == (403, "missing_scope")
        assert front.events() == []


def test_a_server_may_tell_of_invoices_only_where_they_come_from_events(home):
    make_bare_state(home)
    with closing(sqlite3.connect(home.state)) as state, state:
        state.execute("UPDATE platform_workspace SET subscriptions_from = 'stripe'")
    with running_front(home) as front:
        answered = front.post("/v1/batch", {"batch": [TRACK | {"event": "invoice_paid"}, TRACK]})

        assert [rejected["code"] for rejected in answered.json()["rejected"]] == ["reserved_name"]
        assert [stored["name"] for stored in front.events()] == ["opened"]


@pytest.mark.db
def test_events_ahead_of_a_test_clock_are_refused_in_the_answer_until_the_clock_has_moved(home, database):
    workspace = make_workspace("Moveo")
    with running_front(home, database_url=database.url) as front:
        key = issue_key(workspace, kind="secret", name="server", now=NOW)
        batch = {"batch": [TRACK, TRACK | {"timestamp": (NOW + timedelta(days=3)).isoformat()}]}

        early = front.post("/v1/batch", batch, key=key)
        (refused,) = front.taken()
        # The front has read the clock just now, and will not by itself for a while.
        step_clock(workspace.pk, to=NOW + timedelta(days=2), now=NOW)
        timely = front.post("/v1/batch", batch, key=key)

        assert early.json()["rejected"] == [
            {
                "index": 1,
                "code": "too_far_ahead",
                "field": "timestamp",
                "message": "Send events that happened: this one is more than 24 hours ahead.",
            }
        ]
        assert (len(refused["events"]), len(refused["refused"])) == (1, 1)
        assert timely.json() == SUCCESS


@pytest.mark.db
def test_while_a_clock_is_on_its_way_only_what_is_ahead_of_its_aim_is_refused(home, database):
    workspace = make_workspace("Moveo")
    aim_clock(workspace.pk, target=NOW + timedelta(days=2), actor="system")
    with running_front(home, database_url=database.url) as front:
        key = issue_key(workspace, kind="secret", name="server", now=NOW)

        answers = [
            front.post("/v1/track", TRACK | {"timestamp": (NOW + timedelta(days=days)).isoformat()}, key=key)
            for days in (3, 4)
        ]

    assert [answer.status_code for answer in answers] == [200, 400]
    assert answers[1].json()["code"] == "too_far_ahead"


def test_a_built_in_event_with_a_property_of_another_type_is_refused_by_itself(front):
    paid = TRACK | {"event": "invoice_paid", "properties": {"amount_minor": "1999", "currency": "EUR"}}
    custom = TRACK | {"event": "order_paid", "properties": {"amount_minor": "1999"}}

    answered = front.post("/v1/batch", {"batch": [custom, paid]})

    assert answered.status_code == 200
    assert answered.json()["rejected"] == [
        {
            "index": 1,
            "code": "bad_property",
            "field": "properties.amount_minor",
            "message": "Expected a whole number, got a text: send it as in 1999, or leave it out.",
        }
    ]
    (request,) = front.taken()
    assert ([each["name"] for each in request["events"]], request["refused"][0]["code"]) == (
        ["order_paid"],
        "bad_property",
    )
