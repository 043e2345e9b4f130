import pytest
from django.utils import translation

from tenure.console.presenting.predicates import in_words
from tenure.kernel.expressions.parsing import parsed


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ("plan = 'pro'", "plan is “pro”"),
        ("acts_90d < 3 OR email IS NOT KNOWN", "acts_90d is less than 3 or email is not known"),
        (
            "(plan = 'pro' OR plan IN ('a', 'b')) AND last_active_at < AGO(14d)",
            "(plan is “pro” or plan is one of a, b) and last_active_at was longer ago than 14d",
        ),
        ("logins_7d < 0.7 * logins_prev_7d", "logins_7d < 0.7 * logins_prev_7d"),
    ],
)
def test_a_predicate_reads_as_a_sentence_where_it_has_rows(said, words):
    with translation.override("en"):
        assert in_words(parsed(said)) == words


def test_a_predicate_reads_in_the_language_of_the_reader():
    with translation.override("pl"):
        assert in_words(parsed("plan = 'pro' AND acts_90d < 3")) == "plan to “pro” i acts_90d mniej niż 3"
