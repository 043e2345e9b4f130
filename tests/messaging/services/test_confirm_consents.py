"""Law L12: Korea wants consent receipted within 14 days, and confirmed anew every two years."""

from datetime import timedelta

import polars as pl
import pytest

from tenure.customers.rules.consents import ConsentChange
from tenure.customers.services.record_consent import record_consent
from tenure.kernel import json
from tenure.messaging.erase import erase
from tenure.messaging.merge import merge
from tenure.messaging.models import ConsentNoticeRow, MessageRow
from tenure.messaging.queries import next_notice_at
from tenure.messaging.rules.templates import MessageClass
from tenure.messaging.services.confirm_consents import confirm_consents
from tenure.platform.models import RecordedEventRow
from tests.messaging.pages.scenes import only, send
from tests.messaging.scenes import NOW, agreed, described, known, made, saved, settled

pytestmark = pytest.mark.db
DAY = timedelta(days=1)
SECOND = timedelta(seconds=1)
AGAIN = NOW + 723 * DAY


@pytest.fixture
def workspace(state):
    found = made(deliver="smtp")
    settled(found, brand_name="Moveo")
    return found


@pytest.fixture
def kim(workspace, monkeypatch):
    described(
        monkeypatch,
        kim={"email": "kim@example.com", "locale": "ko", "country": "KR", "phone": "010-1234-5678"},
        ann={"email": "ann@example.com", "locale": "pl", "country": "PL"},
    )
    return known(workspace, "kim", "ann")[0]


def _turn(workspace, now=NOW):
    """Take turns until nothing more is owed at an instant; return how many words were looked at."""
    return sum(iter(lambda: confirm_consents(workspace, now), 0))


def _queued():
    rows = MessageRow.objects.order_by("pk")
    return [(row.template, row.channel, row.state, row.message_class, row.expires_at) for row in rows]


def test_law_l12_a_korean_consent_is_receipted_at_once_by_a_service_message(workspace, kim):
    agreed(workspace, kim)

    assert _turn(workspace) == 1

    assert _queued() == [("consent_receipt", "email", "queued", "service", NOW + 14 * DAY)]
    assert [row.name for row in RecordedEventRow.objects.filter(name="message_queued")] == ["message_queued"]
    assert next_notice_at(workspace.id) == AGAIN
    send()
    mail = only(workspace)
    assert (mail.state, mail.subject) == ("sent", "[Moveo] 광고성 정보 수신동의 처리 결과 안내")
    assert "2026년 3월 1일 Moveo의 광고성 정보 수신(이메일)에 동의하셨습니다." in mail.text
    assert "/preferences/" in mail.html
    assert _turn(workspace, AGAIN - SECOND) == 0


def test_law_l12_a_withdrawal_is_receipted_and_nothing_more_is_asked(workspace, kim):
    agreed(workspace, kim)
    agreed(workspace, kim, "withdrawn", now=NOW + SECOND)

    _turn(workspace, NOW + SECOND)
    send(NOW + SECOND)

    assert only(workspace).subject == "[Moveo] 광고성 정보 수신거부 처리 결과 안내"
    assert MessageRow.objects.count() == 1
    assert next_notice_at(workspace.id) is None


def test_law_l12_a_consent_is_confirmed_anew_before_each_two_years_are_over(workspace, kim):
    agreed(workspace, kim)
    _turn(workspace)
    send()

    assert _turn(workspace, AGAIN - SECOND) == 0
    assert _turn(workspace, AGAIN) == 1
    send(AGAIN)

    assert _queued()[1] == ("consent_reconfirmation", "email", "sent", "service", NOW + 730 * DAY)
    assert only(workspace).subject == "[Moveo] 광고성 정보 수신동의 여부 확인"
    assert "철회" in only(workspace).text
    assert next_notice_at(workspace.id) == AGAIN + 723 * DAY
    assert _turn(workspace, AGAIN + 723 * DAY - SECOND) == 0
    assert _turn(workspace, AGAIN + 723 * DAY) == 1
    assert MessageRow.objects.count() == 3


