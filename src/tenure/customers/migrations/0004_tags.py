import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('customers', '0003_accounts'),
        ('platform', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='TagRow',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=60)),
                ('tagged_at', models.DateTimeField()),
                ('actor', models.TextField()),
                ('customer', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='tags', to='customers.customerrow')),
                ('workspace', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='platform.workspacerow')),
            ],
            options={
                'db_table': 'customers_tag',
            },
        ),
        migrations.AddIndex(
            model_name='tagrow',
            index=models.Index(fields=['workspace', 'name', 'customer'], name='customers_tag_bearers'),
        ),
        migrations.AddConstraint(
            model_name='tagrow',
            constraint=models.UniqueConstraint(fields=('workspace', 'customer', 'name'), name='customers_tag_once'),
        ),
    ]
