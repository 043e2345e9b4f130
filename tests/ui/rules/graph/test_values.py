from tenure.ui.rules.graph.values import Measures


def test_a_layer_and_the_gap_under_it_make_the_way_to_the_next():
    assert Measures(box_height=60, row_gap=44).pitch == 104
