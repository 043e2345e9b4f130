"""A backup is one file, made while the house is busy; what is restored of it is whole, and silent until resumed."""

import json
import shutil
import sqlite3
import threading
from contextlib import closing, contextmanager

import psycopg
import pytest

from tests.e2e.house import (
    environment,
    fresh_database,
    furnish,
    initialized,
    served,
    signed_up,
    smtp_sink,
    tenure,
    until,
)

VENDORS = ("sqlite", "postgresql")


@contextmanager
def writing(house):
    """Have customers join all the time; yields the names of those whose events were accepted."""
    accepted, stop = [], threading.Event()

    def join():
        number = 0
        while not stop.wait(0.1):
            names = [f"busy{number}x{place}" for place in range(5)]
            house.post_batch(*signed_up(*names)).raise_for_status()
            accepted.extend(names)
            number += 1

    thread = threading.Thread(target=join)
    thread.start()
    try:
        yield accepted
    finally:
        stop.set()
        thread.join()


def _run(command, home, *arguments, env):
    done = tenure(command, home, *arguments, "--json", environment=env)
    assert done.returncode == 0, done.stderr + done.stdout
    return json.loads(done.stdout.splitlines()[-1])


@pytest.mark.alternates(first="postgresql")
@pytest.mark.parametrize("vendor", VENDORS)
def test_a_busy_house_is_backed_up_and_restored_whole_and_silent(tmp_path, vendor):
    backup = tmp_path / "backup.tar.zst"
    with fresh_database(vendor) as url, smtp_sink() as sink:
        env = environment(database_url=url, smtp_url=sink.url)
        house = initialized(tmp_path / "home", environment=env)
        with served(house):
            furnish(house)
            with writing(house) as accepted:
                until(lambda: len(accepted) > 50)
                before = list(accepted)
                made = _run("backup", house.home, str(backup), env=env)
        assert made["file"] == str(backup)
        assert backup.stat().st_mode & 0o077 == 0
        assert not list(house.home.glob("backup-*"))

    with fresh_database(vendor, empty=True) as url, smtp_sink() as sink:
        env = environment(database_url=url, smtp_url=sink.url)
        home = tmp_path / "restored"
        said = _run("restore", home, str(backup), env=env)
        assert said["sending"] == "paused"
        tenure("worker", home, "--once", environment=env)
        assert _run("verify", home, env=env)["breaches"] == []
        assert sink.mails == []
        assert _customers(home, url) >= set(before)
        assert (home / "secret.key").read_text() == (house.home / "secret.key").read_text()

        assert _run("resume", home, env=env) == {"sending": "resumed"}
        assert _run("resume", home, env=env) == {"sending": "was not paused"}
        tenure("worker", home, "--once", environment=env)
        assert _run("verify", home, env=env)["ok"]


def _customers(home, url):
    sql = "SELECT user_id FROM customers_customer WHERE user_id IS NOT NULL"
    opened = psycopg.connect(url) if url else sqlite3.connect(home / "state.db")
    with closing(opened) as state:
        return {user_id for (user_id,) in state.execute(sql)}


@pytest.fixture(scope="module")
def original(tmp_path_factory):
    """Have a folder with a home and a backup of it; nobody changes it."""
    folder = tmp_path_factory.mktemp("original")
    house = initialized(folder / "home", environment=environment())
    _run("backup", house.home, str(folder / "backup.tar.zst"), env=house.environment)
    return folder


@pytest.fixture
def backed_up(original, tmp_path):
    shutil.copytree(original, tmp_path, dirs_exist_ok=True)
    return tmp_path / "backup.tar.zst"


def test_a_backup_is_restored_into_an_empty_home_only(backed_up, tmp_path):
    done = tenure("restore", tmp_path / "home", str(backed_up), environment=environment())

    assert done.returncode == 1
    assert "is not empty" in done.stderr


@pytest.mark.parametrize("harm", ["cut", "flipped", "foreign"])
def test_a_damaged_backup_is_refused_and_leaves_nothing(backed_up, tmp_path, harm):
    content = bytearray(backed_up.read_bytes())
    if harm == "cut":
        content = content[: len(content) // 2]
    elif harm == "flipped":
        content[len(content) // 2] ^= 0xFF
    else:
        content = bytearray(b"PK is no backup")
    backed_up.write_bytes(content)
    home = tmp_path / "restored"

    done = tenure("restore", home, str(backed_up), environment=environment())

    assert done.returncode == 1, done.stdout
    assert "damaged" in done.stderr
    assert [place.name for place in home.iterdir()] == ["secret.key"]


def test_a_backup_of_sqlite_is_not_put_into_postgresql(backed_up, tmp_path):
    with fresh_database("postgresql", empty=True) as url:
        done = tenure("restore", tmp_path / "restored", str(backed_up), environment=environment(database_url=url))

    assert done.returncode == 1
    assert "made on sqlite" in done.stderr


def test_no_file_is_overwritten_by_a_backup(backed_up, tmp_path):
    done = tenure("backup", tmp_path / "home", str(backed_up), environment=environment())

    assert (done.returncode, "exists" in done.stderr) == (1, True)