def test_law_l12_who_is_not_in_korea_is_told_nothing_and_looked_at_again(workspace, kim):
    ann = known(workspace, "ann")[0]
    agreed(workspace, ann)

    assert _turn(workspace) == 1

    assert MessageRow.objects.count() == 0
    assert next_notice_at(workspace.id) == NOW + 7 * DAY


def test_law_l12_who_turns_out_to_be_in_korea_within_the_first_days_is_still_told_in_time(workspace, kim, monkeypatch):
    ann = known(workspace, "ann")[0]
    agreed(workspace, ann)
    _turn(workspace)
    described(monkeypatch, ann={"email": "ann@example.com", "time_zone": "Asia/Seoul"})

    _turn(workspace, NOW + 7 * DAY)
    send(NOW + 7 * DAY)

    assert only(workspace).subject == "You agreed to receive advertising from Moveo"
    assert "On March 1, 2026 you agreed to receive advertising from Moveo (email)." in only(workspace).text


def test_who_leaves_everything_at_once_is_told_once(workspace, kim):
    agreed(workspace, kim)
    agreed(workspace, kim, channel="sms")
    _turn(workspace)
    later = NOW + DAY
    for channel in ("all", "email", "sms"):
        agreed(workspace, kim, "withdrawn", channel=channel, now=later)

    _turn(workspace, later)
    send(later)

    assert [row[0] for row in _queued()] == ["consent_receipt", "consent_receipt"]
    assert "(모든 채널, 이메일, 문자 메시지)" in only(workspace).text


def test_who_says_again_what_holds_is_told_nothing_new_and_two_years_begin_anew(workspace, kim):
    agreed(workspace, kim)
    _turn(workspace)
    agreed(workspace, kim, now=NOW + 100 * DAY)

    _turn(workspace, NOW + 100 * DAY)

    assert MessageRow.objects.count() == 1
    assert next_notice_at(workspace.id) == NOW + 823 * DAY


def test_topics_and_open_tracking_are_receipted_with_nothing(workspace, kim):
    agreed(workspace, kim, purpose="open_tracking")
    agreed(workspace, kim, "withdrawn", purpose="product_news")

    assert _turn(workspace) == 0


def test_a_template_of_the_workspace_goes_before_that_of_the_house(workspace, kim):
    saved(workspace, key="consent_receipt", locale="ko", message_class=MessageClass.SERVICE, subject="우리 방식")
    agreed(workspace, kim)
    _turn(workspace)
    send()

    assert only(workspace).subject == "우리 방식"


def test_what_was_asked_for_in_the_same_turn_twice_is_queued_once(workspace, kim):
    agreed(workspace, kim)
    _turn(workspace)
    ConsentNoticeRow.objects.update(receipt_at=None, looks_at=NOW)

    _turn(workspace)

    assert MessageRow.objects.count() == 1


def test_whoever_became_another_is_owed_what_the_strictest_of_both_is_owed(workspace, kim):
    ann = known(workspace, "ann")[0]
    agreed(workspace, kim)
    agreed(workspace, ann, "withdrawn", now=NOW + SECOND)
    agreed(workspace, ann, channel="sms")

    merge(workspace.id, pl.DataFrame({"from_id": [ann.id], "to_id": [kim.id]}), now=NOW)

    rows = ConsentNoticeRow.objects.order_by("channel").values_list("customer_id", "channel", "state")
    assert list(rows) == [(kim.id, "email", "withdrawn"), (kim.id, "sms", "granted")]


def test_customers_who_became_one_said_nothing_by_it(workspace, kim):
    said = ConsentChange("email", "marketing", "granted", text_version=None, source="merge", actor="system")
    record_consent(workspace.id, kim.id, change=said, now=NOW)

    assert _turn(workspace) == 0


def test_nothing_is_kept_of_whoever_was_erased(workspace, kim):
    agreed(workspace, kim)

    assert erase(workspace.id, [kim.id], now=NOW) == {"messages": 0, "caught_mail": 0, "consent_notices": 1}
    assert not ConsentNoticeRow.objects.exists()


def test_what_a_message_is_about_is_kept_with_it(workspace, kim):
    agreed(workspace, kim)
    _turn(workspace)

    kept = json.decode_object(MessageRow.objects.get().inline)
    assert kept["about"] == {"state": "granted", "channels": "email", "said_at": "2026-03-01T12:00:00Z"}
