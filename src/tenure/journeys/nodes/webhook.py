"""Call another system."""

from dataclasses import dataclass

import polars as pl
from django.utils.translation import gettext_lazy as _

from tenure.journeys.rules import checks
from tenure.journeys.rules.at_places import payloads
from tenure.journeys.rules.node_types import Context, NodeType
from tenure.journeys.rules.settings import NodeSettings, long_text_setting
from tenure.journeys.rules.spelling import setting
from tenure.kernel.errors import BadInput

MAX_URL = 2_000


def _url(value: object, path: str) -> str:
    url = checks.long_text(value, path)
    if not url.startswith(("https://", "http://")) or len(url) > MAX_URL or not url.isprintable() or " " in url:
        raise BadInput(f"{path} must be an address that begins with https:// or http://.", field=path)
    return url


@dataclass(frozen=True, slots=True)
class Webhook(NodeSettings):
    """Ask for a POST of a text made of the customer's data."""

    url: str = setting("The address.", read=_url)
    body: str = long_text_setting("The JSON that is sent, in Liquid.")

    def detail(self) -> str:
        """Return the address."""
        return self.url


def visit(customers: pl.DataFrame, context: Context) -> pl.DataFrame:  # noqa: ARG001 - every node is told what is known
    """Ask for the call; everybody goes on at once."""
    told = payloads(customers, "url", "body", "journey", "version", "node", "arm")
    return customers.with_columns(effect=pl.lit("call_webhook"), payload=told)


NODE = NodeType(kind="webhook", settings=Webhook, visit=visit, label=_("Webhook"))
