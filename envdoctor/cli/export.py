"""`envdoctor export FORMAT`."""

from __future__ import annotations

import os
import sys
from argparse import Namespace

from envdoctor.api.export import ExportCall, export
from envdoctor.api.save import refuse_existing, save
from envdoctor.cli.exits import HEALTHY, PROBLEMS
from envdoctor.cli.plan_options import call_of
from envdoctor.model.manifest import Exported
from envdoctor.model.problem import WrongInput
from envdoctor.model.text import _
from envdoctor.report.language import Language


def run(options: Namespace, language: Language) -> int:
    """Exports, and returns the exit code: 1 where there is no file to write."""
    if options.force and not options.output:
        raise WrongInput(_("--force goes with -o FILE"))
    if options.output and not options.force:
        refuse_existing(options.output)
    exported = export(ExportCall(call_of(options), options.format), os.environ)
    if exported.written is not None and options.output:
        save(options.output, exported.written.content, force=options.force)
    if options.json:
        from envdoctor.report.document import dumps
        from envdoctor.report.export_json import export_document

        sys.stdout.write(dumps(export_document(exported, options.output, language)) + "\n")
    else:
        _tell(exported, options, language)
    return PROBLEMS if exported.written is None else HEALTHY


def _tell(exported: Exported, options: Namespace, language: Language) -> None:
    """The file on standard output, unless it was written; what one must know on standard error."""
    from envdoctor.cli.terminal import style
    from envdoctor.report.export_text import export_text

    if exported.written is not None and not options.output:
        sys.stdout.write(exported.written.content)
        sys.stdout.flush()
    sys.stderr.write(export_text(exported, options.output, language, style(options, sys.stderr)))
