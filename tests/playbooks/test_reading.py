import re
from datetime import UTC, datetime

import pytest
import yaml

from tenure.journeys.queries import node_types
from tenure.journeys.rules.codec import from_yaml
from tenure.kernel.errors import BadInput, NotFound
from tenure.messaging.rules.brand import Brand, brand_variables
from tenure.messaging.rules.content import ContentItem, ContentKind, ContentText, checked_item, content_variables
from tenure.messaging.rules.findings import findings
from tenure.messaging.rules.rendering import Rendered, Unwritten, message_context, render, template_problems, tongue
from tenure.messaging.rules.settings import MessagingSettings
from tenure.messaging.rules.snippets import Snippet, partials_for
from tenure.messaging.rules.templates import MessageClass, Template
from tenure.playbooks.reading import playbook, playbook_keys, playbook_names
from tenure.signals.rules.codec import trait_value

LOCALES = ("en", "ko", "pl")
TEMPLATES = [(book, *pair) for book in playbook_keys() for pair in playbook(book).templates]
NEW_BOOKS = [each for each in TEMPLATES if each[0] != "welcome"]
AT = datetime(2026, 3, 1, 9, tzinfo=UTC)
# As the demo's Moveo has them.
FULL = {
    "name": "Zofia Żak",
    "plan": "plus",
    "active_days_7d": 5,
    "active_days_30d": 22,
    "key_actions_30d": 15,
    "results_minor_30d": 30_000_000,
    "results_currency": "KRW",
    "streak_days": 4,
    "last_use_at": "2026-02-20T08:00:00+00:00",
    "canceled_at": "2025-12-01T08:00:00+00:00",
}
BARE = {
    name: FULL[name] for name in ("active_days_7d", "active_days_30d", "key_actions_30d", "last_use_at", "canceled_at")
} | {"streak_days": 0}
NEWS = [
    ("spring", "changelog", {"en": "Spring update", "ko": "봄 업데이트", "pl": "Wiosenna aktualizacja"}),
    ("begin", "guide", {"en": "A good start", "ko": "좋은 시작", "pl": "Dobry początek"}),
]
SITE = "https://moveo.example"
# Words that only English has; brand and address are names.
_ENGLISH = re.compile(
    r"\b(the|you|your|and|with|this|is|are|have|what|of|for|from|once|when|see|take|day|days|time|times|hi|there|warm)\b",
    re.IGNORECASE,
)


def _template(key, body):
    return Template(
        key=key,
        locale=body["locale"],
        channel=body["channel"],
        message_class=MessageClass(body["class"]),
        subject=body["subject"],
        syntax="mjml",
        body=body["mjml"],
        text=body["text"],
    )


def _partials(book, locale):
    return partials_for(
        [Snippet(key, each["locale"], each["body"]) for key, each in playbook(book).snippets], locale=locale
    )


def _content(book, locale, *, published):
    own = [_item(key, each) for key, each in playbook(book).content] if published else []
    news = [
        ContentItem(
            key,
            ContentKind(kind),
            {each: ContentText(title, f"{SITE}/{key}") for each, title in titles.items()},
            datetime(2026, 2, 25, tzinfo=UTC),
        )
        for key, kind, titles in NEWS
    ]
    return content_variables([*own, *news] if published else [], locale=locale, now=AT)


def _item(key, said):
    texts = {locale: ContentText(**text) for locale, text in said["texts"].items()}
    return checked_item(ContentItem(key, ContentKind(said["kind"]), texts, datetime(2026, 1, 1, tzinfo=UTC)))


def _written(book, key, body, *, published=True, **traits):
    locale = body["locale"]
    brand = brand_variables(Brand(website_url=SITE), name="Moveo", postal_address="1 Long Street")
    context = message_context(
        traits,
        user_id="u1",
        workspace_name="Moveo",
        message_id="msg_1",
        at=AT,
        said_in=tongue(locale, customer_locale=locale, zone="UTC"),
        shared={"brand": brand, "content": _content(book, locale, published=published), "segments": []},
    )
    context["message"] |= {"unsubscribe_url": f"{SITE}/no", "preferences_url": f"{SITE}/choose"}
    return render(_template(key, body), context, partials=_partials(book, locale))


def test_these_are_the_playbooks():
    assert playbook_keys() == ["after_cancel", "inactivity", "onboarding", "welcome"]


def test_an_unknown_playbook_or_name_is_refused():
    with pytest.raises(NotFound, match="there is after_cancel, inactivity, onboarding, welcome"):
        playbook("nope")
    with pytest.raises(BadInput, match="has no name 'nope'; it has key_action, value_shown"):
        playbook("onboarding", {"nope": "x"})


def test_a_business_says_what_its_events_are_called():
    own = playbook("onboarding", {"key_action": "workout_completed"})

    assert dict(own.traits)["key_actions"] == {"aggregate": "count", "event": "workout_completed"}
    assert yaml.safe_load(own.journey)["goal"] == {"event": "workout_completed", "within_days": 14}
    assert playbook_names("onboarding")["key_action"].usual == "key_action"
    assert "$" not in "".join(own.journeys)


