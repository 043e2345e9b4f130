"""`tenure verify` recomputes what the parts agree on, and names what is broken."""

import json
import shutil

import polars as pl

from tests.e2e.house import environment, tenure


def test_a_home_as_it_was_made_verifies(demo):
    verified = tenure("verify", demo.home, "--json", environment=environment())

    assert json.loads(verified.stdout) == {
        "ok": True,
        "checked": ["platform", "events", "customers", "signals", "experiments", "messaging", "journeys"],
        "breaches": [],
    }
    assert verified.returncode == 0


def test_an_altered_file_of_the_stream_is_named(demo, tmp_path):
    home = shutil.copytree(demo.home, tmp_path / "home")
    altered = max((home / "events").rglob("*.parquet"))
    rows = pl.read_parquet(altered)
    rows.with_columns(properties=pl.lit('{"forged":true}')).write_parquet(altered)

    verified = tenure("verify", home, "--json", environment=environment())

    said = json.loads(verified.stdout)
    assert (verified.returncode, said["ok"]) == (1, False)
    assert any(altered.name in breach["detail"] for breach in said["breaches"])


def test_an_altered_trait_is_found_by_recomputing_it(demo, tmp_path):
    home = shutil.copytree(demo.home, tmp_path / "home")
    for snapshot in (home / "traits").rglob("values-*.arrow"):
        pl.read_ipc(snapshot).with_columns(pl.col("event_count") + 1).write_ipc(snapshot)

    verified = tenure("verify", home, "--json", environment=environment())

    breaches = json.loads(verified.stdout)["breaches"]
    assert verified.returncode == 1
    assert {breach["check"] for breach in breaches} == {"signals.profiles"}
    assert len(breaches) == 30
