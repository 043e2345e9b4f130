"""Tables of customers, of the ids they come by, and of what they agreed to."""

from typing import ClassVar, cast

from django.db import models
from django.db.models import F, Q

from tenure.customers.rules.accounts import Account, stated_traits
from tenure.customers.rules.consents import Consent, ConsentChange, ConsentState, Entry
from tenure.customers.rules.customers import Customer
from tenure.customers.rules.erasures import Erasure
from tenure.kernel import json


class CustomerRow(models.Model):
    """One person."""

    workspace = models.ForeignKey("platform.WorkspaceRow", on_delete=models.PROTECT, related_name="+", db_index=False)
    public_id = models.CharField(max_length=40)
    # As long as the front lets ids be.
    user_id = models.TextField(null=True)  # noqa: DJ001 - null says that the person is not known yet
    anonymous_id = models.TextField(null=True)  # noqa: DJ001 - null says that the person was known from the start
    created_at = models.DateTimeField()
    first_source = models.TextField()
    # When the customer was merged into another or erased; the row stays, because ledger entries name it.
    gone_at = models.DateTimeField(null=True)
    # The user who looks after the customer.
    owner = models.ForeignKey("platform.User", on_delete=models.SET_NULL, null=True, related_name="+", db_index=False)

    class Meta:
        db_table = "customers_customer"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["workspace", "user_id"], name="customers_customer_user_once"),
            models.UniqueConstraint(fields=["workspace", "public_id"], name="customers_customer_public_once"),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["workspace", "id"], name="customers_customer_list"),
        ]

    def __str__(self) -> str:
        return self.public_id

    def to_value(self) -> Customer:
        """Return the customer as a value."""
        return Customer(
            id=self.pk,
            public_id=self.public_id,
            user_id=self.user_id,
            anonymous_id=self.anonymous_id,
            created_at=self.created_at,
            first_source=self.first_source,
        )


class IdentityRow(models.Model):
    """An id by which a customer comes."""

    workspace = models.ForeignKey("platform.WorkspaceRow", on_delete=models.PROTECT, related_name="+", db_index=False)
    kind = models.CharField(max_length=10, choices=[("user", "user"), ("anonymous", "anonymous")])
    value = models.TextField()
    customer = models.ForeignKey(CustomerRow, on_delete=models.CASCADE, related_name="identities")

    class Meta:
        db_table = "customers_identity"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["workspace", "kind", "value"], name="customers_identity_once"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.value}"


class MergeRow(models.Model):
    """One customer who turned out to be another. `to_id` is whom both are now: never somebody who was merged too."""

    workspace = models.ForeignKey("platform.WorkspaceRow", on_delete=models.PROTECT, related_name="+", db_index=False)
    from_id = models.BigIntegerField()
    from_public_id = models.CharField(max_length=40)
    to_id = models.BigIntegerField()
    merged_at = models.DateTimeField()
    # When the worker went over it: what it had in hand while somebody else merged may bear the old id.
    settled_at = models.DateTimeField(null=True)
    actor = models.TextField()

    class Meta:
        db_table = "customers_merge"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["workspace", "from_id"], name="customers_merge_once"),
            models.UniqueConstraint(fields=["workspace", "from_public_id"], name="customers_merge_public_once"),
            models.CheckConstraint(condition=~Q(from_id=F("to_id")), name="customers_merge_of_two"),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["workspace", "to_id"], name="customers_merge_into"),
            models.Index(fields=["id"], condition=Q(settled_at=None), name="customers_merge_unsettled"),
        ]

    def __str__(self) -> str:
        return f"{self.from_public_id} into {self.to_id}"


class ConsentRow(models.Model):
    """One entry of the consent ledger. Entries are added and never changed."""

    workspace = models.ForeignKey("platform.WorkspaceRow", on_delete=models.PROTECT, related_name="+", db_index=False)
    customer = models.ForeignKey(CustomerRow, on_delete=models.PROTECT, related_name="consents", db_index=False)
    public_id = models.CharField(max_length=40)
    channel = models.CharField(max_length=40)
    purpose = models.CharField(max_length=40)
    state = models.CharField(max_length=10)
    text_version = models.TextField(null=True)  # noqa: DJ001 - null says that nobody named the text
    source = models.TextField()
    actor = models.TextField()
    at = models.DateTimeField()

    class Meta:
        db_table = "customers_consent"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["workspace", "public_id"], name="customers_consent_public_once"),
            models.CheckConstraint(condition=Q(state__in=["granted", "withdrawn"]), name="customers_consent_state"),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(
                fields=["workspace", "customer", "channel", "purpose", "at"], name="customers_consent_current"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.channel} {self.purpose} {self.state}"

    def to_value(self) -> Consent:
        """Return what the entry says as a value."""
        return Consent(self.channel, self.purpose, cast("ConsentState", self.state), self.at)

    def to_entry(self) -> Entry:
        """Return the whole entry as a value; its customer should have been selected with it."""
        change = ConsentChange(
            self.channel,
            self.purpose,
            cast("ConsentState", self.state),
            text_version=self.text_version,
            source=self.source,
            actor=self.actor,
        )
        return Entry(self.public_id, self.customer.public_id, change, self.at)


