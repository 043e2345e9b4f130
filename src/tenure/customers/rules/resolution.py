"""Decide which customer each pair of ids belongs to.

- A user id that is known belongs to its customer, whatever anonymous id comes with it.
- A customer without user id is the first user id that one of its anonymous ids comes with. If that user id is
  new, it takes over the customer: this is how a visitor becomes known. Else the two customers are merged.
- A user id that is new and takes nobody over makes a new customer.
- An anonymous id that is new belongs to the first user id it comes with, else it makes a new customer.
- Two customers with a user id each are never merged here, whatever they share: the user id wins for the row,
  and rows of the anonymous id alone belong to whom it came with first.

So, while no anonymous id comes with two user ids, the order of rows makes no difference to who is who.
"""

from dataclasses import dataclass

import polars as pl

PAIRS = {
    "workspace_id": pl.Int64(),
    "user_id": pl.String(),
    "anonymous_id": pl.String(),
    "source": pl.String(),
}
KNOWN = {
    "workspace_id": pl.Int64(),
    "kind": pl.String(),
    "value": pl.String(),
    "customer_id": pl.Int64(),
    "user_id": pl.String(),
}
USER, ANONYMOUS = "user", "anonymous"
_USER, _VISITOR = ["workspace_id", "user_id"], ["workspace_id", "anonymous_id"]


@dataclass(frozen=True, slots=True)
class Resolution:
    """The customer of each pair, and what must be written first. Customers to be made have negative ids."""

    pairs: pl.DataFrame  # as given, with customer_id
    new: pl.DataFrame  # customer_id, workspace_id, user_id, anonymous_id, source
    named: pl.DataFrame  # id, user_id: customers who had no user id until now
    identities: pl.DataFrame  # workspace_id, kind, value, customer_id
    merged: pl.DataFrame  # workspace_id, from_id, to_id: customers without a user id, and who they are


def resolution(pairs: pl.DataFrame, known: pl.DataFrame) -> Resolution:
    """Return the customer of each pair (columns of `PAIRS`, in order) given the identities that are `KNOWN`."""
    visitors_before = known.filter(kind=ANONYMOUS).rename({"value": "anonymous_id", "user_id": "has_user_id"})
    claims = _claims(pairs, visitors_before)
    users = _users(pairs, known.filter(kind=USER), claims)
    visitors = _new_visitors(pairs, users, visitors_before)
    merged = _merged(claims, users)
    of_visitor = pl.concat(
        [
            _as_merged(visitors_before, merged).select(*_VISITOR, "customer_id"),
            visitors.select(*_VISITOR, "customer_id"),
        ]
    )
    placed = (
        pairs.join(users.select(*_USER, "customer_id"), on=_USER, how="left", maintain_order="left")
        .join(of_visitor, on=_VISITOR, how="left", maintain_order="left", suffix="_of_visitor")
        .with_columns(pl.coalesce("customer_id", "customer_id_of_visitor"))
        .drop("customer_id_of_visitor")
    )
    new_users = users.filter("is_new").with_columns(anonymous_id=pl.lit(None, pl.String))
    new_visitors = visitors.filter("is_new").with_columns(user_id=pl.lit(None, pl.String))
    columns = ["customer_id", "workspace_id", "user_id", "anonymous_id", "source"]
    return Resolution(
        pairs=placed,
        new=pl.concat([new_users.select(columns), new_visitors.select(columns)]),
        named=users.filter("is_named").select("user_id", id="customer_id"),
        identities=pl.concat(
            [
                _identities(users.filter(pl.col("is_named") | pl.col("is_new")), USER, "user_id"),
                _identities(visitors, ANONYMOUS, "anonymous_id"),
            ]
        ),
        merged=merged,
    )


def _claims(pairs: pl.DataFrame, visitors: pl.DataFrame) -> pl.DataFrame:
    """Return each customer without user id (`claimed_id`) that came with user ids, and the first of those."""
    nobody = visitors.filter(pl.col("has_user_id").is_null()).select(*_VISITOR, claimed_id="customer_id")
    met = pairs.filter(pl.col("user_id").is_not_null()).join(nobody, on=_VISITOR, how="inner", maintain_order="left")
    return met.unique("claimed_id", keep="first", maintain_order=True).select(*_USER, "claimed_id")


def _users(pairs: pl.DataFrame, known: pl.DataFrame, claims: pl.DataFrame) -> pl.DataFrame:
    """Return each user id with its customer, which `is_new` or, taken over from a visitor, `is_named` now."""
    first = pairs.filter(pl.col("user_id").is_not_null()).unique(_USER, keep="first", maintain_order=True)
    before = known.select("workspace_id", "customer_id", user_id="value")
    users = first.join(before, on=_USER, how="left", maintain_order="left")
    takeovers = (
        claims.join(before, on=_USER, how="anti", maintain_order="left")
        .unique(_USER, keep="first", maintain_order=True)
        .rename({"claimed_id": "taken_id"})
    )
    users = users.join(takeovers, on=_USER, how="left", maintain_order="left")
    known_id = pl.coalesce("customer_id", "taken_id")
    return users.select(
        *_USER,
        "source",
        customer_id=_or_new(known_id, after=0),
        is_new=known_id.is_null(),
        is_named=pl.col("taken_id").is_not_null(),
    )


def _new_visitors(pairs: pl.DataFrame, users: pl.DataFrame, before: pl.DataFrame) -> pl.DataFrame:
    """Return each anonymous id that is new with its customer: that of the first user id beside it, or its own."""
    unknown = pairs.filter(pl.col("anonymous_id").is_not_null()).join(
        before, on=_VISITOR, how="anti", maintain_order="left"
    )
    beside = unknown.join(users.select(*_USER, "customer_id"), on=_USER, how="left", maintain_order="left")
    first = beside.sort(pl.col("customer_id").is_null(), maintain_order=True).unique(
        _VISITOR, keep="first", maintain_order=True
    )
    found = pl.col("customer_id")
    numbered = _or_new(found, after=users.filter("is_new").height)
    return first.select(*_VISITOR, "source", customer_id=numbered, is_new=found.is_null())


def _merged(claims: pl.DataFrame, users: pl.DataFrame) -> pl.DataFrame:
    """Return the claimed customers whom nobody took over, each with the customer of its user id."""
    owned = claims.join(users.select(*_USER, "customer_id"), on=_USER, how="inner", maintain_order="left")
    others = owned.filter(pl.col("claimed_id") != pl.col("customer_id"))
    return others.select("workspace_id", from_id="claimed_id", to_id="customer_id")


def _as_merged(owned: pl.DataFrame, merged: pl.DataFrame) -> pl.DataFrame:
    """Return rows with `customer_id`, those of merged customers under the one they are now."""
    renamed = owned.join(
        merged.select("from_id", "to_id"), left_on="customer_id", right_on="from_id", how="left", maintain_order="left"
    )
    return renamed.with_columns(customer_id=pl.coalesce("to_id", "customer_id")).drop("to_id")


def _or_new(customer_id: pl.Expr, *, after: int) -> pl.Expr:
    """Return the ids with -1, -2, … (from beyond `after`) where there is none."""
    return customer_id.fill_null(-after - customer_id.is_null().cum_sum().cast(pl.Int64))


def _identities(frame: pl.DataFrame, kind: str, column: str) -> pl.DataFrame:
    return frame.select("workspace_id", kind=pl.lit(kind), value=column, customer_id="customer_id")
