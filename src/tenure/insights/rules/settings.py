"""Say what a workspace counts as value."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from tenure.kernel.errors import BadInput

MAX_DAYS: Final = 90
MAX_NAME: Final = 200


@dataclass(frozen=True, slots=True)
class Settings:
    """The event at which a customer first gets what the product is for, and within how many days it should come."""

    value_event: str = ""
    activation_days: int = 7

    @property
    def activation(self) -> timedelta:
        """Return how long a customer has to get to value."""
        return timedelta(days=self.activation_days)


def check(settings: Settings) -> None:
    """Raise BadInput where settings cannot be used."""
    if len(settings.value_event) > MAX_NAME:
        raise BadInput(f"The name of an event has at most {MAX_NAME} characters.", field="value_event")
    if not 1 <= settings.activation_days <= MAX_DAYS:
        raise BadInput(f"Say a number of days between 1 and {MAX_DAYS}.", field="activation_days")
