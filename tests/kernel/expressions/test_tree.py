from tenure.kernel.expressions.parsing import parsed
from tenure.kernel.expressions.tree import Comparison, Name, Number, children, walked


def test_where_a_node_stood_does_not_make_it_another():
    assert Name("plan", "column 1") == Name("plan", "all[2].trait")
    assert hash(Name("plan", "column 1")) == hash(Name("plan"))


def test_what_stands_below_comes_in_the_order_it_is_written():
    tree = parsed("plan BETWEEN low AND 3")

    assert children(tree) == (Name("plan"), Name("low"), Number(3.0))
    assert children(parsed("plan IN (1, 2)")) == (Name("plan"), Number(1.0), Number(2.0))
    assert children(Name("plan")) == ()


def test_a_walk_meets_every_node_with_its_depth():
    tree = parsed("NOT a = -b")

    assert [(type(node).__name__, depth) for node, depth in walked(tree)] == [
        ("Not", 1),
        ("Comparison", 2),
        ("Name", 3),
        ("Negative", 3),
        ("Name", 4),
    ]
    assert isinstance(tree.operand, Comparison)
