"""Say which segment or stage a customer is in. `cause_seq` is the flush of the stream that brought the change."""

from tenure.events.rules.declarations import INTEGER, OPTIONAL_TEXT, TEXT, Declaration

_MEMBERSHIP = {"segment": TEXT, "cause_seq": INTEGER}

DECLARED = (
    Declaration("segment_entered", "The customer came into a segment.", _MEMBERSHIP),
    Declaration("segment_left", "The customer went out of a segment.", _MEMBERSHIP),
    Declaration(
        "stage_changed",
        "The customer came into another lifecycle stage.",
        {"stage": TEXT, "previous_stage": OPTIONAL_TEXT, "cause_seq": INTEGER},
    ),
)
