"""Give every key a public id, scopes, and a link to the key it replaces."""

import django.db.models.deletion
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

from tenure.platform.ids import public_id


def name_keys(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    """Give keys that exist a public id, and the scopes that they had without saying so."""
    for row in apps.get_model("platform", "ApiKeyRow").objects.order_by("id"):
        row.public_id = public_id("key")
        row.scopes = "tracking" if row.kind == "write" else "*"
        row.save(update_fields=["public_id", "scopes"])


class Migration(migrations.Migration):
    dependencies = [("platform", "0003_audit")]

    operations = [
        migrations.AddField(
            model_name="apikeyrow",
            name="public_id",
            field=models.CharField(default="", max_length=40),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="apikeyrow", name="scopes", field=models.TextField(default=""), preserve_default=False
        ),
        migrations.AddField(
            model_name="apikeyrow",
            name="replaces",
            field=models.OneToOneField(
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="successor",
                to="platform.apikeyrow",
            ),
        ),
        migrations.RunPython(name_keys, migrations.RunPython.noop),
        migrations.AlterField(
            model_name="apikeyrow", name="public_id", field=models.CharField(max_length=40, unique=True)
        ),
        migrations.AddConstraint(
            model_name="apikeyrow",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind", "secret"), ("scopes", "tracking"), _connector="OR"),
                name="platform_apikey_browser_only_tracks",
            ),
        ),
    ]
