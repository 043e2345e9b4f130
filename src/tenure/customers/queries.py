"""Read customers and their consents."""

from collections.abc import Iterable, Sequence

import polars as pl
from django.db.models import Count, QuerySet

from tenure.customers.models import (
    AccountRow,
    ConsentDefaultRow,
    ConsentRow,
    CustomerRow,
    ErasureRow,
    IdentityRow,
    MemberRow,
    MergeRow,
    TagRow,
)
from tenure.customers.rules.accounts import Account, Membership
from tenure.customers.rules.consents import GRANTED, MARKETING, Consent, Entry
from tenure.customers.rules.customers import Customer
from tenure.customers.rules.erasures import Erasure
from tenure.customers.rules.resolution import ANONYMOUS, KNOWN, USER
from tenure.customers.rules.suppression import suppression_digest
from tenure.kernel.errors import BadInput, NotFound
from tenure.kernel.json import Json
from tenure.platform import scalars
from tenure.platform.columns import among, select_frame
from tenure.platform.presence import contributions
from tenure.ui.signing import signing_key

_NAMES = {"customer_id": pl.Int64(), "public_id": pl.String(), "user_id": pl.String()}
_IDS = {"customer_id": pl.Int64()}
PEOPLE = {
    "customer_id": pl.Int64(),
    "public_id": pl.String(),
    "user_id": pl.String(),
    "created_at": pl.Datetime("us", "UTC"),
    "first_source": pl.String(),
}
MERGES = {"from_id": pl.Int64(), "to_id": pl.Int64()}
_STATES = {"customer_id": pl.Int64(), "state": pl.String()}


def customer(workspace_id: int, public_or_user_id: str) -> Customer:
    """Return a customer by public id or user id; NotFound when the workspace has none such.

    The ids of a customer who was merged lead to the one it was merged into.
    """
    # PostgreSQL cannot even be asked for text with this character; nobody has it in an id.
    if "\0" not in public_or_user_id:
        row = _by_public_id(workspace_id, public_or_user_id) or _by_user_id(workspace_id, public_or_user_id)
        if row is not None:
            return row.to_value()
    raise NotFound(f"There is no customer {public_or_user_id!r} here.", field="customer")


def customers(workspace_id: int, *, limit: int, before: int | None = None) -> list[Customer]:
    """Return the newest customers, newest first; `before` is the id of the last one seen."""
    rows = _living(workspace_id).order_by("-id")
    older = rows if before is None else rows.filter(id__lt=before)
    return [row.to_value() for row in older[:limit]]


def customer_count(workspace_id: int) -> int:
    """Return how many customers a workspace has."""
    return _living(workspace_id).count()


def by_ids(workspace_id: int, ids: Sequence[int]) -> pl.DataFrame:
    """Return `customer_id`, `public_id` and `user_id` of those customers that are in the workspace."""
    condition, params = among("id", list(ids))
    sql = f"SELECT id, public_id, user_id FROM customers_customer WHERE workspace_id = %s AND {condition} ORDER BY id"
    return select_frame(sql, [workspace_id, *params], schema=_NAMES)


def people_frame(
    workspace_id: int, *, limit: int, before: int | None = None, among_ids: pl.Series | None = None
) -> pl.DataFrame:
    """Return customers (columns of `PEOPLE`), newest first; only some of them, and those below an id, when asked."""
    condition, params = ("true", []) if among_ids is None else among("id", among_ids.to_list())
    sql = (
        "SELECT id, public_id, user_id, created_at, first_source FROM customers_customer "
        f"WHERE workspace_id = %s AND gone_at IS NULL AND id < %s AND {condition} ORDER BY id DESC LIMIT %s"
    )
    last = (1 << 63) - 1 if before is None else before
    return select_frame(sql, [workspace_id, last, *params, limit], schema=PEOPLE)


