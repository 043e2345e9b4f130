import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("messaging", "0006_consent_notices"),
    ]

    operations = [
        migrations.AlterField(
            model_name="messagerow",
            name="workspace",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="platform.workspacerow",
            ),
        ),
    ]
