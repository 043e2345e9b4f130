"""Count the steps that customers took in journeys while a clock was brought forward."""

from collections.abc import Callable, Mapping

from tenure.journeys.queries import step_count


def counting(workspace_id: int) -> Callable[[], Mapping[str, int]]:
    """Begin to count; what is returned tells the steps since."""
    before = step_count(workspace_id)
    return lambda: {"journey_steps": step_count(workspace_id) - before}
