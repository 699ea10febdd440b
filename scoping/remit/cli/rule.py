"""`remit rule`: the list of rules, or the page of one."""

from typing import TYPE_CHECKING

from remit.cli.output import add_format, print_answer
from remit.cli.values import RULE
from remit.report.verdict_json import dump_versioned
from remit.rules import RULES, render_rule_page

if TYPE_CHECKING:
    import argparse

DESCRIPTION = "List the rules by which a change is refused, or explain one with examples."


def add_arguments(parser: "argparse.ArgumentParser") -> None:
    """The rule, or none for all."""
    parser.add_argument("rule", metavar="ID", nargs="?", type=RULE, help="as in a refusal: R101")
    add_format(parser)


def run(arguments: "argparse.Namespace") -> int:
    """0, or 2 for an id that no rule has."""
    named = arguments.rule.upper() if arguments.rule else None
    text = (
        render_rule_page(named) if named else "".join(f"{each}  {RULES[each]}\n" for each in RULES)
    )
    if arguments.format == "text":
        return print_answer(text if text.endswith("\n") else text + "\n")
    if named:
        return print_answer(dump_versioned({"rule": named, "title": RULES[named], "page": text}))
    return print_answer(
        dump_versioned({"rules": [{"rule": each, "title": RULES[each]} for each in RULES]})
    )
