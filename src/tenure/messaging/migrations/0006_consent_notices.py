"""Keep when customers were told what they said of marketing, whose opens are to be forgotten, and read marks."""

import django.db.models.deletion
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps
from django.db.models import F


def note_what_holds(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    """Note what each customer said last of marketing on each channel; what is owed of it is asked at the next turn."""
    entries = apps.get_model("customers", "ConsentRow").objects.filter(purpose="marketing", customer__gone_at=None)
    last = {(each.customer_id, each.channel): each for each in entries.order_by("at", "id").iterator()}
    notice = apps.get_model("messaging", "ConsentNoticeRow")
    notice.objects.bulk_create(
        [
            notice(
                workspace_id=each.workspace_id,
                customer_id=each.customer_id,
                channel=each.channel,
                state=each.state,
                said_at=each.at,
                looks_at=each.at,
            )
            for each in last.values()
        ],
        batch_size=500,
    )


def keep_marks(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    """Keep as a mark in their own inbox what customers read inside the product."""
    read = apps.get_model("messaging", "MessageRow").objects.filter(channel="in_app", opened_at__isnull=False)
    read.update(seen_at=F("opened_at"))


class Migration(migrations.Migration):
    dependencies = [
        ("customers", "0008_settled_merges"),
        ("messaging", "0005_channels_sealed_anew"),
        ("platform", "0008_effect_run"),
    ]

    operations = [
        migrations.AddField(
            model_name="messagerow",
            name="seen_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.CreateModel(
            name="OpenWithdrawalRow",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("up_to", models.DateTimeField()),
                (
                    "customer",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="customers.customerrow",
                    ),
                ),
                (
                    "workspace",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="platform.workspacerow",
                    ),
                ),
            ],
            options={
                "db_table": "messaging_open_withdrawal",
            },
        ),
        migrations.CreateModel(
            name="ConsentNoticeRow",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("channel", models.CharField(max_length=20)),
                ("state", models.CharField(max_length=10)),
                ("said_at", models.DateTimeField()),
                ("receipt_at", models.DateTimeField(null=True)),
                ("confirmed_at", models.DateTimeField(null=True)),
                ("looks_at", models.DateTimeField(db_index=True, null=True)),
                (
                    "customer",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="customers.customerrow",
                    ),
                ),
                (
                    "workspace",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="platform.workspacerow",
                    ),
                ),
            ],
            options={
                "db_table": "messaging_consent_notice",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("workspace", "customer", "channel"), name="messaging_consent_notice_once"
                    )
                ],
            },
        ),
        migrations.RunPython(note_what_holds, migrations.RunPython.noop),
        migrations.RunPython(keep_marks, migrations.RunPython.noop),
    ]
