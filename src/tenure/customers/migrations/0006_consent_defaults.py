import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('customers', '0005_suppressions'),
        ('platform', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='ConsentDefaultRow',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('channel', models.CharField(max_length=40)),
                ('since', models.DateTimeField()),
                ('workspace', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='platform.workspacerow')),
            ],
            options={
                'db_table': 'customers_consent_default',
            },
        ),
        migrations.AddConstraint(
            model_name='consentdefaultrow',
            constraint=models.UniqueConstraint(fields=('workspace', 'channel'), name='customers_consent_default_once'),
        ),
    ]
