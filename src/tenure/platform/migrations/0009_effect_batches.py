from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("platform", "0008_effect_run"),
    ]

    operations = [
        migrations.CreateModel(
            name="EffectBatchRow",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("workspace_id", models.BigIntegerField()),
                ("kind", models.CharField(max_length=60)),
                ("first_id", models.BigIntegerField()),
                ("last_id", models.BigIntegerField()),
            ],
            options={
                "db_table": "platform_effect_batch",
                "constraints": [
                    models.UniqueConstraint(fields=("workspace_id", "kind"), name="platform_effect_batch_once")
                ],
            },
        ),
        migrations.RemoveIndex(model_name="recordedeventrow", name="platform_recordedevent_claim"),
        migrations.AddIndex(
            model_name="recordedeventrow",
            index=models.Index(
                condition=models.Q(("claim__isnull", False)), fields=["claim"], name="platform_recordedevent_claim"
            ),
        ),
    ]
