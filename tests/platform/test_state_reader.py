import pytest

from tenure.kernel.errors import Unavailable
from tenure.platform.state_reader import open_reader
from tests.support.workspaces import make_workspace


@pytest.mark.db
def test_the_state_is_read_without_django(home, database):
    make_workspace("Moveo")
    reader = open_reader(home.state, database.url)

    assert reader.read("SELECT name, kind FROM platform_workspace") == [("Moveo", "test")]

    make_workspace("Solum")
    assert reader.read("SELECT count(*) FROM platform_workspace") == [(2,)]
    reader.close()


@pytest.mark.db
def test_a_reader_goes_on_after_a_failure(home, database):
    reader = open_reader(home.state, database.url)

    with pytest.raises(Unavailable):
        reader.read("SELECT nothing FROM nowhere")

    assert reader.read("SELECT count(*) FROM platform_workspace") == [(0,)]
    reader.close()


def test_a_state_that_is_missing_is_unavailable_and_is_not_made(home):
    reader = open_reader(home.state, None)

    with pytest.raises(Unavailable):
        reader.read("SELECT 1")

    assert not home.state.exists()


def test_a_reader_cannot_write(home, state):
    reader = open_reader(home.state, None)

    with pytest.raises(Unavailable):
        reader.read("DELETE FROM platform_workspace")
    reader.close()