class ConsentDefaultRow(models.Model):
    """A channel on which a workspace takes marketing consent for granted where nobody said anything."""

    workspace = models.ForeignKey("platform.WorkspaceRow", on_delete=models.PROTECT, related_name="+", db_index=False)
    channel = models.CharField(max_length=40)
    since = models.DateTimeField()

    class Meta:
        db_table = "customers_consent_default"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["workspace", "channel"], name="customers_consent_default_once"),
        ]

    def __str__(self) -> str:
        return self.channel


class AccountRow(models.Model):
    """A company or team of customers. `stated` is JSON: each trait with when it was said."""

    workspace = models.ForeignKey("platform.WorkspaceRow", on_delete=models.PROTECT, related_name="+", db_index=False)
    key = models.TextField()
    stated = models.TextField()
    owner = models.ForeignKey("platform.User", on_delete=models.SET_NULL, null=True, related_name="+", db_index=False)
    created_at = models.DateTimeField()

    class Meta:
        db_table = "customers_account"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["workspace", "key"], name="customers_account_once"),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["workspace", "id"], name="customers_account_list"),
        ]

    def __str__(self) -> str:
        return self.key

    def to_value(self) -> Account:
        """Return the account as a value; its owner should have been selected with it."""
        return Account(
            id=self.pk,
            key=self.key,
            traits=stated_traits(json.decode_object(self.stated)),
            owner=None if self.owner is None else self.owner.email,
            created_at=self.created_at,
        )


class MemberRow(models.Model):
    """A customer in an account. Of several accounts the one seen last is the current one."""

    workspace = models.ForeignKey("platform.WorkspaceRow", on_delete=models.PROTECT, related_name="+", db_index=False)
    customer = models.ForeignKey(CustomerRow, on_delete=models.CASCADE, related_name="accounts", db_index=False)
    account = models.ForeignKey(AccountRow, on_delete=models.CASCADE, related_name="members", db_index=False)
    joined_at = models.DateTimeField()
    seen_at = models.DateTimeField()

    class Meta:
        db_table = "customers_member"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["workspace", "customer", "account"], name="customers_member_once"),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["workspace", "account", "id"], name="customers_member_of_account"),
        ]

    def __str__(self) -> str:
        return f"{self.customer_id} in {self.account_id}"


class TagRow(models.Model):
    """A word that a team put on a customer."""

    workspace = models.ForeignKey("platform.WorkspaceRow", on_delete=models.PROTECT, related_name="+", db_index=False)
    customer = models.ForeignKey(CustomerRow, on_delete=models.CASCADE, related_name="tags", db_index=False)
    name = models.CharField(max_length=60)
    tagged_at = models.DateTimeField()
    actor = models.TextField()

    class Meta:
        db_table = "customers_tag"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["workspace", "customer", "name"], name="customers_tag_once"),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["workspace", "name", "customer"], name="customers_tag_bearers"),
        ]

    def __str__(self) -> str:
        return self.name


class SuppressionRow(models.Model):
    """An address or id to which nothing is sent, known by a keyed hash only."""

    workspace = models.ForeignKey("platform.WorkspaceRow", on_delete=models.PROTECT, related_name="+", db_index=False)
    digest = models.CharField(max_length=64)
    reason = models.CharField(max_length=40)
    at = models.DateTimeField()

    class Meta:
        db_table = "customers_suppression"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["workspace", "digest"], name="customers_suppression_once"),
        ]

    def __str__(self) -> str:
        return f"{self.reason} {self.digest[:8]}"


class ErasureRow(models.Model):
    """A wish to erase a customer. It is done when every room is; `removed` is JSON: what each room removed."""

    workspace = models.ForeignKey("platform.WorkspaceRow", on_delete=models.PROTECT, related_name="+", db_index=False)
    public_id = models.CharField(max_length=40)
    customer = models.ForeignKey(CustomerRow, on_delete=models.PROTECT, related_name="+", db_index=False)
    actor = models.TextField()
    asked_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)
    removed = models.TextField(default="{}")

    class Meta:
        db_table = "customers_erasure"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["workspace", "public_id"], name="customers_erasure_public_once"),
            models.UniqueConstraint(fields=["workspace", "customer"], name="customers_erasure_once"),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["id"], condition=Q(done_at=None), name="customers_erasure_wanted"),
        ]

    def __str__(self) -> str:
        return self.public_id

    def to_value(self) -> Erasure:
        """Return the erasure as a value; its customer should have been selected with it."""
        return Erasure(
            id=self.pk,
            workspace_id=self.workspace_id,
            public_id=self.public_id,
            customer_id=self.customer_id,
            customer=self.customer.public_id,
            asked_at=self.asked_at,
            done_at=self.done_at,
            removed=json.decode_object(self.removed),
        )
