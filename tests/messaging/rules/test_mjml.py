"""Test that MJML becomes HTML, and that errors say where they are."""

import pytest

from tenure.kernel.errors import BadInput
from tenure.messaging.rules.mjml import html_of, mjml_problems
from tenure.messaging.rules.problems import TemplateProblem

GOOD = """<mjml>
  <mj-body>
    <mj-section>
      <mj-column>
        <mj-text>Hi {{ customer.name }}<br>and welcome</mj-text>
      </mj-column>
    </mj-section>
  </mj-body>
</mjml>"""


def test_mjml_becomes_html_that_fetches_nothing():
    html = html_of(GOOD)

    assert html.startswith("<!doctype html>")
    assert "Hi {{ customer.name }}<br />and welcome" in html
    assert "fonts.googleapis.com" not in html


def test_what_is_no_mjml_is_refused():
    with pytest.raises(BadInput):
        html_of("<p>Hi</p>")


def test_a_good_document_has_no_problems():
    assert mjml_problems(GOOD, field="mjml") == []


def test_an_unknown_tag_is_named_with_its_line_and_a_remedy():
    broken = GOOD.replace("mj-section", "mj-sectoin")

    assert mjml_problems(broken, field="mjml") == [
        TemplateProblem("mjml", "<mj-sectoin> is not an MJML tag. Write <mj-section>.", line=3)
    ]


def test_a_tag_that_is_never_closed_is_named_with_its_line():
    broken = GOOD.replace("    </mj-section>\n  </mj-body>\n</mjml>", "")

    assert mjml_problems(broken, field="mjml") == [
        TemplateProblem("mjml", "<mj-section> is never closed. Add </mj-section>.", line=3)
    ]


def test_a_tag_closed_before_it_is_opened_is_found():
    broken = GOOD.replace("    <mj-section>\n", "    </mj-column>\n    <mj-section>\n")

    assert mjml_problems(broken, field="mjml") == [
        TemplateProblem("mjml", "This is not MJML: unexpected element.", line=4)
    ]


def test_liquid_that_chooses_between_tags_is_good_when_what_it_chooses_is():
    choosing = GOOD.replace(
        "<mj-section>", "{% if customer.vip %}<mj-section>{% else %}<mj-section padding='0'>{% endif %}"
    )

    assert len(mjml_problems(choosing, field="mjml")) == 1
    assert mjml_problems(choosing, field="mjml", sample=GOOD) == []


def test_an_include_is_refused():
    assert (
        len(mjml_problems(GOOD.replace("<mj-section>", '<mj-include path="/etc/passwd" /><mj-section>'), field="mjml"))
        == 1
    )
