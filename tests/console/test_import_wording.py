from datetime import timedelta

import pytest
from django.utils import translation

from tenure.console.import_wording import PROBLEMS, ROWS, import_problem, row_reason
from tenure.events.rules.imports import plan
from tenure.kernel.errors import BadInput, Unavailable
from tests.signals.streams import NOW


def refusal(columns, *pairs, kind="events"):
    with pytest.raises(BadInput) as refused:
        plan(kind, pairs, as_of=NOW, now=NOW + timedelta(days=1)).check(columns)
    return refused.value


@pytest.mark.parametrize(
    ("columns", "pairs", "sentence"),
    [
        (["a"], ["b=user_id"], "There is no column “b”; there are: a."),
        (["a"], [], "No column says who it was; name one, as in Email=user_id."),
        (["user_id"], [], "No column says when it happened; name one, as in Date=timestamp."),
        (["user_id", "timestamp"], [], "No column says what happened; name one, as in Action=event."),
        (["a"], ["a"], "“a” is no mapping; write column=field, as in Email=user_id."),
        (["a"], ["a=user_id", "a=event"], "The column “a” is mapped twice."),
        (["a"], ["a=properties.x:date"], "“date” is no type; choose text, number or boolean."),
    ],
)
def test_what_is_wrong_with_a_table_is_told_in_the_language_of_the_reader(columns, pairs, sentence):
    refused = refusal(columns, *pairs)

    with translation.override("en"):
        assert import_problem(refused) == sentence
    for language in ("ko", "pl"):
        with translation.override(language):
            assert import_problem(refused) not in {sentence, refused.message}


def test_what_has_no_words_of_its_own_is_told_as_it_was_stated():
    assert import_problem(Unavailable("Come back later.")) == "Come back later."
    assert import_problem(BadInput("Another fault.", field="file")) == "Another fault."


@pytest.mark.parametrize("code", ROWS)
def test_a_refused_row_says_why_in_the_language_of_the_reader(code):
    with translation.override("en"):
        assert row_reason(code, "stated") == "stated"
    for language in ("ko", "pl"):
        with translation.override(language):
            assert row_reason(code, "stated") not in {"stated", str(PROBLEMS.get(code, ""))}
            assert row_reason("tomorrow", "stated") == "stated"
