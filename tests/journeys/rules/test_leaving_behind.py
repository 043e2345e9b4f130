from tenure.journeys.rules.leaving_behind import left_behind
from tenure.journeys.rules.views import Standing
from tests.journeys.toys import Rest, Stop, journey, node


def test_who_stands_where_the_newest_version_has_no_node_is_left_behind():
    newest = journey(node("pause", Rest(1)), node("done", Stop()))

    found = left_behind([Standing(1, "", 5), Standing(1, "pause", 4), Standing(2, "gone", 3)], newest)

    assert found == [Standing(2, "gone", 3)]