def merges(workspace_id: int) -> pl.DataFrame:
    """Return `from_id` and `to_id` of all customers who turned out to be another; nobody in `to_id` was merged too."""
    sql = "SELECT from_id, to_id FROM customers_merge WHERE workspace_id = %s ORDER BY from_id"
    return select_frame(sql, [workspace_id], schema=MERGES)


def identities(pairs: pl.DataFrame) -> pl.DataFrame:
    """Return what is known of the ids in some pairs (`PAIRS`) as `KNOWN`, two statements for each workspace."""
    found = [pl.DataFrame(schema=KNOWN)]
    for group in pairs.partition_by("workspace_id"):
        workspace_id = group["workspace_id"][0]
        for column, look in (("user_id", _users), ("anonymous_id", _visitors)):
            ids = group[column].drop_nulls().unique()
            if len(ids):
                found.append(look(workspace_id, ids))
    return pl.concat(found)


def all_ids(workspace_id: int, customer_id: int) -> list[int]:
    """Return the id of a customer and those of all who were merged into it."""
    rows = MergeRow.objects.filter(workspace_id=workspace_id, to_id=customer_id).order_by("from_id")
    return [customer_id, *rows.values_list("from_id", flat=True)]


def found(workspace_id: int, text: str, *, limit: int) -> list[Customer]:
    """Return customers of whom some id begins with a text in any case, newest first, and whose public id it is."""
    wanted = text.strip()
    if not wanted or "\0" in wanted:
        return []
    bearers = IdentityRow.objects.filter(workspace_id=workspace_id, value__istartswith=wanted)
    rows = _living(workspace_id).filter(pk__in=bearers.values("customer_id")).order_by("-id")
    named = _by_public_id(workspace_id, wanted)
    return [*([] if named is None else [named.to_value()]), *(row.to_value() for row in rows[:limit])][:limit]


def found_ids(workspace_id: int, text: str, *, before: int | None = None) -> pl.Series:
    """Return the `customer_id` of everyone of whom some id begins with a text in any case, or whose public id it is.

    With `before`, only those below this id.
    """
    wanted = text.strip()
    if not wanted or "\0" in wanted:
        return pl.Series("customer_id", [], dtype=pl.Int64)
    bearers = IdentityRow.objects.filter(workspace_id=workspace_id, value__istartswith=wanted)
    older = bearers if before is None else bearers.filter(customer_id__lt=before)
    named = _by_public_id(workspace_id, wanted)
    ids = [*older.values_list("customer_id", flat=True), *([] if named is None else [named.pk])]
    return pl.Series("customer_id", ids, dtype=pl.Int64)


def among_ids(workspace_id: int, customer_ids: Sequence[int]) -> list[Customer]:
    """Return those of some customers who are still here, newest first."""
    rows = _living(workspace_id).filter(pk__in=list(customer_ids)).order_by("-id")
    return [row.to_value() for row in rows]


def tagged(workspace_id: int, tag: str) -> pl.Series:
    """Return the `customer_id` of everyone who bears a tag."""
    sql = "SELECT customer_id FROM customers_tag WHERE workspace_id = %s AND name = %s"
    return select_frame(sql, [workspace_id, tag], schema=_IDS)["customer_id"]


def tags_frame(workspace_id: int) -> pl.DataFrame:
    """Return the tags of everybody: `customer_id`, `name`."""
    sql = "SELECT customer_id, name FROM customers_tag WHERE workspace_id = %s"
    return select_frame(sql, [workspace_id], schema=_IDS | {"name": pl.String()})


def tag_counts(workspace_id: int, *, limit: int) -> dict[str, int]:
    """Return how many customers bear each tag, the most frequent tags of a workspace first."""
    rows = TagRow.objects.filter(workspace_id=workspace_id).values_list("name")
    return dict(rows.annotate(count=Count("id")).order_by("-count", "name")[:limit])


