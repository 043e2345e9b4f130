"""T2: PostgreSQL is stopped and started under a whole house that is served."""

import time

import httpx

from tests.e2e.house import PATIENCE, environment, initialized, served, until
from tests.support.own_cluster import own_cluster

STOPS = 10
RECOVERY = 5.0
# Events that come, and what needs the state. Signing in shows a form that needs nothing.
PATHS = ("/v1/track", "/api/v1/customers", "/readyz")


def _status(house, path, name):
    with httpx.Client(base_url=house.url, timeout=PATIENCE, trust_env=False) as client:
        if path == "/v1/track":
            event = {"writeKey": house.keys["write_key"], "userId": "ann", "event": "opened", "messageId": name}
            return client.post(path, json=event).status_code
        return client.get(path, headers={"authorization": f"Bearer {house.keys['api_key']}"}).status_code


def _arrived(house):
    answer = house.api("GET", "/customers/ann/events?limit=500")
    return {event["message_id"] for event in answer.json()["items"]} if answer.status_code == httpx.codes.OK else set()


def test_without_its_database_tenure_asks_to_come_back_and_recovers_by_itself(tmp_path, scaled, pytestconfig):
    # What was promised holds on a machine that does nothing else.
    recovery = RECOVERY if pytestconfig.getoption("--release") else PATIENCE
    acknowledged = set()

    def track(house, name):
        status = _status(house, "/v1/track", name)
        if status == 200:
            acknowledged.add(name)
        return status

    with own_cluster() as database:
        made = initialized(tmp_path / "home", environment=environment(database_url=database.url))
        with served(made) as house:
            for stop in range(scaled(STOPS)):
                assert track(house, f"before-{stop}") == 200
                database.stop()

                away = {path: {_status(house, path, f"away-{stop}-{turn}") for turn in range(3)} for path in PATHS}
                assert away == {path: {503} for path in PATHS}

                database.start()
                begun = time.monotonic()
                until(lambda: {_status(house, path, "again") for path in PATHS} == {200}, within=recovery)
                print(f"T2: {time.monotonic() - begun:.1f} s until all answers are 200 again")
                assert track(house, f"after-{stop}") == 200
            until(lambda: acknowledged <= _arrived(house))
