"""Settings and findings are said in the reader's language."""

import string

import pytest
from django.utils import translation

from tenure.messaging.channels.kinds import channel_of, settable_kinds
from tenure.messaging.channels.sms.settings import SmsSettings
from tenure.messaging.rules.findings import Finding
from tenure.messaging.wording import described_in_words, told

LONG = Finding("warning", "long_subject", "subject", {"length": 61, "most": 60})


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "The subject has 61 characters; phones show about 60."),
        ("ko", "제목이 61자입니다. 휴대전화에는 60자쯤 보입니다."),
        ("pl", "Liczba znaków tematu: 61; telefony pokazują około 60."),
    ],
)
def test_a_finding_is_told_in_the_readers_language(language, text):
    with translation.override(language):
        found = told(LONG)

    assert (found.severity, found.code, found.field, found.message) == ("warning", "long_subject", "subject", text)


@pytest.mark.parametrize(
    ("language", "label", "says"),
    [
        ("en", "Country of numbers", "Numbers without a country code are read as of this country, such as `KR`."),
        ("ko", "번호의 국가", "국가 번호가 없는 번호는 이 국가의 번호로 읽습니다. 예: `KR`."),
        ("pl", "Kraj numerów", "Numery bez kierunkowego kraju są czytane jako numery tego kraju, np. `KR`."),
    ],
)
def test_a_setting_of_a_channel_is_named_in_the_readers_language(language, label, says):
    with translation.override(language):
        country = next(each for each in described_in_words(SmsSettings) if each.name == "country")

    assert (country.label, country.says) == (label, says)


@pytest.mark.parametrize("language", ["ko", "pl"])
def test_every_setting_of_every_channel_is_translated(language):
    fields = [each for kind in sorted(settable_kinds()) for each in described_in_words(channel_of(kind).SETTINGS)]
    with translation.override(language):
        words = [each for kind in sorted(settable_kinds()) for each in described_in_words(channel_of(kind).SETTINGS)]

    same = [here.name for here, there in zip(fields, words, strict=True) if here.label == there.label]
    assert same == []
    unsaid = [
        here.name
        for here, there in zip(fields, words, strict=True)
        if here.says == there.says and set(here.says) & set(string.ascii_lowercase) and "`" not in here.says
    ]
    assert unsaid == []
