"""The published JSON Schema accepts what the parser accepts, and refuses faults of structure."""

import json
import runpy
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator, ValidationError
from manifests import scopes

from remit.errors import ManifestError
from remit.manifest import policy, scope, tables
from remit.manifest.json_schema import FILES, json_schema
from remit.manifest.policy_tables import POLICY_TABLES
from remit.manifest.scope import Scope
from remit.manifest.tables import Field, is_array, is_table
from remit.manifest.writer import render_manifest

if TYPE_CHECKING:
    from collections.abc import Iterator

DOCS = Path(__file__).parents[3] / "docs" / "schema"
TASK = json_schema("task")
POLICY = json_schema("policy")
HEAD = '[task]\nid = "x"\nbranch = "a"\n'


def fits(schema: dict[str, Any], table: dict[str, Any]) -> bool:
    errors: Iterator[ValidationError] = Draft202012Validator(schema).iter_errors(table)  # pyright: ignore[reportUnknownMemberType] - its stubs are partial
    return not list(errors)


def valid(schema: dict[str, Any], text: str) -> bool:
    return fits(schema, tomllib.loads(text))


@pytest.mark.parametrize("kind", FILES)
def test_the_schema_is_a_schema(kind: Literal["task", "policy"]) -> None:
    Draft202012Validator.check_schema(json_schema(kind))


def test_the_published_files_are_current(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.argv", ["remit.manifest", str(tmp_path)])
    runpy.run_module("remit.manifest", run_name="__main__")
    for name in FILES.values():
        assert (DOCS / name).read_text() == (tmp_path / name).read_text()
        assert "$schema" in json.loads((DOCS / name).read_text())


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(scopes())
def test_what_the_parser_accepts_the_schema_accepts(task_scope: Scope) -> None:
    assert valid(TASK, render_manifest(task_scope))


_odd: list[Any] = ["", "a", "src/**", " ", "refs/heads/x", "/a", "fold", "deny", 0, 1, -1, 10**10]
_odd += ["warn", "2027-01-31", "worktree-{task}"]
_odd += [True, 2.5, [], ["a"], ["a", "a"], [1], [""], ["a", "b/"], {}, {"a": 1}, [{}]]
_VALUES = st.sampled_from(_odd)


def _values_of(fields: tuple[Field, ...]) -> st.SearchStrategy[dict[str, Any]]:
    """Tables with known keys, an unknown one at times, and values of any kind."""
    keys = {field.key: _of(field) for field in fields}
    return st.fixed_dictionaries({}, optional={**keys, "other": _VALUES})


def _of(field: Field) -> st.SearchStrategy[Any]:
    if field.kind in tables.ONE_TABLE:
        return _VALUES | _values_of(field.fields)
    if field.kind == "tables":
        return _VALUES | st.lists(_values_of(field.fields), max_size=2)
    return _VALUES


def _toml(table: dict[str, Any]) -> str:
    """A table of JSON values as TOML, with inline tables only."""
    return "".join(f"{key} = {_inline(value)}\n" for key, value in table.items())


def _inline(value: object) -> str:
    if is_table(value):
        return "{" + ", ".join(f"{key} = {_inline(item)}" for key, item in value.items()) + "}"
    if is_array(value):
        return "[" + ", ".join(_inline(item) for item in value) + "]"
    return json.dumps(value)


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(_values_of(tables.TASK_TABLES))
def test_any_task_that_the_parser_accepts_the_schema_accepts(table: dict[str, Any]) -> None:
    table.setdefault("task", {"id": "x", "branch": "a"})
    found = scope.examine_manifest(_toml(table).encode(), "x.toml")
    assert found.faults or fits(TASK, table)


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(_values_of(POLICY_TABLES))
def test_any_policy_that_the_parser_accepts_the_schema_accepts(table: dict[str, Any]) -> None:
    try:
        policy.parse_policy(_toml(table).encode(), "policy.toml")
    except ManifestError:
        return
    assert fits(POLICY, table)


@pytest.mark.parametrize(
    "body",
    [
        "[other]\n",
        "other = 1\n",
        "title = 1\n",
        "after = 'a'\n",
        "after = [1]\n",
        "after = ['a', 'a']\n",
        "after = ['A B']\n",
        "not = ['']\n",
        "[files]\nwrite = 'a'\n",
        "[files]\nwrite = ['']\n",
        "[files]\nwrite = ['/a']\n",
        "[files]\nother = []\n",
        "[symbols]\n",
        "[[symbols]]\npath = 'a'\n",
        "[[symbols]]\nwrite = ['a']\n",
        "[[symbols]]\npath = 'a'\nwrite = []\n",
        "[[symbols]]\npath = 'a'\nwrite = ['a..b']\n",
        "[apis]\nallow = []\n",
        "[apis]\nallow = ['a']\ndeny = ['b']\n",
        "[expect]\nmax_changed_lines = 0\n",
        "[resources]\nports = -1\n",
        "[resources]\nports = 1.5\n",
        "[resources]\nports = 10000000000\n",
    ],
)
def test_a_fault_of_structure_is_refused_by_both(body: str) -> None:
    assert scope.examine_manifest((HEAD + body).encode(), "x.toml").faults
    assert not valid(TASK, HEAD + body)


@pytest.mark.parametrize(
    "text",
    ["", "[task]\n", '[task]\nid = "x"\n', HEAD.replace('"a"', "[]"), HEAD.replace("x", "X")],
)
def test_a_task_without_id_and_branch_is_refused_by_both(text: str) -> None:
    assert scope.examine_manifest(text.encode(), "x.toml").faults
    assert not valid(TASK, text)


@pytest.mark.parametrize(
    "text",
    [
        "base = ''\n",
        "base = 'refs/heads/main'\n",
        "unassigned = 'deny'\n",
        "unassigned.commit = 'maybe'\n",
        "case = 'lower'\n",
        "portable_names = 1\n",
        "limits.changed_paths = 0\n",
        "protected = 'a'\n",
        "require_task = ['']\n",
        "other = 1\n",
    ],
)
def test_a_fault_of_the_policys_structure_is_refused_by_both(text: str) -> None:
    with pytest.raises(ManifestError):
        policy.parse_policy(text.encode(), "policy.toml")
    assert not valid(POLICY, text)


def test_every_key_says_what_it_is_for() -> None:
    def described(schema: dict[str, Any]) -> bool:
        inner = schema.get("properties", {}) | schema.get("items", {}).get("properties", {})
        return all(entry["description"] and described(entry) for entry in inner.values())

    assert described(json_schema("task"))
    assert described(json_schema("policy"))
