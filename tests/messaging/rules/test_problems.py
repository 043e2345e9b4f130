"""Test how problems of a template are told."""

from tenure.messaging.rules.problems import TemplateProblem


def test_a_problem_says_its_line_when_it_has_one():
    assert TemplateProblem("mjml", "Close it.", line=3).sentence == "Line 3: Close it."
    assert TemplateProblem("subject", "A mail needs a subject.").sentence == "A mail needs a subject."
