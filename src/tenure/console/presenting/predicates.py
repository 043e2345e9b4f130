"""Say a predicate in words."""

from tenure.console.rules.builder import OPERATORS, Group, Row, builder_of
from tenure.console.signal_wording import OPERATORS as NAMES
from tenure.console.signal_wording import TRUTHS
from tenure.kernel.expressions.forms import to_json
from tenure.kernel.expressions.text import spelled
from tenure.kernel.expressions.tree import Expression


def in_words(where: Expression) -> str:
    """Return a predicate as a sentence; one that is richer than rows as its text."""
    builder = builder_of(to_json(where))
    if builder is None:
        return spelled(where)
    groups = [_group(group, is_alone=len(builder.groups) == 1) for group in builder.groups]
    return f" {TRUTHS[builder.joiner]} ".join(groups)


def _group(group: Group, *, is_alone: bool) -> str:
    text = f" {TRUTHS[group.joiner]} ".join(map(_row, group.rows))
    return text if is_alone or len(group.rows) == 1 else f"({text})"


def _row(row: Row) -> str:
    takes = OPERATORS[row.op].takes
    value = f"“{row.value}”" if takes == "text" else row.value
    return " ".join(filter(None, (row.trait, str(NAMES[row.op]), value)))
