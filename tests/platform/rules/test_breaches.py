from tenure.platform.rules.breaches import Breach


def test_a_breach_says_which_check_saw_what():
    assert Breach("manifest", "inbox-1.parquet is gone") == Breach(check="manifest", detail="inbox-1.parquet is gone")
