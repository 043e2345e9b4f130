"""`tenure clock` brings a frozen clock forward, with a worker that runs and without one."""

import msgspec
import pytest

from tests.e2e.house import environment, fresh_database, furnish, initialized, served, signed_up, tenure, until


def _clock(house, *arguments):
    done = tenure("clock", house.home, *arguments, "--workspace", "Acme", "--json", environment=house.environment)
    assert done.returncode == 0, done.stderr
    return msgspec.json.decode(done.stdout)


@pytest.mark.alternates(first="postgresql")
@pytest.mark.parametrize("vendor", ["sqlite", "postgresql"])
def test_a_clock_is_brought_forward_with_a_worker_and_without_one(tmp_path, vendor):
    with fresh_database(vendor) as url:
        own = environment(database_url=url)
        start = ("--test", "--starts-at", "2026-03-01T12:00:00")
        house = initialized(tmp_path / "home", *start, environment=own)
        with served(house):
            furnish(house)
            house.post_batch(*signed_up("ola"))
            until(lambda: house.get("/overview")["in_journeys"] == 1)

            asked = _clock(house, "advance", "2d")

        assert asked["now"] == "2026-03-03T12:00:00+00:00"
        assert (asked["instants"] >= 1, asked["journey_steps"]) == (True, 0)

        led = _clock(house, "advance", "1w")

        assert led["now"] == "2026-03-10T12:00:00+00:00"
        assert (led["instants"] >= 2, led["journey_steps"]) == (True, 1)
        assert led["events.journey_exited"] == 1
        assert _clock(house, "show") == {
            "workspace": "Acme",
            "kind": "test",
            "now": "2026-03-10T12:00:00+00:00",
            "rate": 0.0,
        }


def test_what_cannot_be_done_is_said_in_one_line(tmp_path):
    house = initialized(tmp_path / "home", "--test", environment=environment())
    live = tenure(
        "init", house.home, "--workspace", "Live", "--email", "a@b.example", "--password", "correct horse",
        environment=house.environment,
    )  # fmt: skip
    assert live.returncode == 0, live.stderr

    for name, arguments, said in (
        ("Acme", ["advance"], "by: Say how far, as in `tenure clock advance 3d`."),
        ("Acme", ["advance", "soon"], "duration: 'soon' is no length of time; write one as 90s, 15m, 6h, 3d or 2w."),
        ("Acme", ["show", "3d"], "by: `tenure clock show` takes no length of time."),
        ("Live", ["advance", "3d"], "workspace: A live workspace keeps the world's time."),
        ("Nope", ["show"], "workspace: There is no workspace 'Nope' here."),
    ):
        done = tenure("clock", house.home, *arguments, "--workspace", name, environment=house.environment)

        assert (done.returncode, done.stderr.strip()) == (1, said)
