"""Say in a few words what lets customers into a journey."""

from tenure.journeys.rules.entrances import ApiEntry, DateEntry, Entry, EventEntry, SegmentEntry, StageEntry


def entry_words(entry: Entry) -> str:
    """Return the event, segment, stage or trait by which customers enter."""
    match entry:
        case EventEntry(event):
            return event
        case SegmentEntry(segment):
            return segment
        case StageEntry(stage):
            return stage
        case DateEntry(trait, offset_days):
            return trait if not offset_days else f"{trait} {offset_days:+}d"
        case ApiEntry():
            return "API"
