from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("platform", "0006_clock_steps"),
    ]

    operations = [
        migrations.CreateModel(
            name="SendingPauseRow",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("is_held", models.BooleanField(default=True, unique=True)),
                ("since", models.DateTimeField()),
                ("reason", models.CharField(max_length=40)),
            ],
            options={
                "db_table": "platform_sendingpause",
            },
        ),
    ]
