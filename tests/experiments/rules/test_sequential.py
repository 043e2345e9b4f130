import numpy as np
import pytest

from tenure.experiments.rules.proportions import Group, information, is_too_early, z_value
from tenure.experiments.rules.sequential import boundaries, next_boundary, spent

LOOKS = 28


def planned(looks, **options):
    return boundaries([(look + 1) / looks for look in range(looks)], **options)


@pytest.mark.parametrize(
    ("looks", "published"),
    [
        # Two-sided 5 %, O'Brien-Fleming type: Reboussin, DeMets, Kim and Lan 2000 (and gsDesign's sfLDOF).
        (2, [2.9626, 1.9686]),
        (3, [3.7103, 2.5114, 1.9930]),
        (4, [4.3326, 2.9631, 2.3590, 2.0141]),
        (5, [4.8769, 3.3569, 2.6803, 2.2898, 2.0310]),
    ],
)
def test_boundaries_are_the_published_ones(looks, published):
    assert [each.critical for each in planned(looks)] == pytest.approx(published, abs=2e-4)


def test_one_look_is_the_usual_test():
    (only,) = planned(1)

    assert only.critical == pytest.approx(1.959964, abs=1e-5)


def test_the_error_is_spent_late_and_in_full():
    assert spent(0) == 0
    assert spent(0.5) == pytest.approx(0.00305, abs=1e-5)
    assert spent(1) == pytest.approx(0.05)
    assert spent(2) == spent(1)
    assert spent(1, alpha=0.01) == pytest.approx(0.01)


def test_looks_taken_one_by_one_meet_the_planned_boundaries():
    found = []
    for time in (0.2, 0.4, 0.6, 0.8, 1.0):
        # Only ratios of what is known count: here it is counted in other units.
        found.append(next_boundary(found, time=time, information=370 * time))

    assert [each.critical for each in found] == pytest.approx([each.critical for each in planned(5)], abs=1e-6)


def test_a_look_that_tells_nothing_new_is_none():
    first = next_boundary([], time=0.5, information=10)

    assert next_boundary([first], time=0.6, information=10) is None
    assert next_boundary([first], time=0.6, information=9) is None
    assert next_boundary([], time=0.5, information=0) is None


def test_a_missed_look_leaves_its_share_to_the_next():
    both = planned(4)
    skipped = boundaries([0.25, 0.75, 1.0])

    assert skipped[1].critical < both[2].critical
    assert skipped[2].critical == pytest.approx(both[3].critical, abs=0.02)


def test_nothing_told_is_false_more_often_than_promised(scaled):
    seeds = scaled(10_000)
    critical = np.array([each.critical for each in planned(LOOKS)])
    z = _lived(seeds, treated_rate=0.05)

    peeked = (np.abs(z) >= 1.959964).any(axis=1).mean()
    told = (np.abs(z) >= critical).any(axis=1).mean()

    print(f"A/A, {seeds} seeds, {LOOKS} looks: {told:.4f} by boundaries, {peeked:.4f} by peeking")
    assert told <= 0.058
    assert peeked > 0.2


def test_boundaries_of_what_was_really_known_hold_their_promise_where_goals_come_late(scaled):
    seeds, told = scaled(2_000), 0
    for seed in range(seeds):
        past = []
        for day, (treated, control) in enumerate(_waiting(seed)):
            if is_too_early(treated, control):
                continue
            known = information(treated, control)
            boundary = next_boundary(past, time=(day + 1) / LOOKS, information=known)
            if boundary is not None:
                past.append(boundary)
                if abs(z_value(treated, control)) >= boundary.critical:
                    told += 1
                    break

    print(f"A/A with late goals, {seeds} seeds: {told / seeds:.4f}")
    # Three standard errors above 5 %: a tenth of the seeds says less.
    assert told / seeds <= 0.05 + 3 * np.sqrt(0.05 * 0.95 / seeds)


def _lived(seeds, *, treated_rate, rate=0.05):
    """Return z by seed and look: each day 630 meet the journey and 70 are held out."""
    dice = np.random.default_rng(20260301)
    treated = dice.binomial(630, treated_rate, (seeds, LOOKS)).cumsum(axis=1)
    control = dice.binomial(70, rate, (seeds, LOOKS)).cumsum(axis=1)
    z = np.zeros((seeds, LOOKS))
    for seed in range(seeds):
        for look in range(LOOKS):
            first = Group(630 * (look + 1), int(treated[seed, look]))
            second = Group(70 * (look + 1), int(control[seed, look]))
            z[seed, look] = 0.0 if is_too_early(first, second) else z_value(first, second)
    return z


def _waiting(seed):
    """Yield the groups of each day when 300 come in a day, and a third reaches the goal after some days."""
    dice = np.random.default_rng(seed)
    came = np.repeat(np.arange(LOOKS), 300)
    is_held = dice.random(came.size) < 0.2
    goal = np.where(dice.random(came.size) < 0.3, came + dice.exponential(10, came.size), np.inf)
    for day in range(LOOKS):
        here, reached = came <= day, goal <= day + 1
        yield tuple(Group(int((here & arm).sum()), int((reached & here & arm).sum())) for arm in (~is_held, is_held))
