"""The matrix against the resolver: what it says works is accepted, and the other way round."""

import random

import pytest

from envdoctor.api.matrix import MatrixCall, matrix
from envdoctor.api.matrix_rows import Grid
from envdoctor.api.plan import PlanCall
from envdoctor.compat.tables import Tables
from envdoctor.model.matrix import NEARLY, NOT, WORKS
from envdoctor.model.problem import WrongInput
from envdoctor.model.request import OPTIONAL_PACKAGES, Request
from envdoctor.resolve.laws.law import ARTIFACT, MMACTION2, MMCV, PYTHON, TORCH
from envdoctor.resolve.resolution import resolve
from envdoctor.resolve.situation import situation_of
from envdoctor.resolve.solver import Problem, Solver
from envdoctor.resolve.stack import stack_of
from tests.support.stack_classes import every_class, facts_of, request_of

TABLES = Tables()
MACHINES = random.Random(7).sample(list(every_class()), 48)
ROWS_OF_EACH = 10
RTX4090 = {"gpus": ("RTX 4090",), "driver": "535.104.05", "platform": "linux_x86_64"}


def grid_of(asked, *, every_cuda=True):
    request = request_of(asked)
    situation = situation_of(facts_of(asked), request._replace(packages=OPTIONAL_PACKAGES), TABLES)
    return Grid(situation, request.packages, TABLES, every_cuda=every_cuda)


def pinned(row, request):
    """The same wish for this build of torch alone."""
    return request._replace(cuda=row.cuda or "cpu", pins=(("torch", f"=={row.torch}"),))


def said(plan):
    versions = {pin.name: pin.version for pin in plan.pins}
    mmcv = next(pin for pin in plan.pins if "mmcv" in pin.name)
    return (
        plan.python,
        1 if versions["numpy"] == "<2" else 2,
        mmcv.version,
        versions["mmengine"],
        versions["mmaction2"],
    )


@pytest.mark.parametrize("asked", MACHINES, ids=lambda asked: "-".join(map(str, asked)))
def test_rows_are_what_the_resolver_says_of_their_torch(asked):
    grid, facts, request = grid_of(asked), facts_of(asked), request_of(asked)
    builds = grid.builds
    for build in random.Random(1).sample(builds, min(ROWS_OF_EACH, len(builds))):
        row = grid.row(build)
        answer = resolve(facts, pinned(row, request), TABLES)
        assert (answer.plan is not None) == (row.verdict == WORKS), row
        if row.verdict == WORKS:
            best = row.best
            wanted = (best.python, best.numpy, best.mmcv, best.mmengine, best.mmaction2)
            assert said(answer.plan) == wanted
            assert row.why_not == ()
            check_companions(row, facts, request)
        else:
            assert row.why_not
            assert all(grid.tell(name).sentence for name in row.why_not)
            check_change(row, answer)


def check_companions(row, facts, request):
    for name, companion in row.companions.items():
        packages = tuple(dict.fromkeys((*request.packages, name)))
        answer = resolve(facts, pinned(row, request)._replace(packages=packages), TABLES)
        if companion.version:
            assert answer.plan.pin(name).version == companion.version
            assert answer.plan.python == companion.python
        else:
            assert answer.plan is None
            assert companion.why_not


def check_change(row, answer):
    """A row that nearly works has a set that is one change away, and only such a row has."""
    single = [near.changes[0].name for near in answer.nearest if len(near.changes) == 1]
    # Pinned to it, other things can be given up too: the pin, and the CUDA that names the build.
    own = [name for name in single if not name.startswith(("pin.", "request.cuda"))]
    if row.verdict == NEARLY:
        assert row.change.name == own[0]
        assert row.change.name in row.why_not
    elif len(answer.nearest) < 5:  # as many as the resolver names
        assert own == []


@pytest.mark.parametrize("asked", MACHINES[:24], ids=lambda asked: "-".join(map(str, asked)))
def test_what_the_resolver_chooses_is_a_row_that_works(asked):
    plan = resolve(facts_of(asked), request_of(asked), TABLES).plan
    for every_cuda in (False, True):
        grid = grid_of(asked, every_cuda=every_cuda)
        choice = grid.choice()
        assert (choice is None) == (plan is None)
        if plan is None:
            assert all(
                grid.verdict(b).verdict != WORKS for b in filter(grid.is_wanted, grid.builds)
            )
        else:
            assert grid.verdict(choice).verdict == WORKS
            torch = plan.pin("torch").version
            assert torch in (choice.version, f"{choice.version}+{choice.variant}")
            assert bool(choice.cuda) == ("+cu" in torch)


