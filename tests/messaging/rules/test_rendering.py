"""Test what a customer will read."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from tenure.messaging.rules.problems import TemplateProblem
from tenure.messaging.rules.rendering import Rendered, Unwritten, message_context, one_line, render, template_problems
from tenure.messaging.rules.templates import MessageClass, Template

AT = datetime(2026, 3, 1, 12, tzinfo=UTC)
TEMPLATE = Template(
    key="welcome",
    locale="en",
    channel="email",
    message_class=MessageClass.SERVICE,
    subject="Hi {{ customer.name }}",
    syntax="liquid",
    body="<p>Hi {{ customer.name }}</p>",
    text="Hi {{ customer.name }}!",
)
MJML = """<mjml><mj-body><mj-section><mj-column>
<mj-text>Hi {{ customer.name }}</mj-text>
</mj-column></mj-section></mj-body></mjml>"""


def _context(**traits):
    return message_context(traits, user_id="u1", workspace_name="Moveo", message_id="msg_1", at=AT)


def test_the_variables_are_the_customer_the_workspace_and_the_message():
    assert _context(name="Ann", gone=None) == {
        "customer": {"name": "Ann", "user_id": "u1"},
        "workspace": {"name": "Moveo"},
        "message": {
            "id": "msg_1",
            "at": "2026-03-01T12:00:00+00:00",
            "language": "en",
            "locale": "en",
            "zone": "UTC",
        },
    }


def test_a_message_is_written_in_all_its_parts():
    assert render(TEMPLATE, _context(name="A & B")) == Rendered("Hi A & B", "<p>Hi A &amp; B</p>", "Hi A & B!")


def test_mjml_is_filled_in_first_and_laid_out_then():
    written = render(replace(TEMPLATE, syntax="mjml", body=MJML, text=""), _context(name="A & <B>"))

    assert isinstance(written, Rendered)
    assert "Hi A &amp; &lt;B&gt;</div>" in written.html
    assert written.text == "Hi A & <B>"


def test_a_customer_without_a_needed_trait_gets_no_message():
    assert render(TEMPLATE, _context()) == Unwritten("missing_variable:customer.name")
    assert render(TEMPLATE, _context(name=None)) == Unwritten("missing_variable:customer.name")


def test_a_subject_is_one_line_and_carries_no_header():
    written = render(TEMPLATE, _context(name="Ann\r\nBcc: eve@example.com"))

    assert isinstance(written, Rendered)
    assert written.subject == "Hi Ann Bcc: eve@example.com"
    assert one_line(" a\u2028b\x00c\t d ") == "a b c d"


def test_a_subject_that_comes_out_empty_gets_no_message():
    assert render(replace(TEMPLATE, subject="{{ customer.name }}"), _context(name=" ")) == Unwritten("empty_subject")


def test_a_body_that_comes_out_broken_gets_no_message():
    assert render(replace(TEMPLATE, syntax="mjml", body="{{ customer.name }}"), _context(name="x")) == Unwritten(
        "template_error:unable to parse next template in root template"
    )


def test_a_good_template_has_no_problems():
    assert template_problems(TEMPLATE) == []
    assert template_problems(replace(TEMPLATE, syntax="mjml", body=MJML)) == []


def test_liquid_may_choose_between_tags():
    body = MJML.replace(
        "<mj-section>", "{% if customer.vip %}<mj-section>{% else %}<mj-section padding='0'>{% endif %}"
    )

    assert template_problems(replace(TEMPLATE, syntax="mjml", body=body)) == []


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"subject": " "}, TemplateProblem("subject", "A mail needs a subject.")),
        ({"body": "\n"}, TemplateProblem("liquid", "A mail needs a body.")),
        (
            {"text": "{{ x }}"},
            TemplateProblem(
                "text",
                "`x` is not known here. Variables start with `customer`, `workspace`, `message`, `brand`, `content`, "
                "`segments`.",
                line=1,
            ),
        ),
        ({"syntax": "mjml", "body": "<p>"}, TemplateProblem("mjml", "This is not MJML: unexpected token.", line=1)),
    ],
)
def test_a_problem_stands_at_its_field(change, problem):
    assert template_problems(replace(TEMPLATE, **change)) == [problem]


def test_what_is_read_as_text_needs_neither_subject_nor_body():
    text = replace(TEMPLATE, channel="sms", subject="", body="")

    assert template_problems(text) == []
    assert render(text, _context(name="Ann")) == Rendered("", "", "Hi Ann!")
    assert render(replace(text, text="{{ customer.name }}"), _context(name=" ")) == Unwritten("empty_text")
    assert template_problems(replace(text, text=" ")) == [TemplateProblem("text", "A message needs a text.")]