def in_account(workspace_id: int, key: str) -> pl.Series:
    """Return the `customer_id` of everyone in the account of a key, now or before."""
    sql = (
        "SELECT m.customer_id FROM customers_member m JOIN customers_account a ON a.id = m.account_id "
        "WHERE m.workspace_id = %s AND a.workspace_id = m.workspace_id AND a.key = %s"
    )
    return select_frame(sql, [workspace_id, key], schema=_IDS)["customer_id"]


def owners_of(workspace_id: int, customer_ids: Sequence[int]) -> dict[int, str]:
    """Return the email address of the user who looks after each customer that has one."""
    rows = CustomerRow.objects.filter(workspace_id=workspace_id, pk__in=customer_ids, owner__isnull=False)
    return dict(rows.values_list("pk", "owner__email"))


def looked_after(workspace_id: int) -> pl.Series:
    """Return the `customer_id` of everybody who has an owner, sorted."""
    sql = (
        "SELECT id AS customer_id FROM customers_customer WHERE workspace_id = %s AND owner_id IS NOT NULL ORDER BY id"
    )
    return select_frame(sql, [workspace_id], schema=_IDS)["customer_id"]


def tags_of(workspace_id: int, customer_ids: Sequence[int]) -> dict[int, list[str]]:
    """Return the tags of each customer that has any, in the order of the alphabet."""
    found: dict[int, list[str]] = {}
    rows = TagRow.objects.filter(workspace_id=workspace_id, customer_id__in=customer_ids).order_by("name")
    for customer_id, name in rows.values_list("customer_id", "name"):
        found.setdefault(customer_id, []).append(name)
    return found


def accounts(workspace_id: int, *, limit: int, before: int | None = None) -> list[Account]:
    """Return the newest accounts, newest first; `before` is the id of the last one seen."""
    rows = AccountRow.objects.filter(workspace_id=workspace_id).select_related("owner").order_by("-id")
    older = rows if before is None else rows.filter(id__lt=before)
    return [row.to_value() for row in older[:limit]]


def account(workspace_id: int, key: str) -> Account:
    """Return an account by its key, the group id of its events."""
    rows = AccountRow.objects.filter(workspace_id=workspace_id, key=key).select_related("owner")
    row = None if "\0" in key else rows.first()
    if row is None:
        raise NotFound(f"There is no account {key!r} here.", field="account")
    return row.to_value()


def members(workspace_id: int, account_id: int, *, limit: int, before: int | None = None) -> list[Customer]:
    """Return the customers in an account, newest first; `before` is the id of the last one seen."""
    inside = MemberRow.objects.filter(workspace_id=workspace_id, account_id=account_id).values("customer_id")
    rows = _living(workspace_id).filter(pk__in=inside).order_by("-id")
    older = rows if before is None else rows.filter(id__lt=before)
    return [row.to_value() for row in older[:limit]]


def accounts_of(workspace_id: int, customer_ids: Sequence[int]) -> dict[int, list[Membership]]:
    """Return the accounts of each customer that is in any, the current one first."""
    rows = MemberRow.objects.filter(workspace_id=workspace_id, customer_id__in=customer_ids)
    found: dict[int, list[Membership]] = {}
    for row in rows.select_related("account__owner").order_by("-seen_at", "-id"):
        known = found.setdefault(row.customer_id, [])
        known.append(Membership(row.account.to_value(), row.joined_at, is_current=not known))
    return found


def current_accounts(workspace_id: int, customer_ids: Sequence[int]) -> pl.DataFrame:
    """Return `customer_id` and `account_id` of those of some customers who are in any account."""
    condition, params = among("customer_id", customer_ids)
    sql = (
        "SELECT customer_id, account_id FROM customers_member "
        f"WHERE workspace_id = %s AND {condition} ORDER BY customer_id, seen_at DESC, id DESC"
    )
    rows = select_frame(sql, [workspace_id, *params], schema={**_IDS, "account_id": pl.Int64()})
    return rows.unique("customer_id", keep="first", maintain_order=True)


