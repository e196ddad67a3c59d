"""The plan follows what indexes really have; where they say nothing of use, the tables decide."""

import os
import ssl

import pytest

from envdoctor.api import live_truth
from envdoctor.api.plan import PlanCall, plan
from envdoctor.model.plan import LISTED
from envdoctor.model.request import Request
from tests.support.index_server import Answer, Server, dripping, running, silent

WORKSTATION = PlanCall(
    gpus=("RTX 3090",), driver="535.104", platform="manylinux_2_35_x86_64", python="3.10"
)


def planned(call=WORKSTATION, **changes):
    return plan(call._replace(**changes))


def versions(report):
    return {pin.name: pin.version for pin in report.resolution.plan.pins}


def said(report):
    text = [
        r.sentence.format(because=r.because.format(**r.params), **r.params) for r in report.remarks
    ]
    return "\n".join(text)


@pytest.fixture
def published(stack):
    """Everything that the tables choose is there."""
    stack.publish(planned(offline=True).resolution.plan)
    return stack


def test_what_is_there_is_listed_with_its_file(published):
    report, alone = planned(), planned(offline=True)
    assert versions(report) == versions(alone)
    assert {pin.provenance.state for pin in report.resolution.plan.pins} == {LISTED}
    assert report.rejected == ()
    assert report.remarks == ()
    mmaction2 = report.file_of(report.resolution.plan.pin("mmaction2"))
    assert mmaction2.name == "mmaction2-1.2.0-py3-none-any.whl"
    assert mmaction2.size_bytes > 100
    assert len(mmaction2.sha256) == 64
    assert sum(step.download_bytes or 0 for step in report.resolution.plan.steps) > 1000


def test_each_place_is_asked_for_what_comes_from_it_alone(published):
    planned()
    asked = {path for path, _headers in published.server.seen}
    assert "/whl/cu121/torch/" in asked
    assert "/simple/mmaction2/" in asked
    assert "/simple/torch/" not in asked
    assert "/whl/cu121/mmaction2/" not in asked


def test_a_torch_that_vanishes_and_appears_again(published):
    torch = planned(offline=True).resolution.plan.pin("torch")
    torchvision = planned(offline=True).resolution.plan.pin("torchvision")
    published.remove(torch)
    published.add(torch, "3.10", "2.1.1+cu121")
    published.add(torchvision, "3.10", "0.16.1+cu121")
    report = planned()
    assert versions(report)["torch"] == "2.1.1+cu121"
    assert versions(report)["torchvision"] == "0.16.1+cu121"
    gone = report.rejected[0]
    assert gone.candidate == "torch==2.1.2+cu121"
    assert gone.reason.format(**gone.params) == (
        f"{torch.index_url} has no torch==2.1.2+cu121 for Python 3.10"
    )
    published.add(torch, "3.10")
    assert versions(planned())["torch"] == "2.1.2+cu121"


def test_a_torchvision_that_is_not_there_takes_its_torch_along(published):
    torchvision = planned(offline=True).resolution.plan.pin("torchvision")
    torch = planned(offline=True).resolution.plan.pin("torch")
    published.remove(torchvision)
    published.add(torch, "3.10", "2.1.1+cu121")
    published.add(torchvision, "3.10", "0.16.1+cu121")
    assert versions(planned())["torch"] == "2.1.1+cu121"


def test_where_no_wheel_of_mmcv_is_left_the_next_cuda_is_taken(published):
    published.remove(planned(offline=True).resolution.plan.pin("mmcv"))
    older = planned(offline=True, request=Request(cuda="11.8")).resolution.plan
    for name in ("torch", "torchvision", "mmcv"):
        published.add(older.pin(name), "3.10")
    report = planned()
    assert versions(report)["torch"] == "2.1.2+cu118"
    assert "/cu118/" in report.resolution.plan.pin("mmcv").index_url
    assert report.rejected[0].candidate == "mmcv==2.1.0"


def test_a_release_of_mmaction2_that_the_index_lacks(published):
    mmaction2 = planned(offline=True).resolution.plan.pin("mmaction2")
    published.remove(mmaction2)
    published.add(mmaction2, "3.10", "1.1.0")
    asked = planned(offline=True, request=Request(mmaction2="1.1.0")).resolution.plan
    published.publish(asked)
    report = planned()
    assert versions(report)["mmaction2"] == "1.1.0"
    assert report.rejected[0].candidate == "mmaction2==1.2.0"


def test_another_python_where_any_will_do(published):
    free = WORKSTATION._replace(python="")
    alone = planned(free, offline=True).resolution.plan
    assert alone.python != "3.9"
    for pin in alone.pins:
        published.remove(pin)
        published.add(pin, "3.9")
    report = planned(free)
    assert report.resolution.plan.python == "3.9"
    assert versions(report)["torch"] == "2.1.2+cu121"


