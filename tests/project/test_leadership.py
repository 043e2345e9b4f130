import os
import subprocess
import sys

import pytest
from django.db import connection

from tenure.kernel.errors import Unavailable
from tenure.project.leadership import leading, still_leading

RIVAL = """
import sys
from pathlib import Path
from tenure.project import booting
booting.boot(Path(sys.argv[1]))
from tenure.project.leadership import leading
tries = iter([False, False, True])
with leading(Path(sys.argv[1]) / "worker.lock", stopping=lambda: next(tries)) as leads:
    print("leads" if leads else "waits")
"""


def _rival(home, database):
    environment = os.environ | ({"TENURE_DATABASE_URL": database.url} if database.url else {})
    command = [sys.executable, "-c", RIVAL, str(home.path)]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=True).stdout.strip()


def test_one_worker_leads_and_the_next_takes_over(home, database):
    with leading(home.worker_lock, stopping=lambda: False) as leads:
        assert leads
        assert _rival(home, database) == "waits"
    connection.close()

    assert _rival(home, database) == "leads"


def test_a_leader_stops_when_its_session_is_another(home, database):
    with leading(home.worker_lock, stopping=lambda: False):
        connection.ensure_connection()
        session = connection.connection
        still_leading(session)

        connection.close()
        connection.ensure_connection()
        with pytest.raises(Unavailable, match="session that led"):
            still_leading(session)
