import re
from pathlib import Path

import pytest
from django.utils import translation

from tenure.console.expression_wording import FAULTS, fault_text
from tenure.kernel import expressions
from tenure.kernel.errors import BadExpression, BadInput
from tenure.kernel.expressions.checking import checked
from tenure.kernel.expressions.parsing import parsed

KNOWN = {"plan": "text", "logins": "number"}
SLIPS = {
    "empty": "",
    "too_large": "(" * 40 + "plan",
    "unknown_name": "zebra = 1",
    "misspelled_name": "loginz = 1",
    "mismatch": "plan",
    "mismatch_with": "logins = plan",
    "ends_early": "plan =",
    "bare_duration": "plan = 7d",
    "value_missing": "= 1",
    "operator_missing": "logins 1",
    "closes_nothing": "logins = 1)",
    "open_bracket": "(logins = 1",
    "open_quote": "plan = 'pro",
    "stranger": "logins = 1 ; plan",
    "one_comparison": "1 < logins < 5",
    "double_quotes": 'plan IN ("pro")',
    "no_function": "SUM(logins) = 1",
}


def refusal(text):
    with pytest.raises(BadExpression) as refused:
        checked(parsed(text), KNOWN, wanted="boolean")
    return refused.value


def test_every_fault_with_words_of_its_own_can_happen():
    assert set(SLIPS) == set(FAULTS)


@pytest.mark.parametrize(("reason", "text"), SLIPS.items())
def test_a_fault_is_told_in_the_language_of_the_reader(reason, text):
    refused = refusal(text)
    assert refused.reason == reason

    told = {}
    for language in ("en", "ko", "pl"):
        with translation.override(language):
            told[language] = fault_text(refused)

    assert len(set(told.values())) == 3
    assert not any("%(" in sentence for sentence in told.values())


def test_it_says_where_in_the_language_of_the_reader_too():
    with translation.override("pl"):
        assert fault_text(refusal("plan =\n AND")).startswith("wiersz 2, kolumna 2: ")
    with translation.override("en"):
        assert fault_text(refusal("loginz = 1")) == "column 1: Nothing is called loginz; did you mean logins?"
        assert fault_text(refusal("loginz = 1"), is_placed=False) == "Nothing is called loginz; did you mean logins?"


def test_a_fault_without_words_of_its_own_is_told_as_it_was_stated():
    refused = refusal("plan IN (logins)")

    assert refused.reason == ""
    assert fault_text(refused) == refused.message
    assert fault_text(refused, is_placed=False) == refused.message.partition(": ")[2]
    assert fault_text(BadInput("Choose a file.", field="file")) == "Choose a file."


def test_every_reason_of_the_kernel_has_words():
    folder = Path(str(expressions.__file__)).parent
    found = {name for path in folder.glob("*.py") for name in re.findall(r'reason="([a-z_]+)"', path.read_text())}

    assert found <= set(FAULTS)
