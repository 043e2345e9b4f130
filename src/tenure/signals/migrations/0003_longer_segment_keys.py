from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("signals", "0002_definitions"),
    ]

    operations = [
        migrations.AlterField(
            model_name="segmentrow",
            name="key",
            field=models.CharField(max_length=80),
        ),
    ]
