import pytest

from tenure.platform.home import Home
from tests.support.fronts import make_bare_state, running_front


@pytest.fixture(scope="package")
def served(tmp_path_factory):
    home = Home(tmp_path_factory.mktemp("clients"))
    make_bare_state(home)
    with running_front(home) as front:
        yield front


@pytest.fixture
def front(served):
    """Have a front, which other tests have used too, with an empty inbox."""
    served.taken()
    return served
