"""Perform what journeys ask of customers."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Final

import polars as pl

from tenure.customers.services.tag_customers import tag_customers

PERFORMERS: Final[Mapping[str, Callable[[pl.DataFrame, datetime], None]]] = {"tag_customer": tag_customers}
