"""Perform what journeys ask of traits."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Final

import polars as pl

from tenure.signals.services.state_traits import state_traits

PERFORMERS: Final[Mapping[str, Callable[[pl.DataFrame, datetime], None]]] = {"set_trait": state_traits}
