"""Show lifecycle stages and the steps between them."""

from collections.abc import Mapping, Sequence
from urllib.parse import urlencode

from django.urls import reverse

from tenure.console.rules.signal_lines import ProgressLine, StageLine
from tenure.console.signal_wording import STAGE_MEANINGS, STAGES, stage_look
from tenure.signals.rules.movements import Progress


def stage_lines(counts: Mapping[str, int], *, chosen: str | None) -> tuple[StageLine, ...]:
    """Return every stage with its customers."""
    return tuple(
        StageLine(
            key=key,
            look=look,
            meaning=STAGE_MEANINGS[key],
            count=counts.get(key, 0),
            url=f"{reverse('console:stages')}?{urlencode({'stage': key})}",
            is_chosen=key == chosen,
        )
        for key, look in STAGES.items()
    )


def progress_lines(steps: Sequence[Progress]) -> tuple[ProgressLine, ...]:
    """Return the steps between stages, each beside the most frequent one."""
    most = max((each.count for each in steps), default=0)
    return tuple(ProgressLine(stage_look(each.before), stage_look(each.after), each.count, most) for each in steps)
