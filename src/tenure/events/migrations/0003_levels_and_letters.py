"""Sort joined files by customer, and let dead letters be sent again."""

from typing import ClassVar

from django.db import migrations, models


class Migration(migrations.Migration):
    """What a file is sorted by; who sent a dead letter."""

    dependencies: ClassVar = [("events", "0002_inbox")]
    operations: ClassVar = [
        migrations.AddField(
            model_name="manifestrow",
            name="is_by_customer",
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name="deadletterrow",
            name="is_browser",
            field=models.BooleanField(default=True),
        ),
        migrations.AddField(
            model_name="deadletterrow",
            name="replayed_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddIndex(
            model_name="deadletterrow",
            index=models.Index(fields=["workspace", "code", "id"], name="events_dead_letter_code"),
        ),
    ]
