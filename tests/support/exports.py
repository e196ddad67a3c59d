"""A plan whose indexes stand on 127.0.0.1 and serve small real wheels of everything it needs."""

import contextlib
import os
import platform
import sys
from typing import NamedTuple

from envdoctor.api.index_answers import Answers, Target
from envdoctor.api.index_settings import configuration_of, platform_tag
from envdoctor.api.manifest import manifest_of
from envdoctor.compat.tables import Tables
from envdoctor.facts.indexes.cache import Cache
from envdoctor.model.plan_report import PlanReport
from envdoctor.model.private import NOTHING_PRIVATE
from envdoctor.model.read import Read
from envdoctor.model.request import Request
from envdoctor.resolve.resolution import resolve
from tests.support.index_server import Answer, Index, Server, make_wheel, running
from tests.support.machines import machine

PYTHON = "{}.{}".format(*sys.version_info)
TAG = "cp{}{}".format(*sys.version_info)
MACHINE = platform.machine()
_VERSIONS = {
    "setuptools": ("81.0.0", "90.0"),
    "numpy": ("1.26.4", "2.2.0"),
    "decord": ("0.6.0",),
    "importlib-metadata": ("8.5.0",),
}
_OTHERS = (
    *("addict", "einops", "json-tricks", "matplotlib", "munkres", "packaging", "pillow", "pyyaml"),
    *("pycocotools", "regex", "rich", "scipy", "shapely", "six", "sympy", "termcolor"),
    *("terminaltables", "tqdm", "xtcocotools", "yapf", "zipp", "wheel", "ninja"),
)
_BOUND = ("torch", "torchvision")
_PAGE = "/mmcv/index.html"


class World(NamedTuple):
    """The servers, and where they are."""

    ordinary: str
    torch: str
    page: str
    folders: dict
    servers: dict
    environ: dict
    """Cut off from this machine's settings: pip's ordinary index is ours."""


@contextlib.contextmanager
def world(tmp_path, hashes_on_page=False):
    """Three servers: the ordinary index, torch's, and a find-links page that gives no hashes."""
    folders = {name: tmp_path / name for name in ("ordinary", "torch", "page")}
    for folder in folders.values():
        folder.mkdir()
    servers = {name: Server() for name in folders}
    Index(servers["ordinary"], folders["ordinary"], speaks_json=True)
    Index(servers["torch"], folders["torch"], speaks_json=False)
    servers["page"].paths["*"] = lambda request: _page(request, folders["page"], hashes_on_page)
    with contextlib.ExitStack() as stack:
        for server in servers.values():
            stack.enter_context(running(server))
        home = tmp_path / "home"
        home.mkdir(exist_ok=True)
        ordinary = f"{servers['ordinary'].url}/simple"
        yield World(
            ordinary=ordinary,
            torch=f"{servers['torch'].url}/simple",
            page=servers["page"].url + _PAGE,
            folders=folders,
            servers=servers,
            environ={
                "PATH": os.environ["PATH"],
                "HOME": str(home),
                "PIP_CONFIG_FILE": os.devnull,
                "PIP_INDEX_URL": ordinary,
                "PIP_DISABLE_PIP_VERSION_CHECK": "1",
                "PIP_NO_CACHE_DIR": "1",
                "UV_NO_CACHE": "1",
                "UV_PYTHON_DOWNLOADS": "never",
                "XDG_CACHE_HOME": str(home / "cache"),
            },
        )


def _page(request, folder, with_hashes):
    name = request.path.rpartition("/")[2].replace("%2B", "+")
    if name.endswith(".whl"):
        return Answer((folder / name).read_bytes(), "application/zip")
    links = []
    for path in sorted(folder.iterdir()):
        import hashlib

        digest = hashlib.sha256(path.read_bytes()).hexdigest()
        end = f"#sha256={digest}" if with_hashes else ""
        links.append(f'<a href="{path.name}{end}">{path.name}</a>')
    return Answer("".join(links))


def planned(here, overlay=None, **request):
    """A plan for this Python and machine whose indexes are ours, and that they have been asked of."""
    tables, facts = Tables(), machine(overlay or {})
    asked = Request(**request)
    resolution = resolve(facts, asked, tables)
    plan = resolution.plan
    urls = {"--find-links": here.page, "--index-url": here.torch, "--extra-index-url": here.torch}
    pins = tuple(pin._replace(index_url=urls.get(pin.option, "")) for pin in plan.pins)
    plan = plan._replace(python=PYTHON, pins=pins)
    known = facts.platform
    facts = facts._replace(platform=Read.of(known.value._replace(machine=MACHINE), known.source))
    _fill(here, plan, tables)
    answers = Answers(configuration_of(plan, facts, NOTHING_PRIVATE, here.environ), 8, Cache())
    answers.ask(plan.pins)
    target = Target(TAG, platform_tag(facts))
    verdicts = ((pin.name, answers.verdict(pin, target).file) for pin in plan.pins)
    files = tuple((name, file) for name, file in verdicts if file is not None)
    return PlanReport(
        facts=facts,
        request=asked,
        resolution=resolution._replace(plan=plan),
        listing=answers.listing(),
        private=NOTHING_PRIVATE,
        tables_as_of=tables.as_of,
        files=files,
    )


def manifest(report):
    """What the plan of a report comes to."""
    return manifest_of(report, report.resolution.plan, Tables())


def _fill(here, plan, tables):
    """Wheels of all pins where they are bound to, of what they require, and some that tempt."""
    binary = f"{TAG}-{TAG}-linux_{MACHINE}"
    for pin in plan.pins:
        release = (
            tables.openmmlab.release(pin.name, pin.version) if pin.version[:1].isdigit() else None
        )
        requires = release.install_requires if release else ()
        if pin.name in _BOUND:
            requires = ("sympy",) if pin.name == "torch" else (plan.pin("torch").requirement,)
            make_wheel(here.folders["torch"], pin.name, pin.version, binary, "", requires)
            plain = pin.version.partition("+")[0]
            for tempting in (plain, "99.0"):
                make_wheel(here.folders["ordinary"], pin.name, tempting, binary)
        elif pin.option:
            make_wheel(here.folders["page"], pin.name, pin.version, binary, "", requires)
            (here.folders["ordinary"] / f"{pin.name}-{pin.version}.tar.gz").write_bytes(b"no sdist")
            (here.folders["ordinary"] / f"{pin.name}-99.0.tar.gz").write_bytes(b"no sdist")
        elif pin.how == "wheel":
            for version in _VERSIONS.get(pin.name, (pin.version,)):
                make_wheel(here.folders["ordinary"], pin.name, version, requires=requires)
    make_wheel(here.folders["torch"], "sympy", "3.0")  # PyTorch's index has what torch requires
    for name in _OTHERS:
        make_wheel(here.folders["ordinary"], name, "3.0")
    for name in ("chumpy", "decord"):
        (here.folders["ordinary"] / f"{name}-0.70.tar.gz").write_bytes(b"cannot be built")
