"""Whatever words go in come out of the real parsers as they went in, and nothing besides."""

import json
import shlex
import sys

import yaml
from hypothesis import given
from hypothesis import strategies as st
from packaging.requirements import Requirement

from envdoctor.api.plain_words import refuse_strange
from envdoctor.compat.docker_images import Image
from envdoctor.model.manifest import Command, Item, Lock, LockedFile, LockedPackage
from envdoctor.model.problem import WrongInput
from envdoctor.report.export.conda import conda
from envdoctor.report.export.dockerfile import dockerfile
from envdoctor.report.export.pylock import pylock
from envdoctor.report.export.requirements import requirements
from envdoctor.report.export.uv_project import uv_project
from tests.support.manifests import manifest

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

IMAGE = Image("python:3.10-slim-bookworm", "3.10", "", "test")
NAMES = st.from_regex(r"[a-z0-9](?:[a-z0-9._-]{0,10}[a-z0-9])?", fullmatch=True)
VERSIONS = st.from_regex(r"[0-9]{1,3}(\.[0-9]{1,3}){0,3}(\+cu[0-9]{2,3})?", fullmatch=True)
URLS = st.from_regex(
    r"https://[a-z0-9]{1,9}\.example(/[A-Za-z0-9._~%+-]{1,9}){0,3}", fullmatch=True
)
ITEMS = st.builds(
    Item,
    name=NAMES,
    specifier=VERSIONS.map("=={}".format),
    option=st.sampled_from(["", "--find-links", "--index-url", "--extra-index-url"]),
    index_url=URLS,
    wheel_only=st.booleans(),
    leaves=st.sampled_from([(), ("chumpy",)]),
)
ANYTHING = st.text(max_size=30)


def lines_of(text):
    return [line for line in text.splitlines() if line and not line.startswith("#")]


@given(st.lists(ITEMS, max_size=4, unique_by=lambda item: item.name))
def test_requirements_are_read_back(items):
    listed = [item for item in items if not item.leaves]
    lines = lines_of(requirements(manifest(items)).content)
    read = [Requirement(line) for line in lines if not line.startswith("--")]
    assert [(r.name, str(r.specifier)) for r in read] == [
        (item.name, str(Requirement(item.requirement).specifier)) for item in listed
    ]
    options = [shlex.split(line) for line in lines if line.startswith("--")]
    addresses = {words[1] for words in options if words[0] in ("--extra-index-url", "--find-links")}
    assert addresses == {item.index_url for item in listed if item.option}
    assert not any(words[0] == "--index-url" for words in options), "the ordinary one stays"


@given(st.lists(ITEMS, max_size=4, unique_by=lambda item: item.name))
def test_conda_s_file_is_read_back(items):
    text = conda(manifest(items)).content
    document = yaml.safe_load(text)
    assert document["dependencies"][0] == "python=3.10"
    section = document["dependencies"][2]["pip"]
    assert section == lines_of(requirements(manifest(items)).content)
    assert all(isinstance(line, str) for line in section)


@given(st.lists(ITEMS, max_size=4, unique_by=lambda item: item.name))
def test_the_uv_project_is_read_back(items):
    document = tomllib.loads(uv_project(manifest(items)).content)
    assert document["project"]["dependencies"] == [item.requirement for item in items]
    settings = document["tool"]["uv"]
    bound = [item for item in items if item.option]
    indexes = {row["name"]: row for row in settings.get("index", [])}
    assert all(row["explicit"] for row in indexes.values())
    for item in bound:
        name = settings["sources"][item.name]["index"]
        assert indexes[name]["url"] == item.index_url
    assert len(indexes) == len({item.index_url for item in bound})


@given(NAMES, st.lists(st.tuples(ANYTHING, ANYTHING), min_size=1, max_size=3), ANYTHING)
def test_the_lock_is_read_back(name, files, by):
    digest = "0" * 64
    wheels = tuple(LockedFile(file, url, digest, None) for file, url in files)
    lock = Lock((LockedPackage(name, "1.0", wheels, None),), by)
    document = tomllib.loads(pylock(manifest(), lock).content)
    (package,) = document["packages"]
    assert [(row["name"], row["url"]) for row in package["wheels"]] == files
    assert document["tool"]["envdoctor"]["completed-by"] == by


