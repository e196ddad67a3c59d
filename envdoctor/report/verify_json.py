"""`verify` as one JSON document, `envdoctor/verify/1`."""

from __future__ import annotations

from typing import Any, Dict

from envdoctor.model.encode import encode
from envdoctor.model.stage import StageResult, VerifyReport
from envdoctor.report.document import document
from envdoctor.report.language import Language


def verify_document(report: VerifyReport, language: Language) -> Dict[str, Any]:
    """The whole proof; only `reason` and `why` follow the language."""
    best = report.top5[0].scores if report.top5 else ()
    return document(
        "verify",
        ok=report.ok,
        stages=[_stage(stage, language) for stage in report.stages],
        top5=encode(best),
        devices={found.device: encode(found.scores) for found in report.top5},
        own_video=report.own_video,
        python=report.python,
        fixes=[
            {
                "why": language.text(fix.why, fix.params),
                "commands": [list(argv) for argv in fix.commands],
                "safe": fix.safe,
            }
            for fix in report.fixes
        ],
    )


def _stage(stage: StageResult, language: Language) -> Dict[str, Any]:
    encoded: Dict[str, Any] = encode(stage)
    encoded["reason"] = language.text(stage.reason, stage.params)
    return encoded
