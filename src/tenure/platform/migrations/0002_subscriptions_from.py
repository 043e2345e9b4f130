"""Let a workspace say who tells of its subscriptions."""

from typing import ClassVar

from django.db import migrations, models


class Migration(migrations.Migration):
    """The column `subscriptions_from`."""

    dependencies: ClassVar = [("platform", "0001_initial")]
    operations: ClassVar = [
        migrations.AddField(
            model_name="workspacerow",
            name="subscriptions_from",
            field=models.CharField(
                choices=[
                    ("events", "events"),
                    ("tenure", "tenure"),
                    ("stripe", "stripe"),
                    ("chargebee", "chargebee"),
                    ("shopify", "shopify"),
                ],
                default="events",
                max_length=16,
            ),
        ),
    ]
