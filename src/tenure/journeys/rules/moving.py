"""Say where runs go on when they are moved to another version of their journey."""

from collections.abc import Mapping

import polars as pl

from tenure.journeys.rules.definition import ENTRY, Version
from tenure.kernel.errors import BadInput


def refuse_lost(runs: pl.DataFrame, target: Version, nodes: Mapping[str, str]) -> None:
    """Raise BadInput when a run stands where the version has no node, or `nodes` leads where it has none."""
    known = {ENTRY, *(node.id for node in target.journey.expanded().nodes)}
    for source, goal in nodes.items():
        if goal not in known - {ENTRY}:
            raise BadInput(f"Version {target.number} has no node {goal!r}; name one of it.", field=f"nodes.{source}")
    lost = {node: count for node, count in runs.group_by("node").len().sort("node").iter_rows() if node not in known}
    for node in nodes:
        lost.pop(node, None)
    if lost:
        told = ", ".join(f"{count} at {node!r}" for node, count in lost.items())
        raise BadInput(
            f"Version {target.number} lacks nodes where customers stand: {told}; say in `nodes` where they go on, as "
            f'in {{"{next(iter(lost))}": "NODE"}}, or leave them on their version.',
            field="nodes",
        )


def moved(runs: pl.DataFrame, target: Version, nodes: Mapping[str, str]) -> pl.DataFrame:
    """Return runs as they stand in the version.

    Coming to a node of it is another visit: whatever they met before, (node, visit) names a step once.
    """
    is_inside = pl.col("node") != ENTRY
    return runs.with_columns(
        version_id=pl.lit(target.id, pl.Int64),
        node=pl.col("node").replace(dict(nodes)),
        visit=pl.when(is_inside).then(pl.col("visit") + 1).otherwise("visit"),
    )
