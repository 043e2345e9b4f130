from tenure.ui.rules.graph.layering import chains, circle_links, merged_links, node_layers
from tenure.ui.rules.graph.values import Chain, Link


def test_links_between_the_same_nodes_become_one_with_both_labels():
    links = [Link("ask", "end", "no"), Link("ask", "mail", "yes"), Link("ask", "end", "late")]

    assert merged_links(links) == [Link("ask", "end", "no · late"), Link("ask", "mail", "yes")]


def test_a_link_to_itself_is_dropped():
    assert merged_links([Link("a", "a", "again")]) == []


def test_the_link_that_leads_back_closes_the_circle():
    links = [Link("a", "b"), Link("b", "c"), Link("c", "a")]

    assert circle_links(["a", "b", "c"], links) == {Link("c", "a")}


def test_two_ways_to_the_same_node_are_no_circle():
    links = [Link("a", "b"), Link("a", "c"), Link("b", "d"), Link("c", "d")]

    assert circle_links(["a", "b", "c", "d"], links) == set()


def test_a_node_stands_below_the_longest_way_to_it():
    assert node_layers(4, [(0, 1), (1, 2), (0, 3), (2, 3)]) == [0, 1, 2, 3]


def test_a_link_over_layers_passes_each_of_them():
    runs, layers = chains(["a", "b", "c"], [Link("a", "b"), Link("b", "c"), Link("a", "c")])

    assert runs[2] == Chain(Link("a", "c"), (0, 3, 2), is_turned=False)
    assert layers == [[0], [1, 3], [2]]


def test_a_link_that_leads_back_is_turned():
    runs, layers = chains(["a", "b"], [Link("a", "b"), Link("b", "a")])

    assert runs[1] == Chain(Link("b", "a"), (0, 1), is_turned=True)
    assert layers == [[0], [1]]
