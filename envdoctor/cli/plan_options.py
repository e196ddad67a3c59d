"""The options of the verbs that plan (`install`, `export`, `matrix`), and the call that they come to."""

from __future__ import annotations

from envdoctor.model.text import _
from envdoctor.record import TYPE_CHECKING

if TYPE_CHECKING:
    from argparse import Namespace
    from typing import Any, Dict, Tuple

    from envdoctor.api.plan import PlanCall

MACHINE = ("gpu", "driver", "platform", "plan_facts")
"""What describes a machine."""
WISHES = (
    "cuda",
    "cpu",
    "plan_python",
    "plan_env",
    "with_packages",
    "mmaction2",
    "mode",
    "need_ops",
    "no_ops",
    "allow_compile",
    "allow_index",
)
"""What is asked for."""

OPTIONS: Dict[str, Tuple[Tuple[str, ...], Dict[str, Any]]] = {
    "cuda": (
        ("--cuda",),
        {
            "metavar": "VERSION",
            "default": "",
            "help": _("the CUDA of torch's build (11.8), cpu, or auto (the default)"),
        },
    ),
    "cpu": (("--cpu",), {"action": "store_true", "help": _("the same as --cuda cpu")}),
    "plan_python": (
        ("--python",),
        {
            "dest": "plan_python",
            "metavar": "VERSION|PATH",
            "default": "",
            "help": _(
                "a version (3.8) for a new environment, or the interpreter of the one to install into"
            ),
        },
    ),
    "plan_env": (
        ("--env",),
        {
            "dest": "plan_env",
            "metavar": "DIR|NAME",
            "default": "",
            "help": _("the environment to install into: a folder, or a conda environment's name"),
        },
    ),
    "with_packages": (
        ("--with",),
        {
            "dest": "with_packages",
            "metavar": "PACKAGES",
            "action": "append",
            "default": [],
            "help": _("mmdet, mmpose, or both with a comma"),
        },
    ),
    "mmaction2": (
        ("--mmaction2",),
        {
            "metavar": "VERSION",
            "default": "",
            "help": _("this release of mmaction2 (default: the newest that fits)"),
        },
    ),
    "mode": (
        ("--mode",),
        {
            "choices": ("package", "source"),
            "default": "package",
            "help": _("mmaction2 as the published package, or from a clone of its repository"),
        },
    ),
    "need_ops": (
        ("--need-ops",),
        {"action": "store_true", "help": _("mmcv with its compiled ops (the default)")},
    ),
    "no_ops": (
        ("--no-ops",),
        {"action": "store_true", "help": _("mmcv-lite, without compiled ops, will do")},
    ),
    "allow_compile": (
        ("--allow-compile",),
        {"action": "store_true", "help": _("mmcv may be compiled where nobody has a wheel")},
    ),
    "allow_index": (
        ("--allow-index",),
        {
            "metavar": "NAME",
            "action": "append",
            "default": [],
            "help": _("wheels of this third party may be taken; may be given again"),
        },
    ),
    "gpu": (
        ("--gpu",),
        {
            "metavar": "NAME",
            "action": "append",
            "default": [],
            "help": _(
                "plan for a machine with this GPU (RTX 4090) or compute capability (8.9); once for each"
            ),
        },
    ),
    "driver": (
        ("--driver",),
        {
            "metavar": "VERSION",
            "default": "",
            "help": _("the NVIDIA driver of that machine (535.104)"),
        },
    ),
    "platform": (
        ("--platform",),
        {
            "metavar": "TAG",
            "default": "",
            "help": _("the system of that machine, as wheels say it (linux_x86_64, win_amd64)"),
        },
    ),
    "plan_facts": (
        ("--facts",),
        {
            "dest": "plan_facts",
            "metavar": "FILE",
            "default": "",
            "help": _("plan for the machine of saved facts (a file of check --json)"),
        },
    ),
    "offline": (
        ("--offline",),
        {"action": "store_true", "help": _("ask no index: the tables alone decide")},
    ),
    "fix": (
        ("--fix",),
        {
            "action": "store_true",
            "help": _("what the findings of check ask for, moving as little as possible"),
        },
    ),
    "dry_run": (
        ("--dry-run",),
        {"action": "store_true", "help": _("print the plan, and change nothing")},
    ),
    "torch": (
        ("--torch",),
        {
            "metavar": "VERSION",
            "default": "",
            "help": _('only these releases of torch: 2.1, 2.1.2, or a range (">=2.1,<2.4")'),
        },
    ),
    "everything": (
        ("--all",),
        {
            "dest": "everything",
            "action": "store_true",
            "help": _("builds that do not work, and those for another CUDA, too"),
        },
    ),
}


def call_of(options: Namespace) -> PlanCall:
    """What the options come to; raises `WrongInput` for those that exclude each other."""
    from envdoctor.api.plan import PlanCall
    from envdoctor.model.problem import WrongInput
    from envdoctor.model.request import AUTO, CPU, Request

    if options.cpu and options.cuda not in ("", CPU):
        params = {"first": "--cpu", "second": f"--cuda {options.cuda}"}
        raise WrongInput(_("{first} and {second} exclude each other"), params)
    if options.need_ops and options.no_ops:
        params = {"first": "--need-ops", "second": "--no-ops"}
        raise WrongInput(_("{first} and {second} exclude each other"), params)
    named = (name.strip() for text in options.with_packages for name in text.split(","))
    request = Request(
        cuda=CPU if options.cpu else options.cuda or AUTO,
        packages=tuple(dict.fromkeys(name.lower() for name in named if name)),
        mmaction2=options.mmaction2,
        mode=options.mode,
        need_ops=not options.no_ops,
        may_compile=options.allow_compile,
        allowed_indexes=tuple(dict.fromkeys(options.allow_index)),
    )
    return PlanCall(
        request=request,
        python=options.plan_python,
        env=options.plan_env,
        facts=options.plan_facts,
        gpus=tuple(options.gpu),
        driver=options.driver,
        platform=options.platform,
        offline=getattr(options, "offline", False),
        fix=getattr(options, "fix", False),
        ops_asked=options.need_ops,
    )