def test_what_no_table_can_replace_leaves_no_set(published):
    published.remove(planned(offline=True).resolution.plan.pin("numpy"))
    report = planned()
    assert report.resolution.plan is None
    (member,) = report.resolution.conflict.members
    assert member.name == "index.numpy"
    assert "has no numpy<2 for Python 3.10" in member.sentence.format(**member.params)


def test_a_release_that_was_asked_for_and_is_not_there(published):
    mmaction2 = planned(offline=True).resolution.plan.pin("mmaction2")
    published.remove(mmaction2)
    published.add(mmaction2, "3.10", "1.1.0")
    report = planned(request=Request(mmaction2="1.2.0"))
    assert report.resolution.plan is None
    names = [member.name for member in report.resolution.conflict.members]
    assert names == ["index.mmaction2", "request.mmaction2"]
    assert report.resolution.nearest[0].changes[0].name == "request.mmaction2"


def test_a_wheel_among_the_user_s_own_files_will_do(published, monkeypatch):
    mmcv = planned(offline=True).resolution.plan.pin("mmcv")
    folder = os.path.join(published.folder, "wheelhouse")
    os.makedirs(folder)
    name = published.add(mmcv, "3.10")
    page = os.path.join(published.folder, "served", "mmcv/dist/cu121/torch2.1")
    os.replace(os.path.join(page, name), os.path.join(folder, name))
    monkeypatch.setenv("PIP_FIND_LINKS", folder)
    report = planned()
    assert versions(report)["torch"] == "2.1.2+cu121"
    assert report.rejected == ()


def test_a_clone_is_not_looked_for_on_an_index(published):
    published.remove(planned(offline=True).resolution.plan.pin("mmaction2"))
    report = planned(request=Request(mode="source"))
    assert versions(report)["mmaction2"] == "1.2.0"
    assert "/simple/mmaction2/" not in {path for path, _headers in published.server.seen}


@pytest.mark.parametrize(
    "trouble",
    [
        silent(5),
        dripping(5),
        Answer("gone", status=404),
        Answer("broken", status=500),
        Answer("who are you", status=401),
        Answer("<a href='mmcv-2.1.0-cp310", "text/html").short_of(500),
        Answer("\0\1\2", "application/zip"),
    ],
    ids=["slow", "byte by byte", "404", "500", "401", "half an answer", "no page"],
)
def test_an_answer_of_no_use_is_a_sentence_and_the_table_s_answer(published, trouble, monkeypatch):
    monkeypatch.setattr(live_truth, "_SECONDS", 1.0)
    published.answers["mmcv/dist"] = trouble
    report, alone = planned(), planned(offline=True)
    assert versions(report) == versions(alone)
    assert report.rejected == ()
    assert len(report.remarks) == 1
    assert published.server.host in said(report)
    assert f"about mmcv the tables of {alone.tables_as_of} decide" in said(report)
    assert "\n" not in said(report)
    states = {pin.name: pin.provenance.state for pin in report.resolution.plan.pins}
    assert states["mmcv"] == "observed"
    assert states["torch"] == LISTED


def test_one_sentence_for_all_that_one_index_does_not_answer(published, monkeypatch):
    monkeypatch.setattr(live_truth, "_SECONDS", 1.0)
    published.answers[""] = silent(5)
    report = planned()
    assert versions(report) == versions(planned(offline=True))
    assert len(report.remarks) == 1
    assert "torch, torchvision" in said(report)
    assert "mmaction2" in said(report)


def test_certificates_that_nobody_trusts(published, monkeypatch):
    trustme = pytest.importorskip("trustme")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    trustme.CA().issue_cert("127.0.0.1").configure_cert(context)
    with running(Server(context)) as secure:
        monkeypatch.setenv("PIP_INDEX_URL", f"{secure.url}/simple")
        report = planned()
    assert "certificate" in said(report)
    assert versions(report) == versions(planned(offline=True))


def test_nobody_is_there(stack):
    stack.server.http.shutdown()
    stack.server.http.server_close()
    report = planned()
    assert versions(report) == versions(planned(offline=True))
    assert report.remarks


def test_what_keeps_the_network_out_is_named(published, monkeypatch):
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    report = planned()
    assert versions(report) == versions(planned(offline=True))
    assert "tables of" in said(report)


def test_offline_asks_nobody(published):
    report = planned(offline=True)
    assert published.server.seen == []
    assert report.listing is None
    assert f"the tables of {report.tables_as_of} say" in said(report)
