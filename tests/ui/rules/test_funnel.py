from tenure.ui.rules.funnel import LEAST, WIDTH, FunnelBar, funnel


def test_bars_are_as_wide_as_the_share_of_the_widest():
    drawing = funnel([200, 100, 0], [0, 50, 0])

    assert drawing.bars == (FunnelBar(WIDTH, 0, 1.0), FunnelBar(500, 250, 0.5), FunnelBar(0, 0, 0.0))


def test_a_few_among_many_are_still_seen():
    assert funnel([100_000, 1], [0, 1]).bars[1] == FunnelBar(LEAST, LEAST, 0.00001)


def test_where_nobody_came_there_is_no_share():
    assert funnel([0, 0], [0, 0]).bars == (FunnelBar(0, 0, None), FunnelBar(0, 0, None))
    assert funnel([], []).bars == ()
