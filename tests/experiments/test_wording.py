from dataclasses import replace
from datetime import UTC, datetime

import polars as pl
import pytest
from django.utils.translation import override

from tenure.experiments.rules.experiment import Compared
from tenure.experiments.rules.proportions import Group, Interval
from tenure.experiments.rules.reading import Reading
from tenure.experiments.rules.sources import Source
from tenure.experiments.wording import sentence

SINCE = datetime(2026, 3, 1, tzinfo=UTC)
HOLDOUT = Source("welcome", "Welcome", "holdout", {"journey": 0.9, "holdout": 0.1}, "holdout", SINCE, pl.DataFrame)
VARIANT = Source("welcome.hello", "Welcome", "variant", {"a": 0.5, "b": 0.5}, "a", SINCE, pl.DataFrame)
MORE = Reading("more", Group(9000, 1269), Group(1000, 100), Interval(0.012, 0.07), 1.96)
FEWER = Reading("fewer", Group(9000, 900), Group(1000, 141), Interval(-0.07, -0.012), 1.96)


def said(reading, *, source=HOLDOUT, arm="journey", metric="goal"):
    compared = Compared(metric, arm, metric == "goal", reading, reading, None)
    return sentence(source, compared, confidence=0.95)


@pytest.mark.parametrize(
    ("reading", "expected"),
    [
        (MORE, "Of 100 who met this journey 4.1 more reach the goal than without it (95 %: 1.2 to 7.0)."),
        (FEWER, "Of 100 who met this journey 4.1 fewer reach the goal than without it (95 %: 1.2 to 7.0)."),
        (
            replace(MORE, verdict="open"),
            (
                "No difference is proven so far: of 100 who met this journey between 1.2 and 7.0 more reach the goal "
                "than without it (95 %)."
            ),
        ),
        (
            replace(MORE, verdict="open", interval=Interval(-0.078, 0.091)),
            (
                "No difference is proven so far: of 100 who met this journey between 7.8 fewer and 9.1 more reach the "
                "goal than without it (95 %)."
            ),
        ),
        (
            replace(MORE, verdict="not_proven", interval=Interval(-0.004, 0.011)),
            (
                "All looks were taken and no difference is proven: of 100 who met this journey between 0.4 fewer and "
                "1.1 more reach the goal than without it (95 %)."
            ),
        ),
        (
            replace(MORE, verdict="too_early"),
            "Too early to say: 1,369 of 10,000 reached the goal so far.",
        ),
        (
            replace(MORE, verdict="not_as_drawn"),
            "Cannot be read: the groups are not as drawn (1,000 of 10,000 are in the group without it).",
        ),
        (replace(MORE, verdict="no_control"), "Cannot be read: nobody is held out."),
    ],
)
def test_a_reading_is_one_plain_sentence(reading, expected):
    assert said(reading) == expected


def test_an_arm_is_named_beside_the_one_it_is_compared_with():
    assert said(MORE, source=VARIANT, arm="b") == (
        "Of 100 who met b 4.1 more reach the goal than with a (95 %: 1.2 to 7.0)."
    )


def test_another_metric_stands_before_its_sentence():
    assert said(MORE, metric="paid").startswith("paid: Of 100 who met this journey 4.1 more")


def test_every_verdict_has_a_sentence_of_both_kinds_in_every_language():
    for language in ("en", "ko", "pl"):
        for source in (HOLDOUT, VARIANT):
            with override(language):
                for verdict in ("more", "fewer", "open", "not_proven", "too_early", "not_as_drawn", "no_control"):
                    assert "%(" not in said(replace(MORE, verdict=verdict), source=source)