def suppressed(workspace_id: int, values: Iterable[str]) -> frozenset[str]:
    """Return those addresses and ids to which nothing may be sent."""
    digests = suppression_digests(workspace_id, values)
    condition, params = among("digest", sorted(set(digests.values())))
    sql = f"SELECT digest FROM customers_suppression WHERE workspace_id = %s AND {condition}"
    held = set(select_frame(sql, [workspace_id, *params], schema={"digest": pl.String()})["digest"])
    return frozenset(value for value, digest in digests.items() if digest in held)


def suppression_digests(workspace_id: int, values: Iterable[str]) -> dict[str, str]:
    """Return the keyed hash under which each address or id is suppressed."""
    key = signing_key().encode()
    return {value: suppression_digest(value, workspace_id=workspace_id, key=key) for value in values}


def wanted_erasures() -> list[Erasure]:
    """Return the erasures that were asked for and are not done, of all workspaces, oldest first."""
    # The worker asks at each of its turns, and mostly there are none.
    if scalars.number("SELECT id FROM customers_erasure WHERE done_at IS NULL LIMIT 1") is None:
        return []
    rows = ErasureRow.objects.filter(done_at=None).select_related("customer").order_by("id")
    return [row.to_value() for row in rows]


def erasures(workspace_id: int, *, limit: int, before: int | None = None) -> list[Erasure]:
    """Return the erasures of a workspace, newest first; `before` is the id of the last one seen."""
    rows = ErasureRow.objects.filter(workspace_id=workspace_id).select_related("customer").order_by("-id")
    older = rows if before is None else rows.filter(id__lt=before)
    return [row.to_value() for row in older[:limit]]


def erasure(workspace_id: int, public_id: str) -> Erasure:
    """Return an erasure by its public id."""
    rows = ErasureRow.objects.filter(workspace_id=workspace_id, public_id=public_id).select_related("customer")
    row = None if "\0" in public_id else rows.first()
    if row is None:
        raise NotFound(f"There is no erasure {public_id!r} here.", field="erasure")
    return row.to_value()


def assumed_channels(workspace_id: int) -> frozenset[str]:
    """Return the channels on which marketing consent is taken for granted where nobody said anything."""
    rows = ConsentDefaultRow.objects.filter(workspace_id=workspace_id)
    return frozenset(rows.values_list("channel", flat=True))


def ledger(workspace_id: int, customer_id: int, *, limit: int, before: str | None = None) -> list[Entry]:
    """Return the consent entries of a customer and of all who were merged into it, newest first.

    `before` is the public id of the last one seen.
    """
    ids = all_ids(workspace_id, customer_id)
    rows = ConsentRow.objects.filter(workspace_id=workspace_id, customer_id__in=ids)
    if before is not None:
        last = rows.filter(public_id=before).first() if "\0" not in before else None
        if last is None:
            raise BadInput(f"{before!r} is no cursor of this list; send one that it gave.", field="cursor")
        rows = rows.filter(pk__lt=last.pk)
    return [row.to_entry() for row in rows.select_related("customer").order_by("-pk")[:limit]]


def consents(workspace_id: int, customer_id: int) -> list[Consent]:
    """Return what holds now for each channel and purpose of a customer."""
    return consents_of(workspace_id, [customer_id]).get(customer_id, [])


def consents_of(workspace_id: int, customer_ids: Sequence[int]) -> dict[int, list[Consent]]:
    """Return what holds now for several customers, by channel and purpose."""
    entries = ConsentRow.objects.filter(workspace_id=workspace_id, customer_id__in=customer_ids)
    current = {
        (entry.customer_id, entry.channel, entry.purpose): entry.to_value() for entry in entries.order_by("at", "id")
    }
    found: dict[int, list[Consent]] = {}
    for (customer_id, _, _), consent in sorted(current.items(), key=lambda item: item[0]):
        found.setdefault(customer_id, []).append(consent)
    return found


