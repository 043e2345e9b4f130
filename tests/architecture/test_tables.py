"""Tables belong to their room, point only at rooms above, and guard what must never be true twice."""

import pytest
from django.apps import apps
from django.db.models import Model, UniqueConstraint

from tests.architecture.source import imported, name_of, room_order, source_files

TABLES = [model for model in apps.get_models() if model.__module__.startswith("tenure.")]
OF_THE_INSTALLATION = "platform"


def _room(model: type[Model]) -> str:
    return model.__module__.split(".")[1]


def _label(model: type[Model]) -> str:
    return model._meta.label


@pytest.mark.parametrize("model", TABLES, ids=_label)
def test_a_table_carries_the_name_of_its_room(model):
    assert model._meta.db_table.startswith(f"{_room(model)}_")
    assert model.__name__.endswith("Row") or model.__name__ == "User"
    assert list(model._meta.ordering) == []


@pytest.mark.parametrize("model", TABLES, ids=_label)
def test_a_foreign_key_points_at_the_same_room_or_one_above(model):
    keys = [field for field in model._meta.get_fields() if field.many_to_one and field.concrete]
    tables = [(field, field.related_model) for field in keys if field.related_model in TABLES]

    assert [f.name for f, other in tables if room_order().index(_room(other)) > room_order().index(_room(model))] == []
    assert [f.name for f, other in tables if _room(other) != _room(model) and f.remote_field.related_name != "+"] == []


@pytest.mark.parametrize("model", [model for model in TABLES if _room(model) != OF_THE_INSTALLATION], ids=_label)
def test_a_unique_key_starts_with_the_workspace(model):
    unique = [constraint for constraint in model._meta.constraints if isinstance(constraint, UniqueConstraint)]

    assert [constraint.name for constraint in unique if not constraint.fields[0].startswith("workspace")] == []


def test_nobody_listens_to_signals():
    imports = [(name_of(path), name) for path in source_files() for name in imported(path)]

    assert [found for found in imports if found[1].startswith(("django.dispatch", "django.db.models.signals"))] == []
