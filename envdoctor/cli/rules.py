"""`envdoctor rules`."""

from __future__ import annotations

import sys
from argparse import Namespace

from envdoctor.api.rules import rules
from envdoctor.cli.exits import HEALTHY
from envdoctor.report.language import Language
from envdoctor.report.rules import rule_page, rules_document, rules_list

_WIDTH = 80


def run(options: Namespace, language: Language) -> int:
    """Prints the list, or one rule's page."""
    pages = rules(options.rule)
    if options.json:
        from envdoctor.report.document import dumps

        sys.stdout.write(dumps(rules_document(pages, language)) + "\n")
    elif options.rule:
        sys.stdout.write(rule_page(pages[0], language, _WIDTH))
    else:
        sys.stdout.write(rules_list(pages, language))
    return HEALTHY
