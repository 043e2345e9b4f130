from tenure.journeys.rules.entrances import ApiEntry, DateEntry, EventEntry, SegmentEntry, StageEntry
from tenure.journeys.rules.entry_words import entry_words


def test_an_entry_is_told_in_a_word():
    entries = (EventEntry("a"), SegmentEntry("b"), StageEntry("new"), DateEntry("c"), DateEntry("c", -14), ApiEntry())

    assert [entry_words(entry) for entry in entries] == ["a", "b", "new", "c", "c -14d", "API"]
