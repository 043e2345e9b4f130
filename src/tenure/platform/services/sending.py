"""Stop all sending of this installation, and begin again."""

from datetime import datetime

from tenure.platform.models import SendingPauseRow


def pause_sending(reason: str, *, now: datetime) -> None:
    """Send nothing from now on, in no workspace; a pause that holds already stays as it is."""
    SendingPauseRow.objects.get_or_create(is_held=True, defaults={"since": now, "reason": reason})


def resume_sending() -> bool:
    """Send again; return whether there was a pause."""
    deleted, _ = SendingPauseRow.objects.all().delete()
    return deleted > 0