@pytest.mark.parametrize("python", [None, "3.10", "3.12"])
def test_builds_of_one_kind_share_an_answer_that_is_each_ones_own(python):
    asked = next(a for a in every_class() if (a.capabilities, a.python) == (((8, 6),), python))
    grid = grid_of(asked)
    stack = stack_of(grid._situation, TABLES)
    for build in grid.builds:
        alone = Problem({**stack.problem.axes, TORCH: (build,)}, stack.problem.constraints)
        solution = Solver(alone).solve(grid._spared)
        found = grid.verdict(build)
        assert (solution is not None) == (found.verdict == WORKS), build
        if solution is not None:
            assert found.best.python == solution[PYTHON]
            assert found.best.mmcv == solution[MMCV]
            assert found.best.mmaction2 == solution[MMACTION2]
            assert found.best.mmcv_from == solution[ARTIFACT].kind


def test_default_rows_work_or_nearly_do():
    report = matrix(MatrixCall(PlanCall(python="3.10", **RTX4090)))
    assert {row.verdict for row in report.rows} == {WORKS, NEARLY}
    assert all(row.cuda for row in report.rows)  # a GPU is there: no builds for the CPU
    (chosen,) = [row for row in report.rows if row.is_chosen]
    assert report.choice == f"{chosen.torch} ({chosen.variant})"
    assert chosen.verdict == WORKS


def test_everything_is_every_build_of_the_platform():
    call = PlanCall(python="3.10", **RTX4090)
    some, every = matrix(MatrixCall(call)), matrix(MatrixCall(call, everything=True))
    assert len(every.rows) == len(some.rows) + some.left_out
    assert every.left_out == 0
    assert {row.variant for row in every.rows} >= {"cpu", "cu118", "cu121"}
    assert {row.verdict for row in every.rows} == {WORKS, NEARLY, NOT}
    said_of = {name for row in every.rows for name in row.why_not}
    said_of |= {n for row in every.rows for c in row.companions.values() for n in c.why_not}
    assert set(every.reasons) == said_of


def test_a_no_has_a_reason_of_its_own():
    old = {**RTX4090, "driver": "470.57.02"}
    report = matrix(MatrixCall(PlanCall(python="3.10", **old), torch="2.1", everything=True))
    for row in report.rows:
        assert (row.driver == "no") == row.cuda.startswith("12")
        assert ("driver" in row.why_not) == (row.driver == "no")


def test_kernels_that_are_missing_are_told_by_gpu():
    mixed = {**RTX4090, "gpus": ("RTX 5090", "GTX 1080"), "driver": "580.65.06"}
    report = matrix(MatrixCall(PlanCall(**mixed), torch="2.1.2", everything=True))
    row = next(row for row in report.rows if row.variant == "cu121")
    assert {(k.gpu, k.kind) for k in row.kernels} == {("sm_120", "none"), ("sm_61", "cubin")}
    assert "gpu.sm_120" in row.why_not
    assert "gpu.sm_61" not in row.why_not


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [("2.1", "2.1.2", "2.1.0"), ("2.1.1", "2.1.1", "2.1.1"), (">=2.0,<2.1.1", "2.1.0", "2.0.0")],
)
def test_releases_that_are_meant(text, first, last):
    report = matrix(MatrixCall(PlanCall(python="3.10", **RTX4090), torch=text, everything=True))
    assert (report.rows[0].torch, report.rows[-1].torch) == (first, last)


@pytest.mark.parametrize("text", ["9.9", "two", ">=two", ">", "=>2.1", "2.1,2.2"])
def test_releases_that_nobody_knows(text):
    with pytest.raises(WrongInput):
        matrix(MatrixCall(PlanCall(**RTX4090), torch=text))


def test_one_cuda_alone_and_what_is_chosen_for_it():
    call = PlanCall(Request(cuda="11.8"), python="3.10", **RTX4090)
    report = matrix(MatrixCall(call, everything=True))
    assert {row.cuda for row in report.rows} == {"11.8"}
    assert report.choice == "2.1.2 (cu118)"


def test_where_nothing_works_the_rows_say_why():
    call = PlanCall(gpus=("9.0",), driver="560.35", platform="linux_aarch64")
    report = matrix(MatrixCall(call, torch="2.7"))
    assert report.rows
    assert not report.ok
    assert all(row.verdict == NOT and row.why_not for row in report.rows)


def test_a_platform_without_torch():
    report = matrix(MatrixCall(PlanCall(platform="linux_ppc64le")))
    assert (report.rows, report.left_out, report.ok) == ((), 0, False)
