"""The kinds of nodes that this room offers, without a database."""

from tenure.journeys.nodes import (
    branch,
    end,
    notify,
    send,
    set_trait,
    split,
    tag,
    wait,
    wait_date,
    wait_for,
    wait_until,
    webhook,
)

MODULES = (branch, end, notify, send, set_trait, split, tag, wait, wait_date, wait_for, wait_until, webhook)
KINDS = {module.NODE.kind: module.NODE for module in MODULES}
