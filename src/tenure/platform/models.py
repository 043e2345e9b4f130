"""Tables that every room stands on."""

from typing import ClassVar, Self, cast, get_args

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models

from tenure.kernel.clock import WorkspaceClock
from tenure.platform.rules.audit import AuditEntry, Link
from tenure.platform.rules.keys import ApiKey, KeyKind
from tenure.platform.rules.workspaces import Delivery, Kind, SubscriptionsFrom, Workspace


class WorkspaceQuerySet(models.QuerySet[models.Model]):
    """Reach the rows of one workspace, and no others."""

    def of(self, workspace_id: int) -> Self:
        """Return the rows of a workspace."""
        return self.filter(workspace_id=workspace_id)


class UserManager(BaseUserManager["User"]):
    """Create users, who sign in with their email address."""

    def create_user(self, email: str, password: str | None = None, **fields: object) -> "User":
        """Return a new user."""
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: object) -> "User":
        """Return a new user with every right of the installation."""
        return self.create_user(email, password, is_superuser=True, **fields)


class User(AbstractBaseUser, PermissionsMixin):
    """A member of a team, the same person in every workspace."""

    email = models.EmailField(unique=True)
    name = models.CharField(max_length=200, blank=True)
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField(auto_now_add=True)

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    objects = UserManager()

    class Meta:
        db_table = "platform_user"

    def __str__(self) -> str:
        return self.email


class WorkspaceRow(models.Model):
    """One tenant and its clock."""

    public_id = models.CharField(max_length=40, unique=True)
    name = models.CharField(max_length=200, unique=True)
    kind = models.CharField(max_length=8, choices=[("live", "live"), ("test", "test")])
    deliver = models.CharField(max_length=8, choices=[("catcher", "catcher"), ("smtp", "smtp")])
    time_zone = models.CharField(max_length=64, default="UTC")
    created_at = models.DateTimeField()
    clock_workspace_at = models.DateTimeField()
    clock_real_at = models.DateTimeField()
    clock_rate = models.FloatField(default=1.0)
    clock_target_at = models.DateTimeField(null=True)
    clock_step_count = models.BigIntegerField(default=0)
    subscriptions_from = models.CharField(
        max_length=16, default="events", choices=[(name, name) for name in get_args(SubscriptionsFrom)]
    )

    class Meta:
        db_table = "platform_workspace"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=models.Q(kind="test") | models.Q(clock_rate=1.0),
                name="platform_workspace_live_keeps_time",
            ),
            models.CheckConstraint(
                condition=models.Q(kind="test") | models.Q(deliver="smtp"),
                name="platform_workspace_live_sends",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def to_value(self) -> Workspace:
        """Return the workspace as a value."""
        clock = WorkspaceClock(self.clock_workspace_at, self.clock_real_at, self.clock_rate)
        return Workspace(
            id=self.pk,
            public_id=self.public_id,
            name=self.name,
            kind=cast("Kind", self.kind),
            deliver=cast("Delivery", self.deliver),
            time_zone=self.time_zone,
            clock=clock,
            subscriptions_from=cast("SubscriptionsFrom", self.subscriptions_from),
        )

    def write_clock(self, clock: WorkspaceClock) -> None:
        """Store another clock."""
        self.clock_workspace_at = clock.workspace_at
        self.clock_real_at = clock.real_at
        self.clock_rate = clock.rate
        self.save(update_fields=["clock_workspace_at", "clock_real_at", "clock_rate"])


class MembershipRow(models.Model):
    """A user's role in a workspace."""

    workspace = models.ForeignKey(WorkspaceRow, on_delete=models.CASCADE, related_name="memberships")
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=16)

    class Meta:
        db_table = "platform_membership"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["workspace", "user"], name="platform_membership_once"),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.role}"


class ApiKeyRow(models.Model):
    """An API key, known by its hash. `name` is the `source` of its events; `scopes` are set apart by a space."""

    workspace = models.ForeignKey(WorkspaceRow, on_delete=models.CASCADE, related_name="keys")
    public_id = models.CharField(max_length=40, unique=True)
    kind = models.CharField(max_length=8, choices=[("write", "write"), ("secret", "secret")])
    name = models.CharField(max_length=60)
    digest = models.CharField(max_length=64, unique=True)
    hint = models.CharField(max_length=24)
    scopes = models.TextField()
    replaces = models.OneToOneField("self", on_delete=models.CASCADE, null=True, related_name="successor")
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "platform_apikey"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=models.Q(kind="secret") | models.Q(scopes="tracking"),
                name="platform_apikey_browser_only_tracks",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.hint}"

    def to_value(self) -> ApiKey:
        """Return the key as a value; the key that it replaces should have been selected with it."""
        return ApiKey(
            id=self.public_id,
            kind=cast("KeyKind", self.kind),
            name=self.name,
            hint=self.hint,
            scopes=tuple(self.scopes.split()),
            created_at=self.created_at,
            expires_at=self.expires_at,
            revoked_at=self.revoked_at,
            replaces=self.replaces.public_id if self.replaces else None,
        )


