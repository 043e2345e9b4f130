from dataclasses import replace
from datetime import timedelta

import pytest

from tenure.kernel.errors import BadInput
from tenure.messaging.models import TemplateRow
from tenure.messaging.queries import template, templates
from tenure.messaging.renderer.sandbox import Sandbox
from tenure.messaging.services.save_template import save_template
from tenure.platform.queries import audit_links
from tests.messaging.scenes import NOW, WELCOME, made

pytestmark = pytest.mark.db


@pytest.fixture(scope="module")
def sandbox():
    made_once = Sandbox()
    yield made_once
    made_once.close()


@pytest.fixture
def save(state, sandbox):
    workspace = made()

    def save_here(**changes):
        return save_template(workspace.id, replace(WELCOME, **changes), sandbox=sandbox, actor="user:1", now=NOW)

    save_here.workspace = workspace
    return save_here


def test_a_change_is_a_new_version_and_the_old_one_stays(save):
    assert save().version == 1
    assert save(subject="Hello").version == 2
    assert save(subject="Hello").version == 2
    said = [(link.entry.act, link.entry.subject) for link in audit_links(save.workspace.id, limit=5)]
    assert said == [("template.saved", "template:welcome/en")] * 2

    assert list(TemplateRow.objects.order_by("version").values_list("version", "subject", "is_current")) == [
        (1, WELCOME.subject, False),
        (2, "Hello", True),
    ]
    assert templates(save.workspace.id) == [replace(WELCOME, subject="Hello", version=2)]


def test_the_same_content_again_is_the_same_version(save):
    save()

    assert save() == replace(WELCOME, version=1)
    assert TemplateRow.objects.count() == 1


def test_each_language_counts_its_own_versions(save):
    save()
    save(subject="Hello")

    assert (save(locale="KO_kr").locale, save(locale="ko-KR").version) == ("ko-KR", 1)
    assert [(each.locale, each.version) for each in template(save.workspace.id, "welcome")] == [("en", 2), ("ko-KR", 1)]


def test_another_workspace_has_templates_of_its_own(save, sandbox):
    save()
    other = made("Other")

    assert templates(other.id) == []
    assert save_template(other.id, WELCOME, sandbox=sandbox, actor="user:1", now=NOW + timedelta(days=1)).version == 1


@pytest.mark.parametrize(
    ("change", "field", "message"),
    [
        ({"key": "Welcome!"}, "key", "'Welcome!' cannot name a template"),
        ({"channel": "pigeon"}, "channel", "There is no channel 'pigeon'; there is `email`,"),
        ({"locale": "english"}, "locale", "'english' is no locale; write one as `en`, `ko` or `pt-BR`."),
        ({"subject": ""}, "subject", "A mail needs a subject."),
        ({"body": "a\n{% if customer.plan %}"}, "liquid", "Line 2: "),
        ({"text": "{{ user.name }}\n{{ plan }}"}, "text", "Line 1: `user.name` is not known here."),
        (
            {"syntax": "mjml", "body": "<mjml>\n<mj-boby></mj-boby></mjml>"},
            "mjml",
            "Line 2: <mj-boby> is not an MJML tag.",
        ),
    ],
)
def test_a_fault_is_refused_with_its_field_and_nothing_is_stored(save, change, field, message):
    with pytest.raises(BadInput) as caught:
        save(**change)

    assert caught.value.field == field
    assert caught.value.message.startswith(message)
    assert TemplateRow.objects.count() == 0
