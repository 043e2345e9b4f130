from tenure.platform.rules.keys import key_digest, key_prefix


def test_a_write_key_is_the_same_in_every_workspace_and_a_secret_key_says_where_it_works():
    assert key_prefix("write", workspace_kind="live") == key_prefix("write", workspace_kind="test") == "tn_write_"
    assert key_prefix("secret", workspace_kind="live") == "tn_live_"
    assert key_prefix("secret", workspace_kind="test") == "tn_test_"


def test_only_a_hash_is_kept():
    assert key_digest("tn_write_x") == "5261aee636670f5e76212ad7b9355b7e5ece4b6d6e2613a4b50558159143cbd2"
