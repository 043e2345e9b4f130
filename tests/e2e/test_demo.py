"""`tenure demo` makes a small company, serves it, and goes on with it."""

import json
import signal
import socket
import stat
import subprocess
import time
from pathlib import Path

import httpx
import psutil

from tests.e2e.house import PATIENCE, environment, tenure, tenure_command, until
from tests.support.fronts import free_port

MADE = {
    "home", "workspace", "customers", "events", "write_key", "api_key", "console_url", "email", "password", "seconds",
}  # fmt: skip
KEPT = ("customers", "api_key", "write_key", "password")


def test_a_demo_that_is_only_made_says_all_there_is_to_know(demo):
    facts = demo.facts

    assert set(facts) == MADE
    assert (facts["home"], facts["workspace"], facts["customers"]) == (str(demo.home), "Moveo", 30)
    assert facts["write_key"].startswith("tn_write_")
    assert facts["api_key"].startswith("tn_test_")
    assert facts["seconds"] > 0


def test_a_demo_that_was_made_left_no_process_and_nothing_broken(demo):
    verified = tenure("verify", demo.home, "--json", environment=environment())

    assert json.loads(verified.stdout)["breaches"] == []
    assert verified.returncode == 0
    assert [p.pid for p in psutil.process_iter() if str(demo.home) in _environment_of(p).get("TENURE_HOME", "")] == []


def test_the_keys_are_kept_where_only_the_owner_reads_them(demo):
    kept = demo.home / "demo.json"

    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    assert json.loads(kept.read_text())["api_key"] == demo.facts["api_key"]


def test_a_second_start_goes_on_with_the_same_company(demo_copy):
    port = free_port()
    command = [*tenure_command("demo", demo_copy.home), "--port", str(port), "--json"]
    began = time.monotonic()
    with subprocess.Popen(command, env=environment(), stdout=subprocess.PIPE, text=True) as running:
        facts = json.loads(running.stdout.readline())
        took = time.monotonic() - began
        demo_copy.port = port
        opened = _opened(running.pid)
        children = psutil.Process(running.pid).children(recursive=True)
        signed_in = _sign_in(facts["sign_in_link"])
        until(lambda: demo_copy.get("/overview")["events"] > facts["events"])
        running.send_signal(signal.SIGINT)
        assert running.wait(PATIENCE) == 0

    assert set(facts) == MADE | {"sign_in_link"}
    assert 0 < facts["seconds"] <= took
    assert [facts[name] for name in KEPT] == [demo_copy.keys[name] for name in KEPT]
    assert facts["console_url"] == f"http://127.0.0.1:{port}"
    assert facts["sign_in_link"].startswith(f"http://127.0.0.1:{port}/")
    assert [path for path in opened if path.endswith((".db", ".db-wal", ".db-shm", ".parquet", ".arrow"))] == []
    assert signed_in == ("/", 410)
    assert len(children) >= 4
    assert psutil.wait_procs(children, timeout=PATIENCE)[1] == []


def test_a_start_that_was_interrupted_goes_on_where_it_was(tmp_path: Path):
    home, arguments = tmp_path / "home", ("--no-serve", "--json", "--customers", "5", "--days", "1")
    with subprocess.Popen([*tenure_command("demo", home), *arguments], env=environment()) as interrupted:
        until(lambda: len(list(home.glob("events/*/*.parquet"))) > 1)
        interrupted.send_signal(signal.SIGINT)
        assert interrupted.wait(PATIENCE) == 130

    resumed = tenure("demo", home, *arguments, environment=environment())
    verified = tenure("verify", home, environment=environment())

    assert json.loads(resumed.stdout)["customers"] == 5
    assert (resumed.returncode, verified.returncode) == (0, 0)


def test_every_event_of_a_customer_names_the_key_it_came_by(house):
    items = house.get("/customers/u25/events")["items"]

    sources = {(item["name"] or item["kind"], item["source"]) for item in items if item["source"] != "tenure"}

    assert {("identify", "website"), ("signed_up", "website")} <= sources
    assert {source for name, source in sources if name.startswith("subscription_")} <= {"server"}


def test_new_customers_are_welcomed_and_founders_are_not(house):
    last = house.get("/customers/u30/enrollments")["items"]
    founder = house.get("/customers/u1/enrollments")["items"]

    assert ("welcome", "active", "pause") in [(item["journey"], item["state"], item["node"]) for item in last]
    assert {item["journey"] for item in founder} & {"welcome", "onboarding", "first_success"} == set()


def test_everybody_who_joined_has_one_welcome_mail_in_their_language_or_waits_for_their_morning(house):
    greetings = {"en": "Welcome to Moveo", "ko": "Moveo에 오신 것을", "pl": "Witamy w Moveo"}
    states = set()
    for number in range(17, 31):
        found = house.get(f"/customers/u{number}/messages")["items"]
        (message,) = [each for each in found if each["template"] == "welcome"]
        states.add(message["state"])
        if message["state"] == "sent":
            locale = house.get(f"/customers/u{number}")["traits"]["locale"]
            assert message["subject"].startswith(greetings[locale])
        else:
            assert (message["state"], message["reason"].partition(":")[0]) == ("queued", "quiet_hours")
    assert "sent" in states


def test_the_playbooks_run_and_say_why_messages_wait_or_do_not_go(house):
    journeys = {each["key"]: each for each in house.get("/journeys")["items"]}
    messages = house.get("/messages?limit=500")["items"]

    assert {key for key, each in journeys.items() if each["state"] == "active"} == {
        "welcome", "onboarding", "first_success", "first_results", "inactivity", "unused_feature", "after_cancel",
    }  # fmt: skip
    assert min(journeys[key]["entered"] for key in ("welcome", "onboarding", "inactivity")) > 0
    assert {"email", "in_app"} <= {each["channel"] for each in messages if each["state"] == "sent"}
    assert "no_consent:email" in {each["reason"] for each in messages if each["state"] == "refused"}


def test_a_taken_port_is_said_at_once(tmp_path: Path):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        refused = tenure("demo", tmp_path / "home", "--port", str(port), environment=environment())

    assert refused.returncode == 1
    assert f"Port {port} is taken; choose another with `--port`." in refused.stderr
    assert not (tmp_path / "home" / "state.db").exists()


def test_a_home_of_ones_own_is_left_alone(tmp_path: Path):
    (tmp_path / "state.db").touch()

    refused = tenure("demo", tmp_path, "--no-serve", environment=environment())

    assert refused.returncode == 1
    assert "is a Tenure of your own" in refused.stderr
    assert (tmp_path / "state.db").stat().st_size == 0


def _sign_in(link: str) -> tuple[str, int]:
    """Return where a link leads when it is used, and what it says when it is used again."""
    with httpx.Client(follow_redirects=True) as browser:
        assert browser.get(link).status_code == 200
        form = {"csrfmiddlewaretoken": browser.cookies["tenure_csrf"]}
        landed = browser.post(link, data=form, headers={"referer": link})
        return landed.url.path, browser.get(link).status_code


def _opened(pid: int) -> set[str]:
    return {str(link.readlink()) for link in Path(f"/proc/{pid}/fd").iterdir()}


def _environment_of(process: psutil.Process) -> dict[str, str]:
    try:
        return process.environ()
    except psutil.Error:
        return {}
