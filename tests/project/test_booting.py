"""Static files are collected once, and again when they change."""

from pathlib import Path

import pytest
from django.db.migrations.recorder import MigrationRecorder

from tenure.project import booting


@pytest.fixture
def static_root(tmp_path, settings) -> Path:
    settings.STATIC_ROOT = tmp_path / "static"
    return tmp_path / "static"


def test_static_files_that_are_there_already_are_left(static_root):
    booting.collect_static()
    (sheet,) = static_root.glob("ui/tokens.css")
    sheet.write_text("/* mine */")

    booting.collect_static()

    assert sheet.read_text() == "/* mine */"


def test_static_files_of_another_version_are_collected(static_root):
    booting.collect_static()
    (sheet,) = static_root.glob("ui/tokens.css")
    shipped = sheet.read_bytes()
    sheet.unlink()
    (static_root / ".collected").write_text("an older version")

    booting.collect_static()

    assert sheet.read_bytes() == shipped


@pytest.fixture
def commands(monkeypatch) -> list[str]:
    """Have the names of Django's commands that are called, and call none."""
    called: list[str] = []
    monkeypatch.setattr(booting, "call_command", lambda name, **_: called.append(name))
    return called


@pytest.mark.db
def test_tables_of_this_version_are_left(commands):
    booting.upgrade()

    assert commands == []


@pytest.mark.db
def test_tables_of_an_older_version_are_brought_up_to_this_one(commands):
    MigrationRecorder.Migration.objects.filter(app="platform").latest("id").delete()

    booting.upgrade()

    assert commands == ["migrate"]