@pytest.mark.parametrize("key", playbook_keys())
def test_a_playbook_sends_only_what_it_brings_in_every_language(key):
    journeys = [yaml.safe_load(each) for each in playbook(key).journeys]

    sent = {node["send"]["template"] for journey in journeys for node in journey["nodes"] if "send" in node}
    brought = [(template, body["locale"]) for template, body in playbook(key).templates]
    assert journeys[0]["key"] == key
    assert sorted(brought) == sorted((template, locale) for template in sent for locale in LOCALES)


@pytest.mark.parametrize("key", playbook_keys())
def test_a_playbooks_journeys_segments_and_traits_are_as_tenure_reads_them(key):
    book = playbook(key)
    for text in book.journeys:
        journey = from_yaml(text, node_types=node_types())
        assert journey.holdout == (0 if key == "welcome" else 0.1)
    for name, said in book.traits:
        assert trait_value(name, said).key == name
    brought = {name for name, _ in book.segments}
    entries = [yaml.safe_load(text)["entry"] for text in book.journeys]
    assert {entry["segment"] for entry in entries if "segment" in entry} == brought


@pytest.mark.parametrize(("book", "key", "body"), TEMPLATES)
def test_a_shipped_template_has_no_problems(book, key, body):
    assert template_problems(_template(key, body), partials=_partials(book, body["locale"])) == []


@pytest.mark.parametrize(("book", "key", "body"), TEMPLATES)
@pytest.mark.parametrize("traits", [FULL, BARE, BARE | {"name": "Ann & Bob <3"}, BARE | {"name": " "}])
def test_a_shipped_template_suits_every_customer_and_fetches_nothing(book, key, body, traits):
    written = _written(book, key, body, **traits)

    assert isinstance(written, Rendered), written
    assert 5 <= len(written.subject) <= 60
    assert re.search(r"\bsrc=|url\(|@import", written.html) is None
    assert all(link.startswith((SITE, "https://example.com/")) for link in re.findall(r'href="([^"]*)"', written.html))
    for said in (written.subject, written.html, written.text):
        assert "{{" not in said
        assert "{%" not in said
        assert "None" not in said


@pytest.mark.parametrize(("book", "key", "body"), TEMPLATES)
def test_no_english_is_left_in_other_languages_and_none_of_them_in_english(book, key, body):
    written = _written(book, key, body, **FULL)
    said = f"{written.subject}\n{written.text}\n{re.sub(r'<[^>]*>', ' ', written.html.partition('<body')[2])}"

    found = _ENGLISH.search(said.replace("Moveo", "").replace(SITE, ""))
    assert (found is None) == (body["locale"] != "en"), found
    assert (re.search(r"[가-힣]", said) is not None) == (body["locale"] == "ko")
    assert (re.search(r"[ąćęłńóśźż]", said.replace("Żak", "")) is not None) == (body["locale"] == "pl")


@pytest.mark.parametrize(("book", "key", "body"), NEW_BOOKS)
def test_the_content_check_finds_nothing_to_warn_of(book, key, body):
    written = _written(book, key, body, **FULL)
    settings = MessagingSettings(postal_address="1 Long Street", brand=Brand(website_url=SITE))

    found = [each.code for each in findings(_template(key, body), written, settings)]
    assert found == (["no_button", "off_brand"] if key == "after_cancel_sorry" else [])


@pytest.mark.parametrize(
    ("book", "key", "item"),
    [
        ("inactivity", "inactivity_benefit", "comeback_benefit"),
        ("inactivity", "unused_feature", "unused_feature"),
        ("after_cancel", "after_cancel_offer", "return_offer"),
    ],
)
def test_nothing_is_promised_that_the_business_did_not_publish(book, key, item):
    assert all("published_at" not in said for _, said in playbook(book).content)
    for found, body in playbook(book).templates:
        if found == key:
            assert _written(book, key, body, published=False, **FULL) == Unwritten(f"missing_variable:content.{item}")


@pytest.mark.parametrize(
    ("locale", "lines"),
    [
        ("en", ["15 times done", "22 active days", "₩30,000,000 in all", "a row of 4 days"]),
        ("ko", ["모두 15회", "이용하신 날 22일", "합계 ₩30,000,000", "지금 4일째"]),
        ("pl", ["15 razy", "22 aktywne dni", "Łącznie 30 000 000 KRW", "4 dni z rzędu"]),
    ],
)
def test_results_are_said_in_the_customers_formats(locale, lines):
    body = next(
        body for key, body in playbook("onboarding").templates if (key, body["locale"]) == ("first_results", locale)
    )

    said = _written("onboarding", "first_results", body, **FULL).text.replace("\xa0", " ")

    assert [line for line in lines if line not in said] == []


@pytest.mark.parametrize(
    ("locale", "named", "unnamed"),
    [
        ("en", "Hi Zofia, good to have you here", "Hi there, good to have you here"),
        ("ko", "Zofia Żak님, 반갑습니다!", "반갑습니다!"),
        ("pl", "Cześć, Zofia! Miło Cię widzieć", "Cześć! Miło Cię widzieć"),
    ],
)
def test_the_welcome_greets_by_name_when_there_is_one(locale, named, unnamed):
    body = next(body for _, body in playbook("welcome").templates if body["locale"] == locale)

    for traits, greeting in (({"name": "Zofia Żak"}, named), ({}, unnamed)):
        written = _written("welcome", "welcome", body, **traits)
        assert isinstance(written, Rendered)
        assert f">{greeting}</div>" in written.html
        assert written.text.startswith(greeting)
