"""Of what indexes lack, a conflict names what it takes to leave no set, and no more."""

from hypothesis import given
from hypothesis import strategies as st

from envdoctor.api.index_conflict import Gap, all_of, with_gaps
from envdoctor.compat.corrected import Missing
from envdoctor.model.plan import FACT, RULE, Conflict, Member, Plan, Resolution

PLAN = Plan("", "3.10", (), (), (), (), (), (), "")
RULES = (
    Member(RULE, "wheel.torch", "", {}, ""),
    Member(RULE, "known.mmaction2", "", {}, ""),
)


def gap(name):
    member = Member(FACT, f"index.{name}", "", {"requirement": name}, "index")
    return Gap(member, Missing(releases=frozenset([(name, "1")])))


@given(
    st.lists(st.sampled_from("abcdef"), min_size=1, unique=True),
    st.lists(st.sets(st.sampled_from("abcdef"), min_size=1), min_size=1, max_size=3),
)
def test_the_gaps_that_a_conflict_names_are_all_needed(names, fatal):
    """`fatal`: sets of gaps, any of which leaves nothing."""
    if not any(group <= set(names) for group in fatal):
        return

    def resolve(missing):
        gone = {name for name, _version in missing.releases}
        if any(group <= gone for group in fatal):
            return Resolution(None, Conflict(RULES), ())
        return Resolution(PLAN, None, ())

    answer = with_gaps([gap(name) for name in names], resolve)
    named = [m.name[-1] for m in answer.conflict.members if m.name.startswith("index.")]
    assert resolve(all_of(map(gap, named))).plan is None
    for name in named:
        assert resolve(all_of(gap(other) for other in named if other != name)).plan is PLAN
    assert [m.name for m in answer.conflict.members[len(named) :]] == ["wheel.torch"]
