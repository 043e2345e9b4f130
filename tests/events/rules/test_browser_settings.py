from tenure.events.rules.browser_settings import browser_settings
from tenure.kernel import json


def test_a_browser_is_sent_back_to_where_it_asked():
    settings = json.decode(browser_settings("tn_write_x", host="t.example.com", prefix="/cdn", scheme="https"))

    assert settings["integrations"] == {
        "Segment.io": {
            "apiKey": "tn_write_x",
            "apiHost": "t.example.com/cdn/v1",
            "protocol": "https",
            "addBundledMetadata": True,
        }
    }
