import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('customers', '0006_consent_defaults'),
        ('platform', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='ErasureRow',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.CharField(max_length=40)),
                ('actor', models.TextField()),
                ('asked_at', models.DateTimeField()),
                ('done_at', models.DateTimeField(null=True)),
                ('removed', models.TextField(default='{}')),
                ('customer', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='customers.customerrow')),
                ('workspace', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='platform.workspacerow')),
            ],
            options={
                'db_table': 'customers_erasure',
            },
        ),
        migrations.AddIndex(
            model_name='erasurerow',
            index=models.Index(condition=models.Q(('done_at', None)), fields=['id'], name='customers_erasure_wanted'),
        ),
        migrations.AddConstraint(
            model_name='erasurerow',
            constraint=models.UniqueConstraint(fields=('workspace', 'public_id'), name='customers_erasure_public_once'),
        ),
        migrations.AddConstraint(
            model_name='erasurerow',
            constraint=models.UniqueConstraint(fields=('workspace', 'customer'), name='customers_erasure_once'),
        ),
    ]
