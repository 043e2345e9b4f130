"""Set the scene for all tests: an empty home, a database when asked for, a browser when asked for."""

import os
import shutil
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path

import hypothesis
import pytest

from tenure.platform import home as homes
from tenure.platform.home import Home
from tests.support import surroundings
from tests.support.cluster import stop_cluster
from tests.support.surroundings import VENDORS

RELEASE_FACTOR = 10
# Where the longest files are: they start first, so that at the end nobody waits for one of them.
LONGEST = ("tests/e2e/", "tests/clients/", "tests/project/", "tests/events/front/")

ALTERNATES = (
    "alternates(first='sqlite'): its cases, in the order in which they stand, take the databases in turns; each runs on"
    " both with `--release`"
)

# A shared machine is slow now and then; a law is no less true for it.
hypothesis.settings.register_profile("tenure", deadline=None)
hypothesis.settings.load_profile("tenure")


def pytest_addoption(parser: pytest.Parser) -> None:
    """Offer the full sizes."""
    parser.addoption("--release", action="store_true", help="run at full size, slow tests included")


def pytest_configure(config: pytest.Config) -> None:
    """Share a scratch folder among workers, and let Django in unless only rules are tested."""
    if not _is_worker(config):
        surroundings.make_scratch()
        surroundings.forget_settings()
    config.addinivalue_line("markers", ALTERNATES)
    # No test loses its power, and waiting for the disk takes longer than most of them.
    os.fsync = lambda descriptor: None
    if config.pluginmanager.hasplugin("django"):
        config.pluginmanager.import_plugin("tests.support.databases")
        config.pluginmanager.import_plugin("tests.support.browsers")


def pytest_unconfigure(config: pytest.Config) -> None:
    """Leave nothing running and nothing behind."""
    if not _is_worker(config):
        stop_cluster()
        shutil.rmtree(surroundings.scratch(), ignore_errors=True)


def pytest_collection_finish(session: pytest.Session) -> None:
    """Refuse Django where only rules are tested."""
    if not session.config.pluginmanager.hasplugin("django") and "django" in sys.modules:
        pytest.exit("a test of rules loads Django", returncode=1)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Begin with the longest files, and leave the slowest tests to a release."""
    items.sort(key=lambda item: not item.nodeid.startswith(LONGEST))
    if not config.getoption("--release"):
        for item in items:
            if item.get_closest_marker("release") or _waits_its_turn(item):
                item.add_marker(pytest.mark.skip(reason="runs with --release"))


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Home]:
    """Have an empty home that only this test sees."""
    before = list(homes._current)
    own = Home(tmp_path / "home")
    own.path.mkdir()
    homes.use(own)
    yield own
    homes._current[:] = before


@pytest.fixture
def scaled(pytestconfig: pytest.Config) -> Callable[[int], int]:
    """Return sizes as they are for a release, and a tenth of them otherwise."""
    divisor = 1 if pytestconfig.getoption("--release") else RELEASE_FACTOR
    return lambda size: max(1, size // divisor)


@pytest.fixture(autouse=True)
def _alone_when_marked(request: pytest.FixtureRequest) -> Iterator[None]:
    """Let a test marked `alone` wait for the others, and the others for it."""
    alone = request.node.get_closest_marker("alone") is not None
    with ExitStack() as held:
        # The one at the gate lets nobody pass while it waits for those inside to leave.
        with surroundings.locked("gate"):
            held.enter_context(surroundings.locked("inside", shared=not alone))
        yield


def _waits_its_turn(item: pytest.Item) -> bool:
    """Return whether a case is on the other database now: by its place among the cases and that of the database."""
    mark = item.get_closest_marker("alternates")
    if mark is None:
        return False
    assert isinstance(item, pytest.Function)
    values = item.callspec.params
    place = sum(_place(values, *each.args[:2]) for each in item.iter_markers("parametrize"))
    (vendor,) = (value for value in values.values() if value in VENDORS)
    return (place + (vendor != mark.kwargs.get("first", "sqlite"))) % 2 == 1


def _place(values: dict[str, object], name: str, cases: Sequence[object]) -> int:
    """Return which of the cases of a parameter is meant; the databases are counted by their name."""
    if values[name] in VENDORS:
        return 0
    return [case.values[0] if hasattr(case, "values") else case for case in cases].index(values[name])


def _is_worker(config: pytest.Config) -> bool:
    return hasattr(config, "workerinput")
