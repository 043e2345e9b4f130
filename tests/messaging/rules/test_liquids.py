"""Test that templates are filled in strictly and within limits."""

import pytest

from tenure.kernel.errors import BadInput, MissingVariable
from tenure.messaging.rules.liquids import fill, liquid_problems, sample
from tenure.messaging.rules.problems import TemplateProblem

CONTEXT = {
    "customer": {"name": "Ann & <Bob>", "plan": "pro", "logins": 3, "user_id": "u1"},
    "workspace": {"name": "Moveo"},
    "message": {"id": "msg_1", "at": "2026-03-01T12:00:00+00:00"},
}


def test_variables_are_filled_in():
    assert (
        fill("{{ customer.plan }} {{ customer.logins }} {{ workspace.name }}", CONTEXT, escaped=False) == "pro 3 Moveo"
    )


def test_values_are_escaped_where_tags_mean_something():
    assert fill("<b>{{ customer.name }}</b>", CONTEXT, escaped=True) == "<b>Ann &amp; &lt;Bob&gt;</b>"
    assert fill("{{ customer.name }}", CONTEXT, escaped=False) == "Ann & <Bob>"


@pytest.mark.parametrize(
    ("source", "name"),
    [
        ("{{ customer.city }}", "customer.city"),
        ("{{ customer.address.city }}", "customer.address"),
        ("{{ customer['first name'] }}", "customer['first name']"),
        ("{{ city }}", "city"),
        ("{{ customer.city | upcase }}", "customer.city"),
        ("{% for each in customer.cities %}x{% endfor %}", "customer.cities"),
    ],
)
def test_a_missing_variable_is_named(source, name):
    with pytest.raises(MissingVariable) as caught:
        fill(source, CONTEXT, escaped=False)

    assert caught.value.field == name


def test_a_default_or_a_question_makes_a_variable_optional():
    assert fill('{{ customer.city | default: "there" }}', CONTEXT, escaped=False) == "there"
    assert fill("{% if customer.city %}a{% else %}b{% endif %}", CONTEXT, escaped=False) == "b"


def test_now_is_the_time_of_the_message():
    assert fill("{{ 'now' | date: '%Y-%m-%d' }}", CONTEXT, escaped=False) == "2026-03-01"
    assert fill("{{ '2020-02-03' | date: '%d.%m.' }}", CONTEXT, escaped=True) == "03.02."


@pytest.mark.parametrize(
    "source",
    [
        "{% for i in (1..100000000) %}{% endfor %}",
        "{% for i in (1..9999) %}{% for j in (1..9999) %}{% endfor %}{% endfor %}",
        "{% assign x = 'aaaaaaaaaa' %}" + "{% assign x = x | replace: 'a', 'aaaaaaaaaa' %}" * 7,
        "{% for i in (1..9000) %}" + "x" * 200 + "{% endfor %}",
    ],
)
def test_a_bomb_is_refused_at_its_limit(source):
    with pytest.raises(BadInput, match="limit reached"):
        fill(source, CONTEXT, escaped=False)


def test_a_sample_needs_nobody():
    assert sample("Hi {{ customer.name }}{% if customer.vip %}!{% endif %}") == "Hi "
    assert sample("{% for i in (1..100000000) %}{% endfor %}") is None


def test_a_good_template_has_no_problems():
    source = "{% assign plan = customer.plan %}{{ plan | upcase }} {{ workspace.name }} {{ message.id }}"

    assert liquid_problems(source, field="text") == []


@pytest.mark.parametrize(
    ("source", "line", "message"),
    [
        ("fine\n{{ customer.name", 2, "expected '}}', found end of file."),
        ("a\n{% endif %}", 2, "unexpected tag 'endif'."),
        ("a\n{{ customer.name | }}", 2, "expected word, found end of expression."),
        ("a\n\n{{ customer.name | nope }}", 3, "There is no filter `nope`."),
        (
            "{% if customer.a %}\n{% endif %}\nb\n{% for x in customer.y %}\nc\n",
            4,
            "`{% endfor %}` is missing for the block that begins here.",
        ),
        ("{% if customer.a %}" + "\n" * 1_000, None, "`{% endif %}` is missing for the block that begins here."),
    ],
)
def test_a_problem_names_its_line(source, line, message):
    assert liquid_problems(source, field="text") == [TemplateProblem("text", message, line=line)]


def test_a_variable_of_no_known_kind_is_refused_before_any_customer_meets_it():
    assert liquid_problems("Hi\n{{ custmer.name | default: 'x' }}", field="mjml") == [
        TemplateProblem(
            "mjml",
            "`custmer.name` is not known here. Variables start with `customer`, `workspace`, `message`, `brand`, "
            "`content`, `segments`.",
            line=2,
        )
    ]


@pytest.mark.parametrize(
    "source", ["{% include 'x' %}", "{% render 'x' %}", "{{ customer.name | safe }}", "{% nope %}"]
)
def test_what_reaches_out_of_the_template_does_not_exist(source):
    assert len(liquid_problems(source, field="text")) == 1
