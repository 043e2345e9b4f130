"""An end completes the journey."""

from tests.journeys.meeting import met


def test_who_arrives_is_done():
    standing, steps, effects = met({"id": "done", "end": {}})

    assert standing == ("done", "completed", None, "")
    assert steps == [("", None), ("done", None)]
    assert effects == []
