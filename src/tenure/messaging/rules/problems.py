"""Say what must be mended before a template can be saved."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class TemplateProblem:
    """One thing to mend in a template: the field it stands in, what to do, and where."""

    field: str
    message: str
    line: int | None = None

    @property
    def sentence(self) -> str:
        """Return the problem as one sentence for people."""
        return self.message if self.line is None else f"Line {self.line}: {self.message}"
