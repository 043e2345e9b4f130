"""Remember what calls with an idempotency key were answered."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("platform", "0004_key_scopes")]

    operations = [
        migrations.CreateModel(
            name="AnswerRow",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("workspace_id", models.BigIntegerField()),
                ("caller_id", models.BigIntegerField()),
                ("route", models.CharField(max_length=300)),
                ("key", models.CharField(max_length=255)),
                ("body_digest", models.CharField(max_length=64)),
                ("created_at", models.DateTimeField()),
                ("status", models.IntegerField(null=True)),
                ("content_type", models.CharField(blank=True, max_length=100)),
                ("body", models.BinaryField(null=True)),
            ],
            options={
                "db_table": "platform_answer",
                "indexes": [models.Index(fields=["created_at"], name="platform_answer_age")],
                "constraints": [
                    models.UniqueConstraint(
                        fields=["workspace_id", "caller_id", "route", "key"], name="platform_answer_once"
                    ),
                ],
            },
        ),
    ]
