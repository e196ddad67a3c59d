"""Secrets planted in two hundred machines: none is in any output."""

import random
import string

import pytest

from envdoctor.compat.tables import Tables
from envdoctor.diagnose.runner import Selection, diagnose
from envdoctor.facts.environ import read_variables
from envdoctor.facts.redact import private_parts, redact
from envdoctor.model.encode import encode
from envdoctor.model.report import CheckReport
from envdoctor.report.check_json import check_document
from envdoctor.report.check_markdown import check_markdown
from envdoctor.report.check_text import Style, check_text
from envdoctor.report.document import dumps
from envdoctor.report.language import Language
from envdoctor.resolve.derive import mend
from tests.support.machines import machine

TABLES = Tables()


class Secrets:
    """One machine's private parts, all of them made up."""

    def __init__(self, seed):
        chance = random.Random(seed)

        def word(length):
            return "".join(chance.choice(string.ascii_lowercase) for _ in range(length))

        self.user, self.other = word(8), word(9)
        self.host = f"{word(7)}-{chance.randrange(10**6)}.{word(6)}.example"
        self.token = chance.choice(["hf_", "ghp_", "pypi-", "sk-", "glpat-"]) + word(32)
        self.password = word(14)
        self.uuid = "-".join(
            "".join(chance.choice("0123456789abcdef") for _ in range(n)) for n in (8, 4, 4, 4, 12)
        )
        self.home = chance.choice(
            [
                f"/home/{self.user}",
                f"/Users/{self.user}",
                f"/data/{self.user}",
                f"/mnt/{self.host}/{self.user}",
            ]
        )
        self.prefix = chance.choice(
            [
                f"{self.home}/envs/action",
                f"/opt/{self.user}/venv",
                f"/srv/{self.user}-{word(4)}/env",
            ]
        )
        self.environ = {
            "HOME": self.home,
            "USER": self.user,
            "LD_LIBRARY_PATH": f"{self.home}/lib:/home/{self.other}/cuda/lib64",
            "PYTHONPATH": f"{self.home}/src",
            "CUDA_VISIBLE_DEVICES": f"GPU-{self.uuid}",
            "TORCH_HOME": f"https://{self.user}:{self.password}@models.example/x?sig={self.token}",
            "NCCL_SOCKET_IFNAME": self.host,
            "NVIDIA_TOKEN": self.token,
            "HF_TOKEN": self.token,
            "AWS_SECRET_ACCESS_KEY": self.password,
        }

    def all(self):
        return (self.user, self.other, self.host, self.token, self.password, self.uuid)

    def facts(self):
        site = f"{self.prefix}/lib/python3.10/site-packages"
        package = {"path": f"{site}/mmaction", "missing": ["mmaction.models.localizers.drn"]}
        facts = machine(
            {
                "interpreter": {
                    "executable": f"{self.prefix}/bin/python",
                    "prefix": self.prefix,
                    "base_prefix": f"{self.home}/.pyenv/versions/3.10.13",
                    "site_packages": [site],
                    "chosen_by": "--env",
                },
                "disk": {"path": self.prefix},
                "toolkits": [{"path": f"{self.home}/cuda-12.1"}],
                "compilers": [{"path": f"/home/{self.other}/bin/gcc"}],
                "gpus": [{"uuid": f"GPU-{self.uuid}", "name": "NVIDIA GeForce RTX 3090"}],
                "mmaction2": package,
                "numpy": {"version": "2.2.6", "path": f"{site}/numpy"},
                "mmdet": {
                    "state": "unreadable",
                    "source": f"{site}/mmdet",
                    "reason": f"Permission denied: {self.home}/x on {self.host}",
                },
                "project": {
                    "file": f"{self.home}/project/pyproject.toml",
                    "require": [
                        f"extra @ https://{self.user}:{self.password}@index.example/extra.whl?token={self.token}"
                    ],
                    "expect_gpu": "",
                    "ignores": [],
                },
            }
        )
        return facts._replace(variables=read_variables(self.environ))


def _outputs(secrets):
    facts = secrets.facts()
    private = private_parts(facts, secrets.environ, secrets.host)
    facts = redact(facts, private)
    diagnosis = diagnose(facts, TABLES, Selection())
    report = CheckReport(
        facts=facts,
        diagnosis=diagnosis,
        mending=mend(diagnosis.findings, facts, TABLES),
        ok=False,
        ignored=(),
        expired=(),
        lost=(),
        private=private,
        tables_as_of="",
    )
    for code in ("en", "zh"):
        language = Language(code)
        yield "json", dumps(check_document(report, language))
        yield "markdown", check_markdown(report, language)
        text = check_text(report, language, Style(colour=False, width=100, verbosity=1))
        # A command names the real interpreter: it is for one's own terminal, to be run there.
        yield (
            "text",
            "\n".join(line for line in text.splitlines() if not line.lstrip().startswith("$ ")),
        )
    yield "facts", str(encode(facts))


@pytest.mark.parametrize("seed", range(200))
def test_no_secret_is_in_any_output(seed):
    secrets = Secrets(seed)
    for name, output in _outputs(secrets):
        found = [secret for secret in secrets.all() if secret in output]
        assert not found, (name, found)


def test_what_was_planted_would_be_seen_without_redaction():
    secrets = Secrets(0)
    raw = str(encode(secrets.facts()))
    assert all(secret in raw for secret in (secrets.user, secrets.other, secrets.uuid))
