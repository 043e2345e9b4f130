import pytest

from tenure.kernel.errors import NotFound
from tenure.messaging.queries import content_item, snippet
from tests.console.scenes import furnished

pytestmark = pytest.mark.usefixtures("state")
ITEM = {
    "is_new": "1",
    "key": "first_run",
    "kind": "guide",
    "published_at": "2026-02-01T09:30",
    "plans": "pro team",
    "en.title": "Your first run",
    "en.url": "https://moveo.example/run",
    "ko.title": "첫 달리기",
    "ko.url": "https://moveo.example/ko/run",
}


@pytest.fixture
def scene(state):
    return furnished()


def test_an_item_is_written_listed_changed_and_deleted(scene):
    assert scene.client.post("/content/_save", ITEM).url == "/content"
    kept = content_item(scene.row.pk, "first_run")
    assert (kept.kind, sorted(kept.texts), kept.plans) == ("guide", ["en", "ko"], ("pro", "team"))
    assert "Your first run" in scene.text("/content")
    assert 'value="2026-02-01T09:30"' in scene.text("/content/first_run")

    scene.client.post("/content/_save", ITEM | {"is_new": "", "published_at": ""})
    assert content_item(scene.row.pk, "first_run").published_at is None
    assert scene.client.post("/content/first_run/delete").url == "/content"
    with pytest.raises(NotFound):
        content_item(scene.row.pk, "first_run")


@pytest.mark.parametrize("more", [{"en.url": "nowhere"}, {"key": "Ä"}, {"published_at": "soon"}])
def test_an_item_that_cannot_be_kept_is_refused(scene, more):
    answer = scene.client.post("/content/_save", ITEM | more)

    assert answer.status_code == 422
    assert 'role="alert"' in answer.content.decode()
    with pytest.raises(NotFound):
        content_item(scene.row.pk, "first_run")


def test_a_shared_part_is_written_in_two_languages_and_deleted(scene):
    said = {"is_new": "1", "key": "hint", "locale": "en", "body": "<p>Hint</p>"}

    assert scene.client.post("/snippets/_save", said).url == "/snippets/hint?locale=en"
    scene.client.post("/snippets/_save", said | {"is_new": "", "locale": "pl", "body": "<p>Rada</p>"})

    assert [(each.locale, each.body) for each in snippet(scene.row.pk, "hint")] == [
        ("en", "<p>Hint</p>"),
        ("pl", "<p>Rada</p>"),
    ]
    assert "Rada" in scene.text("/snippets/hint?locale=pl")
    assert scene.client.post("/snippets/_save", said).status_code == 422
    assert scene.client.post("/snippets/hint/delete").url == "/content"
