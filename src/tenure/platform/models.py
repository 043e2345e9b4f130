"""Tables that every room stands on."""

from typing import ClassVar, Self, cast

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models

from tenure.kernel.clock import WorkspaceClock
from tenure.platform.rules.workspaces import Delivery, Kind, Workspace


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
    """An API key, known by its hash. `name` is the `source` of events that come with it."""

    workspace = models.ForeignKey(WorkspaceRow, on_delete=models.CASCADE, related_name="keys")
    kind = models.CharField(max_length=8, choices=[("write", "write"), ("secret", "secret")])
    name = models.CharField(max_length=60)
    digest = models.CharField(max_length=64, unique=True)
    hint = models.CharField(max_length=24)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "platform_apikey"

    def __str__(self) -> str:
        return f"{self.name} {self.hint}"


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
            models.Index(fields=["claim"], name="platform_recordedevent_claim"),
        ]

    def __str__(self) -> str:
        return self.name


class EffectRow(models.Model):
    """An act that a journey asks a room to do, exactly once by its key."""

    workspace_id = models.BigIntegerField()
    customer_id = models.BigIntegerField()
    kind = models.CharField(max_length=60)
    key = models.CharField(max_length=200)
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
        ]

    def __str__(self) -> str:
        return self.key


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
