"""A playbook comes in one step, a second time nothing differs, and what is yours stays."""

import pytest
import yaml

from tenure.journeys import queries as journeys
from tenure.journeys.rules import codec
from tenure.journeys.services.save_journey import save_journey
from tenure.kernel.errors import BadInput, NotFound
from tenure.messaging import queries as messaging
from tenure.messaging.rules.content import ContentItem, ContentKind, ContentText
from tenure.messaging.services.save_content import save_content
from tenure.platform.models import AuditRow
from tenure.playbooks.reading import playbook, playbook_keys
from tenure.playbooks.services.install_playbook import Wish, install_playbook, planned_playbook
from tenure.signals.queries import segments_defined, traits_defined
from tests.signals.streams import NOW
from tests.support.workspaces import make_workspace

USUAL = Wish()
MOVEO = Wish(names={"key_action": "workout_completed", "value_shown": "plan_viewed"})


@pytest.fixture
def workspace(state):
    return make_workspace()


def installed(workspace, key, wish=USUAL):
    return install_playbook(workspace.pk, key, wish, actor="system", now=NOW)


@pytest.mark.db
@pytest.mark.parametrize("key", playbook_keys())
def test_a_playbook_is_installed_once_and_then_nothing_differs(database, key):
    workspace, book = make_workspace(), playbook(key)

    done = installed(workspace, key)

    assert done.problems == ()
    assert {each.act for each in done.done} == {"create"}
    count = sum(map(len, (book.journeys, book.templates, book.traits, book.segments, book.snippets, book.content)))
    assert len(done.done) == count
    assert {each.state for each in journeys.journeys(workspace.pk)} == {"draft"}
    assert [each.published_at for each in messaging.content(workspace.pk)] == [None] * len(book.content)
    written = AuditRow.objects.count()
    assert planned_playbook(workspace.pk, key, USUAL).changes == ()
    assert installed(workspace, key).done == ()
    assert AuditRow.objects.count() == written


def test_a_business_names_its_events_once(workspace):
    installed(workspace, "onboarding", MOVEO)

    assert planned_playbook(workspace.pk, "onboarding", USUAL).changes == ()
    _, version = journeys.definition(workspace.pk, "first_success")
    assert codec.to_data(version.journey)["entry"] == {"event": "workout_completed"}


def test_what_a_business_changed_is_kept_and_told(workspace):
    installed(workspace, "after_cancel")
    own = ContentItem(
        "return_offer",
        ContentKind.STORY,
        {"en": ContentText("Our offer", "https://example.com/o")},
        NOW,
    )
    save_content(workspace.pk, own, actor="system", now=NOW)
    said = yaml.safe_load(playbook("after_cancel").journey) | {"priority": 90}
    save_journey(workspace.pk, codec.from_data(said, node_types=journeys.node_types()), actor="system", now=NOW)

    done = installed(workspace, "after_cancel")

    assert [(each.kind, each.key, each.act) for each in done.done] == [
        ("content", "return_offer", "keep"),
        ("journeys", "after_cancel", "keep"),
    ]
    assert done.done[1].lines == ("priority: 90 -> 60",)
    assert messaging.content_item(workspace.pk, "return_offer") == own
    assert journeys.versions(workspace.pk, "after_cancel")[0].number == 2


def test_only_when_asked_what_was_changed_becomes_as_it_was_brought(workspace):
    installed(workspace, "after_cancel")
    own = ContentItem("return_offer", ContentKind.STORY, {"en": ContentText("Ours", "https://example.com/o")}, NOW)
    save_content(workspace.pk, own, actor="system", now=NOW)

    done = installed(workspace, "after_cancel", Wish(overwrite=True))

    assert [(each.key, each.act) for each in done.done] == [("return_offer", "change")]
    assert messaging.content_item(workspace.pk, "return_offer").published_at is None


def test_one_language_brings_its_texts_only_and_another_can_follow(workspace):
    installed(workspace, "after_cancel", Wish(locales=("pl",)))

    assert {each.locale for each in messaging.templates(workspace.pk)} == {"pl"}
    done = installed(workspace, "after_cancel", Wish(locales=("ko",)))
    assert {(each.kind, each.act) for each in done.done} == {("templates", "create")}
    assert {each.locale for each in messaging.templates(workspace.pk)} == {"ko", "pl"}


def test_playbooks_share_a_house(workspace):
    for key in playbook_keys():
        assert installed(workspace, key).problems == ()

    assert {each.key for each in segments_defined(workspace.pk)} == {"quiet_3d", "unused_feature"}
    assert len(traits_defined(workspace.pk)) == 8
    assert [planned_playbook(workspace.pk, key, USUAL).changes for key in playbook_keys()] == [()] * 4


@pytest.mark.parametrize(
    ("key", "wish", "error", "said"),
    [
        ("nope", USUAL, NotFound, "There is no playbook 'nope'"),
        ("welcome", Wish(locales=("de",)), BadInput, "Playbooks do not speak 'de'; choose among en, ko, pl"),
        ("welcome", Wish(names={"x": "y"}), BadInput, "has no name 'x'; it has none"),
        ("onboarding", Wish(names={"key_action": '"}'}), BadInput, "cannot be the name of an event"),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_comes(workspace, key, wish, error, said):
    with pytest.raises(error, match=said):
        installed(workspace, key, wish)

    assert journeys.journeys(workspace.pk) == []
    assert messaging.templates(workspace.pk) == []
