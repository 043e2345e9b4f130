import socket

import pytest

from tenure.kernel.errors import Conflict
from tenure.project.ports import free_port, refuse_taken


def test_a_free_port_is_not_refused():
    refuse_taken(free_port())


def test_a_taken_port_is_refused_with_the_way_out():
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen()
        port = listening.getsockname()[1]

        with pytest.raises(Conflict, match=rf"{port} is taken.*--port"):
            refuse_taken(port)
