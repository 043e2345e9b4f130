"""What is pulled can be applied, and then nothing differs."""

import pytest

from tenure.experiments.queries import global_holdout
from tenure.journeys import queries as journeys
from tenure.kernel.errors import BadInput
from tenure.messaging import queries as messaging
from tenure.messaging.rules.templates import MessageClass
from tenure.platform.models import AuditRow
from tenure.playbooks.files.applying import applied
from tenure.playbooks.files.documents import Document, documents, line_of, write_documents
from tenure.playbooks.files.kinds import KINDS
from tenure.playbooks.files.planning import planned
from tenure.playbooks.rules.changes import Change
from tenure.signals.queries import segments_defined, traits_defined
from tests.journeys.scenes import WELCOME, activated, turn
from tests.signals.streams import NOW, flush, signed_up
from tests.support.workspaces import make_workspace

FILES = {
    "settings.yaml": "holdout: 0.1\npostal_address: |-\n  1 Road\n  Seoul\ncaps:\n- {count: 2, hours: 24}\n",
    "traits/logins.yaml": "aggregate: count\nevent: logged_in\nwindow: 7d\n",
    "traits/busy.yaml": "expression: logins > 4\n",
    "segments/busy_ones.yaml": "name: Busy ones\nwhere: busy = TRUE\n",
    "content/start.yaml": (
        "kind: guide\npublished_at: 2026-01-02T00:00:00Z\ntexts:\n  en: {title: Start, url: 'https://example.com/'}\n"
    ),
    "snippets/sign_off.en.yaml": "body: |\n  Bye,\n  us\n",
    "templates/welcome.en.yaml": "channel: email\nclass: service\nsubject: Hello\n",
    "templates/welcome.en.liquid": "<p>Hello</p>\n",
    "templates/welcome.en.txt": "Hello\n",
    "journeys/welcome.yaml": WELCOME,
}


@pytest.fixture
def workspace(state):
    return make_workspace()


@pytest.fixture
def folder(tmp_path):
    return laid(tmp_path / "house", FILES)


def laid(folder, files):
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def apply(workspace, folder, *, prune=False):
    plan = planned(workspace.pk, folder, prune=prune)
    return applied(workspace.pk, plan, folder, actor="system", now=NOW)


def pull(workspace, folder):
    kept = [Document(kind, key, said) for kind, each in KINDS.items() for key, said in each.kept(workspace.pk).items()]
    return write_documents(folder, kept)


@pytest.mark.db
def test_a_folder_is_applied_once_and_then_nothing_differs(database, folder):
    workspace = make_workspace()

    done = apply(workspace, folder)

    assert done.problems == ()
    assert sorted((each.kind, each.key, each.act) for each in done.done) == [
        ("content", "start", "create"),
        ("journeys", "welcome", "create"),
        ("segments", "busy_ones", "create"),
        ("settings", "settings", "change"),
        ("snippets", "sign_off.en", "create"),
        ("templates", "welcome.en", "create"),
        ("traits", "busy", "create"),
        ("traits", "logins", "create"),
    ]
    assert [each.key for each in traits_defined(workspace.pk)] == ["busy", "logins"]
    assert [each.name for each in segments_defined(workspace.pk)] == ["Busy ones"]
    assert messaging.settings_of(workspace.pk).postal_address == "1 Road\nSeoul"
    assert global_holdout(workspace.pk) == 0.1
    (template,) = messaging.template(workspace.pk, "welcome")
    assert (template.message_class, template.body, template.text) == (MessageClass.SERVICE, "<p>Hello</p>\n", "Hello\n")
    assert journeys.definition(workspace.pk, "welcome")[0] == "draft"

    written = AuditRow.objects.count()
    assert planned(workspace.pk, folder, prune=True).is_empty
    assert apply(workspace, folder).done == ()
    assert AuditRow.objects.count() == written


def test_what_is_pulled_is_what_is_kept(workspace, folder, tmp_path):
    apply(workspace, folder)

    pull(workspace, tmp_path / "other")

    assert planned(workspace.pk, tmp_path / "other", prune=True).is_empty
    names = {path.relative_to(tmp_path / "other").as_posix() for path in (tmp_path / "other").rglob("*.*")}
    assert names == set(FILES)
    other = make_workspace("Other")
    assert apply(other, tmp_path / "other").problems == ()
    for kind in KINDS.values():
        assert kind.kept(other.pk) == kind.kept(workspace.pk)


