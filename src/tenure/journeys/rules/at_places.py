"""Do for all customers at one `place` of the settings at once what is the same for them."""

from collections.abc import Callable

import numpy as np
import polars as pl


def at_each(customers: pl.DataFrame, act: Callable[[pl.DataFrame, int], pl.DataFrame]) -> pl.DataFrame:
    """Return what came of an act on the customers at each place, in the order of the customers."""
    places = customers["place"].to_numpy()
    present = np.flatnonzero(np.bincount(places))
    if len(present) == 1:
        return act(customers, int(present[0]))
    groups = [np.flatnonzero(places == place) for place in present]
    parts = [act(customers[group], int(place)) for group, place in zip(groups, present, strict=True)]
    return pl.concat(parts, how="diagonal")[np.argsort(np.concatenate(groups))]


def payloads(customers: pl.DataFrame, *names: str) -> pl.Series:
    """Return some columns of settings of the customers at nodes (see node_types.Visit) as JSON objects.

    Such columns are the same for all at one `place`, so that each is written once.
    """
    places = customers["place"].to_numpy()
    some = np.empty(int(places.max(initial=0)) + 1, dtype=np.int64)
    some[places] = np.arange(len(places))
    present = np.flatnonzero(np.bincount(places))
    told = customers[some[present]].select(pl.struct(names).struct.json_encode()).to_series()
    some[present] = np.arange(len(present))
    return told.gather(some[places])
