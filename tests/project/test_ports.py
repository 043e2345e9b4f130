import socket
import threading

import pytest

from tenure.kernel.errors import Conflict
from tenure.project.ports import free_port, refuse_taken, wait_until_free


def test_a_free_port_is_not_refused():
    refuse_taken(free_port())


def test_a_taken_port_is_refused_with_the_way_out():
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen()
        port = listening.getsockname()[1]

        with pytest.raises(Conflict, match=rf"{port} is taken.*--port"):
            refuse_taken(port)


def test_a_port_that_is_given_up_is_waited_for():
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen()
        port = listening.getsockname()[1]
        threading.Timer(0.3, listening.close).start()

        wait_until_free(port, host="127.0.0.1", patience=5.0)


def test_a_port_that_stays_taken_is_refused_in_the_end():
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen()

        with pytest.raises(Conflict):
            wait_until_free(listening.getsockname()[1], host="127.0.0.1", patience=0.2)
