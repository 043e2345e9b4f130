"""Tell lives from a few events; today is Sunday, 1 March 2026."""

from datetime import timedelta

import polars as pl

from tenure.events.rules.rows import TENURE
from tenure.events.rules.typed import with_typed
from tenure.insights.rules.lives import counted, first_week, this_week
from tenure.insights.rules.metrics import Known, Scope, series
from tenure.insights.rules.settings import Settings
from tests.signals.acts import NOW, event, rows

TODAY = NOW.date()
VALUE = "workout_completed"
STAGES = {"customer_id": pl.Int64, "stage": pl.String}


def did(name, customer, days, **more):
    """Return what a customer did some days before now."""
    said = {"source": TENURE} if name in {"message_sent", "stage_changed"} else {}
    return event(f"{name}-{customer}-{days}", name, customer=customer, minutes=-days * 24 * 60, **said, **more)


def lives(*events, zone="UTC", seq=1, value_event=VALUE):
    """Return what events say."""
    return counted(
        with_typed(rows(*events)).lazy(), seq=seq, zone=zone, since=first_week(TODAY), value_event=value_event
    )


def known(*events, stages=(), days=7):
    """Return what metrics are told of events, and of the stages in which customers are now."""
    return Known(lives(*events), pl.DataFrame(list(stages), schema=STAGES, orient="row"), Settings(VALUE, days))


def last_weeks(metric, told, *, weeks=3):
    """Return the value, the counts and whether it is complete of the last weeks of a metric, this one last."""
    found = series(metric, told, now=NOW, weeks=weeks)
    return [(point.value, point.reached, point.population, point.is_complete) for point in found]


def scope(told, *, back=0):
    """Return this week, or one some weeks back."""
    return Scope(told, this_week(told.lives, NOW) - back)


def ago(days):
    """Return the instant some days before now."""
    return NOW - timedelta(days=days)
