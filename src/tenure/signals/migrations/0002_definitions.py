import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('platform', '0001_initial'),
        ('signals', '0001_initial'),
    ]

    operations = [
        # A snapshot is made again from the stream when there is none.
        migrations.DeleteModel(name='SnapshotRow'),
        migrations.CreateModel(
            name='SnapshotRow',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('seq', models.BigIntegerField()),
                ('as_of', models.DateTimeField()),
                ('content', models.TextField()),
                ('workspace', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='platform.workspacerow')),
            ],
            options={
                'db_table': 'signals_snapshot',
                'constraints': [models.UniqueConstraint(fields=('workspace',), name='signals_snapshot_once')],
            },
        ),
        migrations.CreateModel(
            name='SegmentRow',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(max_length=60)),
                ('name', models.CharField(max_length=200)),
                ('definition', models.TextField()),
                ('saved_at', models.DateTimeField()),
                ('workspace', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='platform.workspacerow')),
            ],
            options={
                'db_table': 'signals_segment',
                'constraints': [models.UniqueConstraint(fields=('workspace', 'key'), name='signals_segment_once')],
            },
        ),
        migrations.CreateModel(
            name='TraitRow',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(max_length=60)),
                ('definition', models.TextField()),
                ('saved_at', models.DateTimeField()),
                ('workspace', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='platform.workspacerow')),
            ],
            options={
                'db_table': 'signals_trait',
                'constraints': [models.UniqueConstraint(fields=('workspace', 'key'), name='signals_trait_once')],
            },
        ),
    ]
