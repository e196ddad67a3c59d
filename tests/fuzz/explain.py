"""Coverage-guided fuzzing of what reads pasted text: `python tests/fuzz/explain.py [-max_total_time=60] [CORPUS]`.

Needs atheris (`pip install atheris`) and envdoctor. Each input is a text of any bytes: it is cut into
lines, understood, judged and shown in both languages. An exception is a crash; an escape sequence in
what a terminal gets, or a control character, is one too.
"""

import sys

import atheris

with atheris.instrument_imports(include=["envdoctor"]):
    from envdoctor.api.explain import report_of
    from envdoctor.compat.tables import Tables
    from envdoctor.facts.text.describe import describe
    from envdoctor.facts.text.digest import Digest
    from envdoctor.facts.text.private import redact_excerpt
    from envdoctor.model.private import NOTHING_PRIVATE
    from envdoctor.report.document import dumps
    from envdoctor.report.explain_json import explain_document
    from envdoctor.report.explain_text import explain_text
    from envdoctor.report.language import LANGUAGES, Language
    from envdoctor.report.setting import Style

TABLES = Tables()
GATES = TABLES.known_errors.gates()
PLAIN = Style(colour=False, width=80, verbosity=1)


def one_input(data: bytes) -> None:
    """Explains one text; raises where it should not, or where it shows what it must not."""
    digest = Digest(GATES)
    digest.feed(data[: len(data) // 2])
    digest.feed(data[len(data) // 2 :])
    excerpt = redact_excerpt(digest.excerpt(), NOTHING_PRIVATE)
    report = report_of("-", describe(excerpt, TABLES), TABLES)
    if report.crashed:
        raise AssertionError(f"could not be weighed: {report.crashed}")
    for code in LANGUAGES:
        language = Language(code)
        dumps(explain_document(report, language))
        text = explain_text(report, language, PLAIN)
        strange = [c for c in text if not c.isprintable() and c != "\n"]
        if strange:
            raise AssertionError(f"shown to a terminal: {strange!r}")


if __name__ == "__main__":
    atheris.Setup(sys.argv, one_input)
    atheris.Fuzz()