def test_a_second_pull_removes_files_of_what_is_gone(workspace, folder):
    apply(workspace, folder)
    laid(folder, {"segments/old.yaml": "where: busy = TRUE\n", "notes.md": "mine"})

    pull(workspace, folder)

    assert not (folder / "segments/old.yaml").exists()
    assert (folder / "notes.md").exists()


def test_a_plan_says_what_happens_to_people_who_are_in_a_journey(workspace, folder):
    apply(workspace, folder)
    activated(workspace)
    flush(workspace, signed_up(1, 2))
    turn(workspace)
    changed = WELCOME.replace("days: 3", "days: 4").replace("id: done", "id: over")
    laid(folder, {"journeys/welcome.yaml": changed})

    plan = planned(workspace.pk, folder, prune=False)

    (change,) = plan.changes
    assert (change.act, change.people) == (
        "change",
        (
            "2 customers are in it and stay on their versions.",
            "2 of version 1 stand at `pause`: moved, they would go on there, as it says then.",
        ),
    )
    assert change.lines[0] == "pause.wait.days: 3 -> 4"
    assert journeys.versions(workspace.pk, "welcome")[0].number == 1
    apply(workspace, folder)
    assert [(each.number, each.is_active) for each in journeys.versions(workspace.pk, "welcome")] == [
        (2, False),
        (1, True),
    ]


def test_all_problems_are_told_with_file_line_and_field(workspace, folder):
    laid(
        folder,
        {
            "journeys/welcome.yaml": WELCOME.replace("days: 3", "days: soon"),
            "segments/busy_ones.yaml": "name: x\nwhere: busy = = TRUE\n",
            "settings.yaml": "caps:\n- {count: 2, hours: 24}\n- {count: many, hours: 24}\n",
            "traits/broken.yaml": "a: [\n",
            "templates/bare.en.yaml": "subject: Hi\n",
        },
    )

    done = apply(workspace, folder)

    found = {(each.path.name, each.line, each.field) for each in done.problems}
    assert found == {
        ("welcome.yaml", 10, "nodes[1].wait.days"),
        ("busy_ones.yaml", 2, "where"),
        ("settings.yaml", 3, "caps[1].count"),
        ("broken.yaml", 2, ""),
        ("bare.en.yaml", 1, "mjml"),
    }
    assert journeys.journeys(workspace.pk) == []
    assert {each.key for each in done.done if each.kind == "traits"} == {"logins", "busy"}


def test_what_only_a_workspace_can_refuse_is_told_with_its_place_too(workspace, folder):
    laid(folder, {"segments/busy_ones.yaml": "name: x\nwhere: nobody_knows = TRUE\n"})

    done = apply(workspace, folder)

    assert [(each.path.name, each.line, each.field) for each in done.problems] == [("busy_ones.yaml", 2, "where")]
    assert segments_defined(workspace.pk) == []


def test_only_pruning_removes_and_never_journeys_or_templates(workspace, folder):
    apply(workspace, folder)
    for name in FILES:
        if not name.startswith("settings"):
            (folder / name).unlink()

    kept = planned(workspace.pk, folder, prune=False)
    assert {each.act for each in kept.changes} == {"keep"}
    assert kept.is_empty
    done = apply(workspace, folder, prune=True)

    assert done.problems == ()
    assert {(each.kind, each.act) for each in done.done} == {
        (kind, "remove") for kind in ("traits", "segments", "content", "snippets")
    }
    assert (traits_defined(workspace.pk), segments_defined(workspace.pk)) == ([], [])
    assert [each.key for each in journeys.journeys(workspace.pk)] == ["welcome"]
    assert Change("journeys", "welcome", "keep") in planned(workspace.pk, folder, prune=True).changes


def test_a_folder_that_is_not_there_is_refused(workspace, tmp_path):
    with pytest.raises(BadInput) as caught:
        documents(tmp_path / "lost")
    assert caught.value.field == "folder"


@pytest.mark.parametrize(
    ("field", "line"), [("", 1), ("a", 1), ("b[1].c", 4), ("b[1].lost", 4), ("b[7]", 2), ("lost", 1)]
)
def test_a_field_is_found_on_its_line(field, line):
    assert line_of("a: 1\nb:\n- c: 1\n- c: 2\n", field) == line
