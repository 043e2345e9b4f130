from pathlib import Path

import pytest

from tenure.kernel.errors import BadInput
from tenure.project import options


def _load(monkeypatch, **environment):
    for name, value in environment.items():
        monkeypatch.setenv(name, str(value))
    options.load.cache_clear()
    try:
        return options.load()
    finally:
        options.load.cache_clear()


def test_everything_has_a_default_that_works(monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    for name in options.Options.model_fields:
        monkeypatch.delenv(f"TENURE_{name.upper()}", raising=False)

    loaded = _load(monkeypatch)

    assert loaded.state_home.path == tmp_path / "tenure-home"
    assert (loaded.database_url, loaded.smtp_url) == (None, None)


def test_a_secret_may_lie_in_a_file(monkeypatch, tmp_path):
    secret = tmp_path / "database"
    secret.write_text("postgresql://tenure:pa55@db/tenure\n")
    monkeypatch.delenv("TENURE_DATABASE_URL", raising=False)

    loaded = _load(monkeypatch, TENURE_DATABASE_URL_FILE=secret)

    assert loaded.database_url == "postgresql://tenure:pa55@db/tenure"


def test_the_home_makes_its_own_signing_key_once_and_keeps_it_from_others(monkeypatch, tmp_path):
    monkeypatch.delenv("TENURE_SECRET_KEY", raising=False)
    loaded = _load(monkeypatch, TENURE_HOME=tmp_path)

    key = loaded.signing_key()

    assert len(key) == 64
    assert loaded.signing_key() == key
    assert (Path(tmp_path) / "secret.key").stat().st_mode & 0o777 == 0o600


def test_a_key_that_was_set_is_used(monkeypatch, tmp_path):
    loaded = _load(monkeypatch, TENURE_HOME=tmp_path, TENURE_SECRET_KEY="from the vault")  # noqa: S106 - made up

    assert loaded.signing_key() == "from the vault"
    assert not (tmp_path / "secret.key").exists()


def test_every_option_is_described():
    assert [name for name, field in options.Options.model_fields.items() if not field.description] == []


def test_private_ranges_that_may_be_reached_are_read_from_the_setting(monkeypatch):
    loaded = _load(monkeypatch, TENURE_EGRESS_ALLOW_CIDRS="10.1.0.0/16, fd00::/8")

    assert [str(network) for network in loaded.egress_client().allowed] == ["10.1.0.0/16", "fd00::/8"]


def test_a_range_that_is_none_is_refused_with_the_way_to_write_one(monkeypatch):
    loaded = _load(monkeypatch, TENURE_EGRESS_ALLOW_CIDRS="10.1.0.0/99")

    with pytest.raises(BadInput, match="write ranges as"):
        loaded.egress_client()
