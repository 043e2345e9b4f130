"""Send a message."""

from dataclasses import dataclass, replace

import polars as pl
from django.utils.translation import gettext_lazy as _

from tenure.journeys.nodes.end import End
from tenure.journeys.nodes.wait import Wait
from tenure.journeys.nodes.wait_for import Awaited, WaitFor
from tenure.journeys.rules import checks, spelling
from tenure.journeys.rules.at_places import payloads
from tenure.journeys.rules.node_types import Context, NodeType
from tenure.journeys.rules.settings import Node, NodeSettings, text_setting
from tenure.journeys.rules.spelling import Read, optional, setting
from tenure.kernel.expressions.words import literal_text

MAX_FALLBACKS = 5
MAX_HOURS = 24 * 90
_hours: Read[int | None] = checks.whole_numbers(1, MAX_HOURS)


@dataclass(frozen=True, slots=True)
class Fallback:
    """Another message for those who left the one before unread."""

    channel: str = setting("The channel it goes over.", read=checks.text)
    template: str = setting("The key of its template.", read=checks.text)
    after_hours: int = optional(
        "How long the message before may be unread.", read=checks.whole_numbers(1, MAX_HOURS), default=24
    )


@dataclass(frozen=True, slots=True)
class Send(NodeSettings):
    """Ask for a message made from a template.

    With `fallback`, who leaves it unread gets another one: unread is a message after which the customer neither opened
    or clicked it nor paid a visit.
    """

    channel: str = text_setting("The channel it goes over, such as `email`.")
    template: str = text_setting("The key of the template it is made from.")
    expires_hours: int | None = optional("After how many hours it is worth nothing.", read=_hours, default=None)
    fallback: tuple[Fallback, ...] = optional(
        "Messages for those who leave it unread: each with `channel`, `template` and `after_hours`.",
        read=spelling.listed(Fallback, at_most=MAX_FALLBACKS),
        default=(),
    )

    def detail(self) -> str:
        """Return which template goes over which channel."""
        return f"{self.template} · {self.channel}"

    def expanded(self, node: Node, *, onward: str | None) -> tuple[Node, ...]:
        """Return the send, and for each fallback a wait for the message to be read and another send."""
        return _expanded(self, node, onward) if self.fallback else (node,)


def visit(customers: pl.DataFrame, context: Context) -> pl.DataFrame:  # noqa: ARG001 - every node is told what is known
    """Ask messaging to queue a message for each customer, who goes on at once."""
    told = payloads(customers, "channel", "template", "journey", "version", "node", "arm", "priority", "expires_hours")
    return customers.with_columns(effect=pl.lit("queue_message"), payload=told)


def _expanded(send: Send, node: Node, onward: str | None) -> tuple[Node, ...]:
    read = onward or f"{node.id}-end"
    first = replace(
        node,
        settings=replace(send, fallback=()),
        variants=tuple(replace(each, settings=_alone(each.settings)) for each in node.variants),
        next=None,
    )
    nodes, sender = [first], node.id
    for number, fallback in enumerate(send.fallback, start=1):
        other = f"{node.id}-fallback-{number}"
        unread = WaitFor(_signs(sender, read), within=Wait(hours=fallback.after_hours), timeout=other)
        asked = Send(fallback.channel, fallback.template, send.expires_hours)
        nodes += [Node(f"{node.id}-unread-{number}", "wait_for", unread), Node(other, "send", asked)]
        sender = other
    end = () if onward else (Node(read, "end", End()),)
    return (*nodes[:-1], replace(nodes[-1], next=read), *end)


def _signs(sender: str, read: str) -> tuple[Awaited, ...]:
    """Return what tells that a message was read; what machines open does not."""
    own = f"enrollment = run.id AND node = {literal_text(sender)}"
    return (
        Awaited("message_opened", f"{own} AND NOT (machine IS KNOWN AND machine = TRUE)", read),
        Awaited("message_clicked", own, read),
        Awaited("page_viewed", None, read),
    )


def _alone(settings: NodeSettings) -> NodeSettings:
    return replace(settings, fallback=()) if isinstance(settings, Send) else settings


NODE = NodeType(kind="send", settings=Send, visit=visit, label=_("Send"))
