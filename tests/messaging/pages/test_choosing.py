import pytest

from tenure.customers.models import ConsentRow, CustomerRow
from tenure.customers.queries import consents
from tenure.messaging.models import MessageRow
from tenure.messaging.rules.settings import Topic
from tests.messaging.pages.scenes import address, mailed, only, send, stranger
from tests.messaging.scenes import agreed, known, made, queued

pytestmark = pytest.mark.db


@pytest.fixture
def mail(state, monkeypatch):
    return mailed(
        monkeypatch, settings={"brand_name": "Moveo Fit", "topics": (Topic("news", {"en": "News", "ko": "소식"}),)}
    )


def _held(workspace, ann):
    return {(each.channel, each.purpose): each.state for each in consents(workspace.id, ann.id)}


def test_law_l2_one_click_ends_marketing_at_once_without_cookie_login_token_or_redirect(mail):
    workspace, ann, sent = mail
    header = sent.mail.header("List-Unsubscribe")
    assert header.startswith("<http://127.0.0.1:8000/unsubscribe/")
    assert sent.mail.header("List-Unsubscribe-Post") == "List-Unsubscribe=One-Click"
    queued(workspace, [ann], node="second")

    answer = stranger().post(
        header.strip("<>").removeprefix("http://127.0.0.1:8000"), {"List-Unsubscribe": "One-Click"}
    )

    assert answer.status_code == 200
    assert _held(workspace, ann) == {("email", "marketing"): "withdrawn"}
    assert send() == []
    assert (only(workspace).state, only(workspace).reason) == ("refused", "no_consent:email")
    entry = ConsentRow.objects.order_by("pk").last()
    assert (entry.source, entry.actor, entry.text_version) == ("unsubscribe", "customer", "customer-pages-1")


def test_law_l2_looking_changes_nothing(mail):
    workspace, ann, sent = mail
    before = ConsentRow.objects.count()

    for page in ("unsubscribe", "preferences"):
        answer = stranger().get(address(sent, page))
        assert answer.status_code == 200
        assert stranger().head(address(sent, page)).status_code == 200

    assert ConsentRow.objects.count() == before
    assert _held(workspace, ann) == {("email", "marketing"): "granted"}


def test_leaving_twice_is_as_good_as_once(mail):
    _, _, sent = mail
    for _ in range(3):
        assert stranger().post(address(sent, "unsubscribe")).status_code == 200

    assert ConsentRow.objects.filter(state="withdrawn").count() == 1


@pytest.mark.parametrize("page", ["unsubscribe", "preferences"])
def test_a_token_that_was_not_signed_here_opens_nothing(mail, page):
    workspace, ann, sent = mail
    path = address(sent, page)

    for spoiled in (path[:-2], f"/{page}/x", path.replace(".", "A.")):
        assert stranger().post(spoiled).status_code == 404
    assert _held(workspace, ann) == {("email", "marketing"): "granted"}


def test_a_token_goes_on_working_when_the_key_is_changed(mail, settings):
    workspace, ann, sent = mail
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "another key", [settings.SECRET_KEY]

    assert stranger().post(address(sent, "unsubscribe")).status_code == 200
    assert _held(workspace, ann) == {("email", "marketing"): "withdrawn"}


def test_a_customer_chooses_by_channel_and_topic_without_any_script(mail):
    workspace, ann, sent = mail
    path = address(sent, "preferences")
    page = stranger().get(path).content.decode()
    assert "<script" not in page
    assert '<label class="check" for="choice-email.news">' in page
    assert "Moveo Fit" in page

    answer = stranger().post(path, {"choice": ["email.marketing", "email.open_tracking"]})

    assert "Your choice is kept." in answer.content.decode()
    assert _held(workspace, ann) == {
        ("email", "marketing"): "granted",
        ("email", "news"): "withdrawn",
        ("email", "open_tracking"): "granted",
    }
    again = stranger().get(path).content.decode()
    assert 'value="email.news">' in again
    assert 'value="email.open_tracking" checked>' in again


def test_law_l5_who_objects_gets_no_marketing_on_any_channel(mail):
    workspace, ann, sent = mail

    stranger().post(address(sent, "preferences"), {"nothing": "1"})
    agreed(workspace, ann)
    queued(workspace, [ann], node="second")

    assert _held(workspace, ann)[("all", "marketing")] == "withdrawn"
    assert send() == []
    assert (only(workspace).state, only(workspace).reason) == ("refused", "objected")


@pytest.mark.parametrize(
    ("locale", "word"),
    [("en", "Choose what you receive"), ("ko", "받을 내용 고르기"), ("pl", "Wybierz, co otrzymujesz")],
)
def test_the_pages_speak_the_language_of_the_mail(state, monkeypatch, locale, word):
    _, _, sent = mailed(monkeypatch, locale=locale)

    page = stranger().get(address(sent, "preferences"))

    assert word in page.content.decode()
    assert page.headers["Content-Language"] == locale
    assert "Choose what you receive" in stranger().get(f"{address(sent, 'preferences')}?lang=en").content.decode()


def test_a_page_shows_nobody_elses_choices_and_may_not_be_kept(mail):
    workspace, _ann, sent = mail
    bob = known(workspace, "bob")[0]
    made("Other")

    answer = stranger().post(address(sent, "unsubscribe"))

    assert _held(workspace, bob) == {}
    assert "no-store" in answer.headers["Cache-Control"]
    assert answer.headers["X-Robots-Tag"] == "noindex"
    assert "ann@example.com" not in answer.content.decode()


def test_who_was_erased_has_left_already(mail):
    _workspace, ann, sent = mail
    path = address(sent, "unsubscribe")
    MessageRow.objects.all().delete()
    CustomerRow.objects.filter(pk=ann.id).update(gone_at=sent.queued_at)

    assert stranger().post(path).status_code == 200
    assert stranger().get(address(sent, "preferences")).status_code == 200
    assert stranger().post(address(sent, "preferences"), {"choice": []}).status_code == 404