def consent_states(workspace_id: int, customer_ids: Sequence[int], channel: str, purpose: str) -> pl.DataFrame:
    """Return the `state` that holds for each `customer_id` for a channel and purpose, where there is any.

    Where the workspace takes marketing consent for granted on the channel, silence is `granted`.
    """
    condition, params = among("customer_id", list(customer_ids))
    sql = (
        "SELECT customer_id, state FROM customers_consent "
        f"WHERE workspace_id = %s AND channel = %s AND purpose = %s AND {condition} ORDER BY at, id"
    )
    entries = select_frame(sql, [workspace_id, channel, purpose, *params], schema=_STATES)
    said = entries.unique("customer_id", keep="last", maintain_order=True)
    if purpose != MARKETING or channel not in assumed_channels(workspace_id):
        return said
    everyone = pl.DataFrame({"customer_id": sorted(set(customer_ids))}, schema={"customer_id": pl.Int64()})
    return everyone.join(said, on="customer_id", how="left").with_columns(pl.col("state").fill_null(GRANTED))


def facts(workspace_id: int, customer_ids: Sequence[int]) -> dict[int, dict[str, Json]]:
    """Return what the rooms know of customers: email, traits, what was stated in vain, segments and stage.

    A room contributes a module `customer_facts` with `facts(workspace_id, customer_ids)`, which returns
    any of these for each customer of whom it knows something.
    """
    found: dict[int, dict[str, Json]] = {
        customer_id: {"email": None, "traits": {}, "ignored": [], "segments": [], "stage": "new"}
        for customer_id in customer_ids
    }
    for room in contributions("customer_facts"):
        for customer_id, known in room.facts(workspace_id, list(customer_ids)).items():
            found[customer_id].update(known)
    return found


def _living(workspace_id: int) -> QuerySet[CustomerRow]:
    return CustomerRow.objects.filter(workspace_id=workspace_id, gone_at=None)


def _by_public_id(workspace_id: int, public_id: str) -> CustomerRow | None:
    row = _living(workspace_id).filter(public_id=public_id).first()
    if row is not None:
        return row
    merge = MergeRow.objects.filter(workspace_id=workspace_id, from_public_id=public_id).first()
    return None if merge is None else _living(workspace_id).filter(pk=merge.to_id).first()


def _by_user_id(workspace_id: int, user_id: str) -> CustomerRow | None:
    identity = IdentityRow.objects.filter(workspace_id=workspace_id, kind=USER, value=user_id)
    found = identity.select_related("customer").first()
    return None if found is None else found.customer


def _users(workspace_id: int, user_ids: pl.Series) -> pl.DataFrame:
    condition, params = among("value", user_ids.to_list())
    sql = f"SELECT value, customer_id FROM customers_identity WHERE workspace_id = %s AND kind = %s AND {condition}"
    found = select_frame(sql, [workspace_id, USER, *params], schema={"value": pl.String(), "customer_id": pl.Int64()})
    return _known(found.with_columns(user_id="value"), workspace_id, USER)


def _visitors(workspace_id: int, anonymous_ids: pl.Series) -> pl.DataFrame:
    condition, params = among("i.value", anonymous_ids.to_list())
    sql = (
        "SELECT i.value, i.customer_id, c.user_id FROM customers_identity i "
        "JOIN customers_customer c ON c.id = i.customer_id "
        f"WHERE i.workspace_id = %s AND i.kind = %s AND {condition}"
    )
    schema = {"value": pl.String(), "customer_id": pl.Int64(), "user_id": pl.String()}
    return _known(select_frame(sql, [workspace_id, ANONYMOUS, *params], schema=schema), workspace_id, ANONYMOUS)


def _known(found: pl.DataFrame, workspace_id: int, kind: str) -> pl.DataFrame:
    named = found.with_columns(workspace_id=pl.lit(workspace_id, pl.Int64), kind=pl.lit(kind))
    return named.select(KNOWN.keys())
