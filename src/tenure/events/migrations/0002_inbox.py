"""Make the inbox of PostgreSQL; on SQLite it is a file of its own, which makes itself."""

from typing import ClassVar

from django.apps.registry import Apps as StateApps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

INBOX = """
CREATE TABLE IF NOT EXISTS events_inbox (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    workspace_id bigint NOT NULL,
    source text NOT NULL,
    is_browser boolean NOT NULL,
    received_at bigint NOT NULL,
    claim bigint,
    body bytea NOT NULL
);
ALTER TABLE events_inbox ALTER COLUMN body SET STORAGE EXTERNAL;
CREATE INDEX IF NOT EXISTS events_inbox_claim ON events_inbox (claim);
CREATE SEQUENCE IF NOT EXISTS events_inbox_claim_number;
"""


def make_inbox(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Make the table on PostgreSQL."""
    del apps
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(INBOX)


def drop_inbox(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Drop the table on PostgreSQL."""
    del apps
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP TABLE events_inbox; DROP SEQUENCE events_inbox_claim_number")


class Migration(migrations.Migration):
    """The inbox."""

    dependencies: ClassVar = [("events", "0001_initial")]
    operations: ClassVar = [migrations.RunPython(make_inbox, drop_inbox)]
