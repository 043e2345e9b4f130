from tenure.ui.rules.graph.ordering import crossing_count, neighbors, ordered_layers
from tenure.ui.rules.graph.values import Chain, Link

LINK = Link("a", "b")


def _chains(*pairs):
    return [Chain(LINK, pair, is_turned=False) for pair in pairs]


def test_neighbors_are_what_a_wire_meets_next():
    above, below = neighbors(_chains((0, 2), (1, 2)))

    assert above == {2: [0, 1]}
    assert below == {0: [2], 1: [2]}


def test_two_wires_that_change_sides_cross_once():
    assert crossing_count([[0, 1], [2, 3]], {0: [3], 1: [2]}) == 1
    assert crossing_count([[0, 1], [2, 3]], {0: [2], 1: [3]}) == 0


def test_nodes_move_so_that_wires_do_not_cross():
    assert ordered_layers([[0, 1], [2, 3]], _chains((0, 3), (1, 2))) == [[0, 1], [3, 2]]


def test_where_nothing_crosses_the_order_given_stays():
    assert ordered_layers([[0], [1, 2, 3]], _chains((0, 3), (0, 2), (0, 1))) == [[0], [1, 2, 3]]
