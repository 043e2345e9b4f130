from tenure.ui.rules.graph.straightening import straightened


def test_an_only_child_stands_right_under_its_parent():
    places = straightened({0: 0, 1: 14}, [[0], [1]], gaps=[[], []], node_count=2, above={1: [0]}, below={0: [1]})

    assert places == {0: 7, 1: 7}


def test_a_wire_passes_all_layers_in_one_line():
    # 0 leads to 1 by itself, and to 2 by the wire 3, 4.
    layers, gaps = [[0], [1, 3], [5, 4], [2]], [[], [100], [100], []]
    above, below = {1: [0], 3: [0], 5: [1], 4: [3], 2: [5, 4]}, {0: [1, 3], 1: [5], 5: [2], 3: [4], 4: [2]}
    nodes = {0: 0, 1: 1, 2: 2, 5: 3, 3: 4, 4: 5}
    renamed = [[nodes[v] for v in layer] for layer in layers]
    up = {nodes[v]: [nodes[n] for n in near] for v, near in above.items()}
    down = {nodes[v]: [nodes[n] for n in near] for v, near in below.items()}

    places = straightened(
        {0: 50, 1: 0, 2: 50, 3: 10, 4: 100, 5: 140}, renamed, gaps=gaps, node_count=4, above=up, below=down
    )

    assert places[4] == places[5] == 120
    assert places[1] == places[3] == 5


def test_gaps_are_kept_when_columns_push_each_other():
    layers = [[0, 1], [2, 3]]
    places = straightened(
        {0: 0, 1: 100, 2: 80, 3: 180},
        layers,
        gaps=[[100], [100]],
        node_count=4,
        above={2: [0], 3: [1]},
        below={0: [2], 1: [3]},
    )

    assert places[0] == places[2]
    assert places[1] == places[3]
    assert places[1] - places[0] >= 100


def test_of_two_crossing_ties_the_left_one_holds():
    places = straightened(
        {0: 0, 1: 100, 2: 0, 3: 100},
        [[0, 1], [2, 3]],
        gaps=[[100], [100]],
        node_count=4,
        above={3: [0], 2: [1]},
        below={0: [3], 1: [2]},
    )

    assert places[0] == places[3]
    assert places[1] - places[0] >= 100
    assert places[3] - places[2] >= 100