@given(st.lists(ANYTHING, min_size=1, max_size=4), ANYTHING, ANYTHING)
def test_a_dockerfile_has_no_other_commands(words, why, value):
    command = Command(("python", *words), "{why}", {"why": why}, (("A", value),))
    text = dockerfile(manifest(commands=[command]), IMAGE, ["libgl1"]).content
    assert text.isascii()
    plain = dockerfile(manifest(), IMAGE, ["libgl1"]).content
    added = [line for line in text.split("\n") if line not in plain.split("\n")]
    runs = [line for line in added if not line.startswith("#")]
    assert [json.loads(line[len("RUN ") :]) for line in runs] == [
        ["env", f"A={value}", "python", *words]
    ]


@given(ANYTHING)
def test_comments_end_with_their_line(text):
    for content in (
        requirements(manifest(tables_as_of=text)).content,
        uv_project(manifest(tables_as_of=text)).content,
        conda(manifest(tables_as_of=text)).content,
    ):
        assert content.isascii()
        assert len(content.splitlines()) == len(content.split("\n")) - 1
        assert content.split("\n")[0].startswith("# envdoctor ")
    assert lines_of(requirements(manifest(tables_as_of=text)).content) == []


def strange(**change):
    try:
        refuse_strange(manifest(**change))
    except WrongInput:
        return True
    return False


@given(
    st.one_of(
        st.from_regex(r"(?s)[a-z]{1,5}[\s'\"$`\\;&|#<>(){}\[\],@/].*", fullmatch=True),
        st.from_regex(r"-[a-z-]{1,9}", fullmatch=True),
        st.just(""),
    )
)
def test_strange_names_are_refused(name):
    assert strange(items=[Item(name, "")])


def test_strange_ranges_addresses_and_machines_are_refused():
    for specifier in ("==1.0 --pre", "==1\n-r x", "@ https://a", "1.0", "==$A", '==1.0"'):
        assert strange(items=[Item("torch", specifier)]), specifier
    for url in ("https://a b", "https://a\nb", "ftp://a", "https://a#b", "https://${A}", "-r x"):
        assert strange(items=[Item("torch", "", "--find-links", url)]), url
        assert strange(items=[Item("torch", "", repository=url)]), url
    assert strange(machine="x86_64' or '1")
    assert strange(python="3.10.*'")
    assert strange(build_variables=(("A B", "1"),))
    assert strange(build_variables=(("A", "$(x)"),))


def test_plain_ones_are_not():
    items = [
        Item("torch", "==2.1.2+cu121", "--index-url", "https://download.pytorch.org/whl/cu121"),
        Item("setuptools", ">=77.0.3,<82"),
        Item("mmaction2", "==1.2.0", repository="https://github.com/open-mmlab/mmaction2@v1.2.0"),
    ]
    assert not strange(items=items, build_variables=(("TORCH_CUDA_ARCH_LIST", "8.6;9.0+PTX"),))


def test_what_must_be_left_out_is_left_out_by_uv_alone():
    items = [Item("mmpose", "==1.3.2", leaves=("chumpy",)), Item("munkres", "")]
    document = tomllib.loads(uv_project(manifest(items)).content)
    (override,) = document["tool"]["uv"]["override-dependencies"]
    assert not Requirement(override).marker.evaluate()
    lines = lines_of(requirements(manifest(items)).content)
    assert lines == ["munkres"]


def test_what_pip_cannot_bind_is_said():
    url = "https://download.pytorch.org/whl/cpu"
    bound = Item("torch", "==2.13.0", "--index-url", url)
    named = [r.name for r in requirements(manifest([bound])).remarks]
    assert named == ["index.not_bound"]
    local = bound._replace(specifier="==2.13.0+cpu")
    assert requirements(manifest([local])).remarks == ()
    assert uv_project(manifest([bound])).remarks == ()


def test_a_build_s_variables_as_the_shell_takes_them():
    built = Item("mmcv", "==2.1.0", compiles=True)
    variables = (("MMCV_WITH_OPS", "1"), ("TORCH_CUDA_ARCH_LIST", "8.6;9.0"))
    last = {
        system: requirements(manifest([built], system=system, build_variables=variables))
        for system in ("linux", "windows")
    }
    told = {system: written.remarks[0].params["command"] for system, written in last.items()}
    assert told["linux"].startswith("MMCV_WITH_OPS=1 TORCH_CUDA_ARCH_LIST='8.6;9.0' python -m pip ")
    assert told["windows"].startswith("python -m pip install --no-build-isolation ")
    assert told["windows"].endswith("(with MMCV_WITH_OPS=1, TORCH_CUDA_ARCH_LIST=8.6;9.0)")
