"""Keep an audit log that only grows."""

from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

WHY = "the audit log only grows"
SQLITE = [
    f"""CREATE TRIGGER platform_audit_keeps_{act.lower()} BEFORE {act} ON platform_audit
    BEGIN SELECT RAISE(ABORT, '{WHY}'); END"""
    for act in ("UPDATE", "DELETE")
]
POSTGRESQL = [
    f"""CREATE OR REPLACE FUNCTION platform_audit_keeps() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN RAISE EXCEPTION '{WHY}'; END $$""",
    """CREATE TRIGGER platform_audit_keeps BEFORE UPDATE OR DELETE OR TRUNCATE ON platform_audit
    FOR EACH STATEMENT EXECUTE FUNCTION platform_audit_keeps()""",
]


def guard(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    """Let the database refuse to change or delete an entry."""
    for statement in POSTGRESQL if editor.connection.vendor == "postgresql" else SQLITE:
        editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("platform", "0002_subscriptions_from")]

    operations = [
        migrations.CreateModel(
            name="AuditRow",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("workspace_id", models.BigIntegerField()),
                ("number", models.BigIntegerField()),
                ("at", models.DateTimeField()),
                ("actor", models.CharField(max_length=60)),
                ("act", models.CharField(max_length=60)),
                ("subject", models.CharField(max_length=300)),
                ("fields", models.TextField(blank=True)),
                ("previous", models.CharField(blank=True, max_length=64)),
                ("digest", models.CharField(max_length=64)),
            ],
            options={
                "db_table": "platform_audit",
                "constraints": [
                    models.UniqueConstraint(fields=["workspace_id", "number"], name="platform_audit_once"),
                ],
            },
        ),
        migrations.CreateModel(
            name="AuditHeadRow",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("workspace_id", models.BigIntegerField(unique=True)),
                ("number", models.BigIntegerField(default=0)),
                ("digest", models.CharField(blank=True, max_length=64)),
            ],
            options={"db_table": "platform_audit_head"},
        ),
        migrations.RunPython(guard, migrations.RunPython.noop),
    ]
