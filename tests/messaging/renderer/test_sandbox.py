import os
import signal
import time
from dataclasses import replace

import pytest

from tenure.messaging.renderer.sandbox import Sandbox, Wish
from tenure.messaging.rules.problems import TemplateProblem
from tenure.messaging.rules.rendering import Rendered, Unwritten, render
from tenure.messaging.rules.templates import MessageClass, Template
from tests.messaging.renderer.bombs import BOMBS

TEMPLATE = Template(
    "t", "en", "email", MessageClass.SERVICE, "Hi {{ customer.name }}", "liquid", "<p>안녕 {{ customer.name }}</p>"
)
CONTEXT = {
    "customer": {"name": "Żaneta <3"},
    "workspace": {"name": "Moveo"},
    "message": {"id": "m", "at": "2026-03-01"},
}


@pytest.fixture
def sandbox():
    made = Sandbox()
    yield made
    made.close()


def test_the_sandbox_writes_what_the_rules_write(sandbox):
    written = sandbox.render(TEMPLATE, CONTEXT)

    assert (
        written == render(TEMPLATE, CONTEXT) == Rendered("Hi Żaneta <3", "<p>안녕 Żaneta &lt;3</p>", "안녕 Żaneta <3")
    )


def test_reasons_and_problems_come_back(sandbox):
    assert sandbox.render(TEMPLATE, {"customer": {}}) == Unwritten("missing_variable:customer.name")
    assert sandbox.problems(TEMPLATE) == []
    assert sandbox.problems(replace(TEMPLATE, subject="")) == [TemplateProblem("subject", "A mail needs a subject.")]


@pytest.mark.parametrize(
    ("body", "reasons"),
    [
        # Memory ends it, or on a busy machine time.
        ('{{ "x" ' + '| replace: "x", "xxxxxxxxxxxxxxxxx" ' * 9 + "}}", ("template_too_large", "template_too_slow")),
        ('{{ (1..1000000000) | join: "" }}', ("template_too_slow",)),
    ],
)
def test_a_bomb_takes_only_the_sandbox_down(sandbox, body, reasons):
    assert sandbox.render(replace(TEMPLATE, body=body), CONTEXT) in [Unwritten(reason) for reason in reasons]
    assert isinstance(sandbox.render(TEMPLATE, CONTEXT), Rendered)


def test_a_killed_sandbox_is_replaced(sandbox):
    os.kill(sandbox._process.pid, signal.SIGKILL)
    sandbox._process.wait()

    assert isinstance(sandbox.render(TEMPLATE, CONTEXT), Rendered)


def test_a_sandbox_killed_before_it_is_noticed_is_asked_again(sandbox, monkeypatch):
    sandbox.render(TEMPLATE, CONTEXT)
    unnoticed, poll = [None], sandbox._process.poll
    monkeypatch.setattr(sandbox._process, "poll", lambda: unnoticed.pop() if unnoticed else poll())
    os.kill(sandbox._process.pid, signal.SIGKILL)

    assert isinstance(sandbox.render(TEMPLATE, CONTEXT), Rendered)


def test_stopping_the_group_lets_the_owner_finish(sandbox):
    sandbox.render(TEMPLATE, CONTEXT)
    before = sandbox._process.pid
    os.kill(before, signal.SIGTERM)
    os.kill(before, signal.SIGINT)

    assert isinstance(sandbox.render(TEMPLATE, CONTEXT), Rendered)
    assert sandbox._process.pid == before


def test_the_sandbox_ends_with_its_owner(sandbox):
    process = sandbox._process

    sandbox.close()

    assert process.poll() == -signal.SIGKILL


def test_many_are_written_in_one_question_and_in_order(sandbox):
    wishes = [Wish(TEMPLATE, CONTEXT | {"customer": {"name": str(n)}}) for n in range(20)]

    assert [each.subject for each in sandbox.render_many(wishes)] == [f"Hi {n}" for n in range(20)]
    assert sandbox.render_many([]) == []


def test_a_bomb_among_many_harms_no_other(sandbox):
    bomb = replace(TEMPLATE, body='{{ (1..1000000000) | join: "" }}')
    wishes = [Wish(each, CONTEXT) for each in (TEMPLATE, bomb, replace(TEMPLATE, subject="{{ nope }}"), TEMPLATE)]

    fine, slow, missing, fine_too = sandbox.render_many(wishes)

    assert isinstance(fine, Rendered)
    assert slow == Unwritten("template_too_slow")
    assert missing == Unwritten("missing_variable:nope")
    assert fine_too == fine


def test_a_part_is_shown_and_looked_over(sandbox):
    parts = (("hero", "Hi {{ name }}"),)

    assert sandbox.fill("liquid", "{% render 'hero', name: 'Ann' %}", {}, partials=parts) == "Hi Ann"
    assert sandbox.part_problems([("body", "{{ anything }}")], partials=parts) == []
    assert sandbox.part_problems([("body", "fine"), ("variants[0].body", "{% if %}")], partials=parts)[0].field == (
        "variants[0].body"
    )


@pytest.mark.alone
def test_every_bomb_is_refused_within_two_seconds_and_its_writer_is_replaced_at_once(sandbox):
    assert sandbox.fill("liquid", "ready", {}) == "ready"
    watcher, longest = sandbox._process.pid, 0.0

    for name, syntax, source, partials in BOMBS:
        began = time.perf_counter()
        said = sandbox.fill(
            syntax, source, {"customer": {}, "message": {"at": "2026-03-01"}, "content": {}}, partials=partials
        )
        longest = max(longest, time.perf_counter() - began)
        assert isinstance(said, Unwritten), name

    print(f"{len(BOMBS)} template bombs refused; the longest took {longest:.2f} s")
    assert len(BOMBS) >= 40
    assert longest <= 2
    assert sandbox.fill("liquid", "alive", {}) == "alive"
    assert sandbox._process.pid == watcher
