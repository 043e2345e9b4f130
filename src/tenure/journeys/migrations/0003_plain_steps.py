import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("journeys", "0002_runs"),
    ]

    operations = [
        migrations.AlterField(
            model_name="steprow",
            name="enrollment",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="steps",
                to="journeys.enrollmentrow",
            ),
        ),
    ]
