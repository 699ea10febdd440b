"""The reference of the keys, docs/reference/manifest.md, and the parser speak of the same keys."""

import re
from pathlib import Path

from remit.manifest import tables
from remit.manifest.policy import PROTECTED
from remit.manifest.policy_tables import POLICY_TABLES
from remit.manifest.scope import examine_manifest
from remit.manifest.tables import Field

TEXT = (Path(__file__).parents[2] / "docs" / "reference" / "manifest.md").read_text()


def keys(fields: tuple[Field, ...]) -> set[str]:
    inner = {key for field in fields for key in keys(field.fields)}
    return inner | {field.key for field in fields if not field.fields}


def test_every_key_has_a_row_and_every_row_a_key() -> None:
    task, _, policy = TEXT.partition("## `.remit/policy.toml`")
    policy, _, _ = policy.partition("## What `remit lint`")
    assert set(re.findall(r"^\| `(\w+)` \|", task, re.MULTILINE)) == keys(tables.TASK_TABLES)
    assert set(re.findall(r"^\| `(\w+)` \|", policy, re.MULTILINE)) == keys(POLICY_TABLES)


def test_every_table_is_named() -> None:
    for field in (*tables.TASK_TABLES, *POLICY_TABLES):
        assert not field.fields or f"[{field.key}]" in TEXT


def test_what_is_protected_by_default_is_listed() -> None:
    listed = TEXT.partition("Protected by default:")[2].split("```")[1].split()
    assert tuple(listed) == PROTECTED


def test_the_example_is_a_manifest() -> None:
    example = TEXT.split("```toml")[1].split("```")[0]
    assert examine_manifest(example.encode(), "login-form.toml").faults == ()
