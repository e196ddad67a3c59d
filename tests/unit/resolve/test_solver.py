"""The solver against a product of all values, which shares no code with it."""

from itertools import combinations, product

from hypothesis import given, settings
from hypothesis import strategies as st

from envdoctor.resolve.arcs import same
from envdoctor.resolve.solver import Constraint, Problem, conflict, nearest, solve

_AXES = ("a", "b", "c", "d")


class _Table:
    """A constraint as the set of combinations that it allows."""

    def __init__(self, name, axes, allowed, given):
        self.name, self.axes, self.allowed, self.given = name, axes, allowed, given

    def holds(self, choice):
        return tuple(choice[axis] for axis in self.axes) in self.allowed

    def constraint(self):
        allows = lambda *values: values in self.allowed  # noqa: E731
        return Constraint(self.name, self.axes, allows, is_given=self.given)


@st.composite
def _problems(draw, with_given=True):
    axes = {
        name: tuple(range(draw(st.integers(1, 4)))) for name in _AXES[: draw(st.integers(1, 4))]
    }
    tables = []
    for index in range(draw(st.integers(0, 7))):
        size = draw(st.integers(1, min(3, len(axes))))
        on = tuple(draw(st.permutations(list(axes)))[:size])
        every = list(product(*(axes[axis] for axis in on)))
        allowed = set(draw(st.lists(st.sampled_from(every), max_size=len(every))))
        given_ = with_given and draw(st.integers(0, 4)) == 0
        tables.append(_Table(f"r{index}", on, allowed, given_))
    return axes, tables


def _problem(axes, tables):
    return Problem(axes, tuple(table.constraint() for table in tables))


def _best(axes, tables):
    """The first of all choices, in the order of axes and values, in which everything holds."""
    for values in product(*axes.values()):
        choice = dict(zip(axes, values))
        if all(table.holds(choice) for table in tables):
            return choice
    return None


@settings(max_examples=400, deadline=None)
@given(_problems())
def test_the_first_solution_is_the_best_of_all(drawn):
    axes, tables = drawn
    assert solve(_problem(axes, tables)) == _best(axes, tables)


@settings(max_examples=400, deadline=None)
@given(_problems())
def test_a_conflict_has_no_solution_and_one_without_any_of_its_members(drawn):
    axes, tables = drawn
    named = conflict(_problem(axes, tables))
    background = [table for table in tables if table.given]
    if _best(axes, tables) is not None:
        assert named is None
        return
    if _best(axes, background) is None:
        assert named == frozenset()
        return
    members = [table for table in tables if table.name in named]
    assert not any(table.given for table in members)
    assert _best(axes, background + members) is None
    for member in members:
        assert _best(axes, background + [m for m in members if m is not member]) is not None


@settings(max_examples=200, deadline=None)
@given(_problems(with_given=False))
def test_the_nearest_sets_leave_out_least_and_are_the_best_of_their_kind(drawn):
    axes, tables = drawn
    names = tuple(table.name for table in tables)[:4]
    expected = []
    for count in range(len(names) + 1):
        for without in combinations(names, count):
            if any(set(smaller) <= set(without) for smaller, _ in expected):
                continue
            best = _best(axes, [table for table in tables if table.name not in without])
            if best is not None:
                expected.append((without, best))
    found = list(nearest(_problem(axes, tables), names))
    assert [(near.without, near.solution) for near in found] == expected


def _compared(own, partner):
    return same(own, partner)


@settings(max_examples=200, deadline=None)
@given(
    st.lists(st.one_of(st.none(), st.integers(0, 3)), min_size=1, max_size=4),
    st.lists(st.one_of(st.none(), st.integers(0, 3)), min_size=1, max_size=4),
)
def test_equal_views_are_looked_up_as_they_would_be_compared(left, right):
    axes = {"a": tuple(range(len(left))), "b": tuple(range(len(right)))}
    views = (left.__getitem__, right.__getitem__)
    compared = Constraint("r", ("a", "b"), _compared, views)
    looked_up = Constraint("r", ("a", "b"), same, views)
    assert solve(Problem(axes, (looked_up,))) == solve(Problem(axes, (compared,)))


def test_a_constraint_is_asked_once_for_values_that_look_alike():
    asked = []

    def allows(own, partner):
        asked.append((own, partner))
        return False

    views = (lambda value: value % 2, lambda value: value % 2)
    axes = {"a": tuple(range(50)), "b": tuple(range(50))}
    assert solve(Problem(axes, (Constraint("r", ("a", "b"), allows, views),))) is None
    assert len(asked) == len(set(asked)) <= 4
