"""Remove everything that the stream says of some customers, and the dead letters about them."""

from collections.abc import Mapping, Sequence
from datetime import datetime

import polars as pl

from tenure.events.models import DeadLetterRow
from tenure.events.rules.people import Person, is_about, person
from tenure.events.services.rewrite_files import holding, rewrite


def erase_rows(workspace_id: int, customer_ids: Sequence[int], *, now: datetime) -> Mapping[str, int]:
    """Remove the rows of customers, and dead letters about them; return what was removed."""
    theirs = pl.col("customer_id").is_in(list(customer_ids))
    found = holding(workspace_id, theirs)
    live = [each.rows.height for each in found if each.is_live]
    letters = _letters(workspace_id, person(pl.concat([each.rows for each in found])) if found else Person())
    about = DeadLetterRow.objects.filter(workspace_id=workspace_id, pk__in=letters)
    rewrite(workspace_id, found, theirs, now=now, beside=about.delete)
    return {"events": sum(live), "dead_letters": len(letters), "files": len(live)}


def _letters(workspace_id: int, who: Person) -> list[int]:
    letters = DeadLetterRow.objects.filter(workspace_id=workspace_id).values_list("pk", "payload")
    return [pk for pk, payload in letters.iterator() if is_about(payload, who)]
