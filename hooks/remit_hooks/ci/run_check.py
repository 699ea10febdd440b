"""From a request to an answer: the commits are fetched, and `remit check` judges them as anywhere.

Options: `--task ID`, `--base NAMES` (branches that manifests may be read from), `--every-commit`,
`--report FORMAT=FILE`. An option with an empty value counts as not given: CI inputs are often that.
"""

import argparse
import os
import sys
from typing import TYPE_CHECKING

from remit.cli.parser import Parser
from remit.cli.report_files import add_reports, run_with_reports
from remit.errors import CouldNotCheck
from remit.system.processes import run_attached
from remit_hooks.ci.clone import clone_for_ci
from remit_hooks.ci.request import HEADS

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from remit_hooks.ci.request import CheckRequest

    Requested = Callable[[Sequence[str], str], CheckRequest]

_FORMATS = {"github": "github", "gitlab": "text"}


def run_ci_check(platform: str, arguments: "Sequence[str]", requested: "Requested") -> int:
    """The exit code of `remit check` about what the platform wants judged.

    `requested` gets the bases and the task that were named and returns the request. Whatever
    prevents the check is said in the platform's own format as well.
    """
    options = _parser(platform).read(arguments)
    options.format = _FORMATS[platform]

    def check() -> int:
        return _check(requested(options.base.split(), options.task), options)

    return run_with_reports("check", options, check)


def _check(request: "CheckRequest", options: argparse.Namespace) -> int:
    with clone_for_ci(request, os.environ.get("RUNNER_TEMP")) as place:
        words = [f"--base={place.base}", f"--head={request.head}", "--deepen"]
        words += [f"--branch={HEADS}{request.branch}"] if request.branch is not None else []
        words += [f"--task={options.task}"] if options.task else []
        words += ["--every-commit"] if options.every_commit == "true" else []
        words += [f"--format={options.format}"]
        words += [f"--report={report.form}={report.file}" for report in options.report]
        command = (sys.executable, "-I", "-m", "remit.cli", "check", *words)
        code = run_attached(command, place.folder, place.environment)
    if code < 0:
        raise CouldNotCheck(f"the check was ended by signal {-code}.", "give the job more memory")
    return code


def _parser(platform: str) -> Parser:
    parser = Parser(f"remit-hook {platform}", allow_abbrev=False)
    parser.add_argument("--task", metavar="ID", default="", help="the task, whatever the branch")
    parser.add_argument(
        "--base",
        metavar="NAMES",
        default="",
        help="branches that manifests may be read from (default: the repository's default branch)",
    )
    parser.add_argument(
        "--every-commit",
        nargs="?",
        const="true",
        default="false",
        choices=("true", "false", ""),
        help="judge each commit too",
    )
    add_reports(parser)
    return parser