class AuditRow(models.Model):
    """One act of a person, a key or the house itself, never changed. `fields` are set apart by a space."""

    workspace_id = models.BigIntegerField()
    number = models.BigIntegerField()
    at = models.DateTimeField()
    actor = models.CharField(max_length=60)
    act = models.CharField(max_length=60)
    subject = models.CharField(max_length=300)
    fields = models.TextField(blank=True)
    previous = models.CharField(max_length=64, blank=True)
    digest = models.CharField(max_length=64)

    class Meta:
        db_table = "platform_audit"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["workspace_id", "number"], name="platform_audit_once"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.act}"

    def to_link(self) -> Link:
        """Return the entry with what ties it to the chain."""
        entry = AuditEntry(self.number, self.at, self.actor, self.act, self.subject, tuple(self.fields.split()))
        return Link(entry, previous=self.previous, digest=self.digest)


class AuditHeadRow(models.Model):
    """The last entry of a workspace's audit chain; whoever adds one waits for it."""

    workspace_id = models.BigIntegerField(unique=True)
    number = models.BigIntegerField(default=0)
    digest = models.CharField(max_length=64, blank=True)

    class Meta:
        db_table = "platform_audit_head"

    def __str__(self) -> str:
        return f"{self.workspace_id} {self.number}"


class AnswerRow(models.Model):
    """What an API call with an idempotency key was answered; a status of None while it is under way."""

    workspace_id = models.BigIntegerField()
    caller_id = models.BigIntegerField()
    route = models.CharField(max_length=300)
    key = models.CharField(max_length=255)
    body_digest = models.CharField(max_length=64)
    created_at = models.DateTimeField()
    status = models.IntegerField(null=True)
    content_type = models.CharField(max_length=100, blank=True)
    body = models.BinaryField(null=True)

    class Meta:
        db_table = "platform_answer"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["workspace_id", "caller_id", "route", "key"], name="platform_answer_once"),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["created_at"], name="platform_answer_age"),
        ]

    def __str__(self) -> str:
        return f"{self.route} {self.key}"


class RecordedEventRow(models.Model):
    """A fact recorded in the transaction that made it true, on its way to the stream."""

    workspace_id = models.BigIntegerField()
    customer_id = models.BigIntegerField(null=True)
    name = models.CharField(max_length=200)
    occurred_at = models.DateTimeField()
    properties = models.TextField()
    message_id = models.CharField(max_length=200)
    claim = models.BigIntegerField(null=True)

    class Meta:
        db_table = "platform_recordedevent"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["workspace_id", "message_id"], name="platform_recordedevent_once"),
        ]
        indexes: ClassVar[list[models.Index]] = [
            # Only what is claimed is looked for here, and it is deleted soon; what waits is found by its id.
            models.Index(
                fields=["claim"], condition=models.Q(claim__isnull=False), name="platform_recordedevent_claim"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class EffectRow(models.Model):
    """An act that a journey asks a room to do, exactly once by its key."""

    workspace_id = models.BigIntegerField()
    customer_id = models.BigIntegerField()
    kind = models.CharField(max_length=60)
    key = models.CharField(max_length=200)
    # Whose act it is, such as `enrollment:7`: what ends takes its undone acts with it.
    run = models.CharField(max_length=60, blank=True, default="")
    payload = models.TextField()
    created_at = models.DateTimeField()
    attempt_count = models.IntegerField(default=0)
    done_at = models.DateTimeField(null=True)
    error = models.TextField(default="")

    class Meta:
        db_table = "platform_effect"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["workspace_id", "key"], name="platform_effect_once"),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(
                fields=["kind", "workspace_id", "id"],
                condition=models.Q(done_at=None),
                name="platform_effect_waiting",
            ),
            models.Index(
                fields=["workspace_id", "run"],
                condition=models.Q(done_at=None) & ~models.Q(run=""),
                name="platform_effect_of_run",
            ),
        ]

    def __str__(self) -> str:
        return self.key


class EffectBatchRow(models.Model):
    """The acts of a kind that a worker began with last, by their ids; who is undone among them was tried."""

    workspace_id = models.BigIntegerField()
    kind = models.CharField(max_length=60)
    first_id = models.BigIntegerField()
    last_id = models.BigIntegerField()

    class Meta:
        db_table = "platform_effect_batch"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["workspace_id", "kind"], name="platform_effect_batch_once"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.first_id} to {self.last_id}"


class CursorRow(models.Model):
    """How far a reader of a workspace's stream has come."""

    workspace_id = models.BigIntegerField()
    name = models.CharField(max_length=40)
    seq = models.BigIntegerField(default=0)

    class Meta:
        db_table = "platform_cursor"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["workspace_id", "name"], name="platform_cursor_once"),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.seq}"


class UsedLinkRow(models.Model):
    """A one-time link that was used, so that it cannot be used again."""

    nonce = models.CharField(max_length=64, unique=True)
    used_at = models.DateTimeField()

    class Meta:
        db_table = "platform_usedlink"

    def __str__(self) -> str:
        return self.nonce


class SendingPauseRow(models.Model):
    """While there is a row, nothing is sent from this installation; there is one at most."""

    is_held = models.BooleanField(default=True, unique=True)
    since = models.DateTimeField()
    reason = models.CharField(max_length=40)

    class Meta:
        db_table = "platform_sendingpause"

    def __str__(self) -> str:
        return self.reason
