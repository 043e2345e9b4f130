import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('customers', '0004_tags'),
        ('platform', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='SuppressionRow',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('digest', models.CharField(max_length=64)),
                ('reason', models.CharField(max_length=40)),
                ('at', models.DateTimeField()),
                ('workspace', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='platform.workspacerow')),
            ],
            options={
                'db_table': 'customers_suppression',
            },
        ),
        migrations.AddConstraint(
            model_name='suppressionrow',
            constraint=models.UniqueConstraint(fields=('workspace', 'digest'), name='customers_suppression_once'),
        ),
    ]
