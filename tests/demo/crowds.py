"""Make crowds whose members are all alike."""

import numpy as np

from tenure.demo.rules.crowds import KIND_NAMES, Crowd, lifts


def many(count, *, kind, joined, is_payer=True, is_in_team=False):
    """Return so many customers of a kind who joined on a day."""
    return Crowd(
        seed="1",
        numbers=np.arange(1, count + 1),
        kind=np.full(count, KIND_NAMES.index(kind)),
        joined=np.full(count, joined),
        is_payer=np.full(count, is_payer),
        is_in_team=np.full(count, is_in_team),
    )


def unreached(crowd):
    """Return what nothing adds."""
    return lifts(crowd, (), day=1)
