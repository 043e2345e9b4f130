"""Tables of customers, of the ids they come by, and of what they agreed to."""

from typing import ClassVar, cast

from django.db import models
from django.db.models import Q

from tenure.customers.rules.consents import Consent, ConsentState
from tenure.customers.rules.customers import Customer


class CustomerRow(models.Model):
    """One person."""

    workspace = models.ForeignKey("platform.WorkspaceRow", on_delete=models.PROTECT, related_name="+", db_index=False)
    public_id = models.CharField(max_length=40)
    # As long as the front lets ids be.
    user_id = models.TextField(null=True)  # noqa: DJ001 - null says that the person is not known yet
    anonymous_id = models.TextField(null=True)  # noqa: DJ001 - null says that the person was known from the start
    created_at = models.DateTimeField()
    first_source = models.TextField()

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
