from tenure.kernel import json
from tenure.messaging.rules.team_texts import LONGEST, plain, slack_body


def test_data_cannot_call_everybody_or_hide_a_link():
    said = json.decode(slack_body("<!channel> <https://evil.example|Your bank> & <@U1>"))

    assert said == {
        "text": "&lt;!channel&gt; &lt;https://evil.example|Your bank&gt; &amp; &lt;@U1&gt;",
        "mrkdwn": False,
        "unfurl_links": False,
        "unfurl_media": False,
    }


def test_a_long_text_is_cut_and_says_so():
    said = json.decode(slack_body("a" * 5_000))

    assert (len(said["text"]), said["text"][-1]) == (LONGEST, "…")


def test_what_is_plain_stays():
    assert plain("새 고객: Żaneta *bold*") == "새 고객: Żaneta *bold*"
