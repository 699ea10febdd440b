"""The text of the files that `remit init` writes, from the templates beside this module."""

from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from remit.cli.codeowners import by_owner
from remit.manifest.policy import Policy
from remit.manifest.scope import Remit
from remit.manifest.writer import render
from remit.report.manifest_patch import toml_string

EXAMPLE = "example"
_MOST_OWNERS = 20
_MOST_PATTERNS = 10


def policy(base: str) -> str:
    """A policy that states the base and nothing else, with the other keys as comments."""
    return _filled("policy", base=base, unbound=Policy().unbound._asdict())


def first_manifest(codeowners: tuple[str, str] | None) -> str:
    """A manifest of a task that may write nothing yet, with what to add as comments.

    `codeowners` is the place of that file and its text; its owners become proposals.
    """
    example = Remit(
        EXAMPLE, (f"agent/{EXAMPLE}/*",), title="Copy this file for your first task, or rename it"
    )
    text = render(example)
    return f"{text}\n{_proposals(*codeowners)}" if codeowners else text


def _proposals(place: str, text: str) -> str:
    return _filled(
        "owners",
        place=place,
        owners=list(by_owner(text).items()),
        most_owners=_MOST_OWNERS,
        most_patterns=_MOST_PATTERNS,
    )


def _filled(name: str, **values: object) -> str:
    templates = Environment(  # noqa: S701 - the output is TOML, and every value goes through `toml`
        loader=FileSystemLoader(Path(__file__).parent / "templates"),
        undefined=StrictUndefined,
        keep_trailing_newline=True,
    )
    templates.filters["toml"] = toml_string
    return templates.get_template(f"{name}.toml.j2").render(values)
