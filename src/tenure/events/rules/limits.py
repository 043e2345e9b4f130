"""Bound what one request may bring: Segment's limits, and our own on the shape of JSON."""

from datetime import timedelta
from typing import Final

EVENT_BYTES: Final = 32 << 10  # as compact JSON
BATCH_BYTES: Final = 500 << 10
BATCH_EVENTS: Final = 2_500
DEPTH: Final = 16  # the event's own object is the first
OBJECT_KEYS: Final = 255
EVENT_KEYS: Final = 2_000
NAME_LENGTH: Final = 200
KEY_LENGTH: Final = 100
ID_LENGTH: Final = 256
SMALLEST_INTEGER: Final = -(2**63)
LARGEST_INTEGER: Final = 2**63 - 1
GZIP_RATIO: Final = 20
AHEAD: Final = timedelta(hours=24)
AHEAD_OF_CLOCK: Final = "Send events that happened: this one is more than 24 hours ahead."
PAYLOAD_BYTES: Final = 4 << 10  # of a refused event, kept to show what was wrong
