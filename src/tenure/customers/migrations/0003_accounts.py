import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('customers', '0002_merges'),
        ('platform', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='customerrow',
            name='owner',
            field=models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.CreateModel(
            name='AccountRow',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.TextField()),
                ('stated', models.TextField()),
                ('created_at', models.DateTimeField()),
                ('owner', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('workspace', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='platform.workspacerow')),
            ],
            options={
                'db_table': 'customers_account',
            },
        ),
        migrations.CreateModel(
            name='MemberRow',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('joined_at', models.DateTimeField()),
                ('seen_at', models.DateTimeField()),
                ('account', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='members', to='customers.accountrow')),
                ('customer', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='accounts', to='customers.customerrow')),
                ('workspace', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='platform.workspacerow')),
            ],
            options={
                'db_table': 'customers_member',
            },
        ),
        migrations.AddIndex(
            model_name='accountrow',
            index=models.Index(fields=['workspace', 'id'], name='customers_account_list'),
        ),
        migrations.AddConstraint(
            model_name='accountrow',
            constraint=models.UniqueConstraint(fields=('workspace', 'key'), name='customers_account_once'),
        ),
        migrations.AddIndex(
            model_name='memberrow',
            index=models.Index(fields=['workspace', 'account', 'id'], name='customers_member_of_account'),
        ),
        migrations.AddConstraint(
            model_name='memberrow',
            constraint=models.UniqueConstraint(fields=('workspace', 'customer', 'account'), name='customers_member_once'),
        ),
    ]
