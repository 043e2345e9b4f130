"""Check that the looks that were kept are those that were taken."""

from collections.abc import Iterator
from itertools import groupby
from math import isclose
from typing import Final

from tenure.experiments.models import LookRow
from tenure.experiments.rules.looks import Look, is_over
from tenure.experiments.rules.proportions import information, z_value
from tenure.experiments.rules.sequential import next_boundary
from tenure.platform.rules.breaches import Breach
from tenure.platform.rules.workspaces import Workspace

LOOKS: Final = "experiments.looks"
_AS_GOOD_AS: Final = 1e-6


def verify(workspace: Workspace) -> list[Breach]:
    """Return every look that does not follow from its counts and the looks before, or that came after the last."""
    rows = LookRow.objects.filter(workspace_id=workspace.id).select_related("series").order_by("series_id", "date")
    return [
        Breach(LOOKS, f"workspace {workspace.public_id}, experiment {series.experiment}, arm {series.arm}: {told}")
        for series, of_series in groupby(rows, key=lambda row: row.series)
        for told in _breaches([row.to_value() for row in of_series], alpha=series.alpha)
    ]


def _breaches(looks: list[Look], *, alpha: float) -> Iterator[str]:
    for number, look in enumerate(looks):
        before = looks[:number]
        if is_over(before):
            yield f"{look.date}: a look was taken after the last one"
        elif not _follows(before, look, alpha=alpha):
            yield f"{look.date}: the look does not follow from what it counted"


def _follows(before: list[Look], look: Look, *, alpha: float) -> bool:
    known = information(look.treated, look.control)
    asked = next_boundary([each.boundary for each in before], time=look.boundary.time, information=known, alpha=alpha)
    found = (look.z, look.boundary.information, look.boundary.critical)
    wanted = (z_value(look.treated, look.control), known, asked.critical if asked else 0.0)
    return all(
        isclose(one, other, rel_tol=_AS_GOOD_AS, abs_tol=_AS_GOOD_AS) for one, other in zip(found, wanted, strict=True)
    )
