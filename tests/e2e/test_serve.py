"""`tenure serve` keeps its three processes alive, and stops them in order."""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace

import httpx
import psutil
import pytest

from tests.e2e.house import PATIENCE, House, environment, family, initialized, served, signed_up, until


@pytest.fixture(scope="module")
def house(tmp_path_factory) -> Iterator[House]:
    """Have an empty house, served."""
    made = initialized(tmp_path_factory.mktemp("serve") / "home", "--test", environment=environment())
    with served(made):
        yield made


@pytest.mark.parametrize("name", ["front", "worker", "django"])
def test_a_process_that_is_killed_with_all_its_children_is_back(name, house):
    killed = family(house.process(name))

    for process in killed:
        # Who goes along with a parent may be gone already.
        with suppress(psutil.NoSuchProcess):
            process.kill()
    psutil.wait_procs(killed, timeout=PATIENCE)

    until(lambda: _is_well(house))
    assert house.post_batch(*signed_up(name)).status_code == 200
    assert until(lambda: house.api("GET", f"/customers/{name}").is_success)


@pytest.mark.parametrize("name", ["front", "django"])
def test_a_process_that_is_killed_without_its_children_is_back(name, house):
    killed = house.process(name)

    killed.kill()
    psutil.wait_procs([killed], timeout=PATIENCE)

    until(lambda: _is_well(house))
    assert httpx.get(f"{house.url}/accounts/login/").status_code == 200


def test_stopping_leaves_nothing_running(tmp_path):
    house = initialized(tmp_path / "home", "--test", environment=environment())
    with served(house) as running:
        serving = running.serving
        everyone = psutil.Process(serving.pid).children(recursive=True)
        house.post_batch(*signed_up("dora"))

    assert serving.returncode == 0
    assert len(everyone) >= 5
    assert psutil.wait_procs(everyone, timeout=PATIENCE)[1] == []


def test_a_supervisor_that_is_killed_takes_its_processes_along_and_can_be_started_again_at_once(tmp_path):
    house = initialized(tmp_path / "home", "--test", environment=environment())
    with served(house):
        everyone = family(psutil.Process(house.serving.pid))
        house.serving.kill()
        house.serving.wait()
        with served(replace(house), port=house.port) as again:
            assert psutil.wait_procs(everyone, timeout=PATIENCE)[1] == []
            assert again.post_batch(*signed_up("eli")).status_code == 200


def _is_well(house: House) -> bool:
    """Return whether all three processes are there and the front says that everything answers."""
    try:
        return bool(house.process("worker")) and httpx.get(f"{house.url}/readyz", timeout=10).status_code == 200
    except (httpx.TransportError, StopIteration, psutil.Error):
        return False
