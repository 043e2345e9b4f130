from email import message_from_bytes, policy

import pytest

from tests.console.scenes import HTML, furnished

pytestmark = pytest.mark.usefixtures("state")


@pytest.fixture
def scene(state):
    return furnished()


def test_the_bytes_of_a_message_are_those_that_were_sent(scene):
    answer = scene.client.get(f"/messages/{scene.sent.public_id}/raw")

    assert answer.content == bytes(scene.sent.raw)
    assert answer["Content-Type"] == "message/rfc822"
    assert answer["Content-Disposition"] == f'attachment; filename="{scene.sent.public_id}.eml"'


def test_the_body_shown_is_the_html_part_of_what_was_sent(scene):
    shown = scene.client.get(f"/messages/{scene.sent.public_id}/body").content.decode()
    part = message_from_bytes(bytes(scene.sent.raw), policy=policy.default).get_body(("html",))

    assert shown == part.get_content()
    assert shown.strip() == HTML


def test_the_frame_of_a_body_can_run_nothing_and_reach_nobody(scene):
    answer = scene.client.get(f"/messages/{scene.sent.public_id}/body")

    assert answer["Content-Security-Policy"] == (
        "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'self'"
    )
    assert answer["Referrer-Policy"] == "no-referrer"
    assert 'sandbox referrerpolicy="no-referrer"' in scene.text(f"/messages/{scene.sent.public_id}")


def test_a_message_says_what_became_of_it_and_why(scene):
    page = scene.text(f"/messages/{scene.refused.public_id}")

    assert "Refused" in page
    assert "The customer has not agreed to this channel. (email)" in page
    assert "Not written yet" in page


def test_what_was_never_written_has_no_bytes(scene):
    assert scene.client.get(f"/messages/{scene.refused.public_id}/raw").status_code == 404


def test_only_the_messages_of_the_chosen_state_are_listed(scene):
    page = scene.text("/messages?state=sent")

    assert scene.sent.public_id in page
    assert scene.refused.public_id not in page


def test_caught_mail_is_shown_as_it_arrived(scene):
    page = scene.text(f"/catcher/{scene.caught.pk}")
    raw = scene.client.get(f"/catcher/{scene.caught.pk}/raw")
    body = scene.client.get(f"/catcher/{scene.caught.pk}/body")

    assert "hello@moveo.example" in page
    assert "Dzień dobry, Ada" in page
    assert raw.content == bytes(scene.caught.raw)
    assert body["Content-Security-Policy"].startswith("sandbox; default-src 'none'")
