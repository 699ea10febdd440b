"""Files of other tools as scopes: what is carried over, and that the rest is listed."""

from textwrap import dedent
from typing import TYPE_CHECKING

import pytest

from remit.changes import REGULAR
from remit.errors import ManifestError
from remit.manifest.catalog import read_catalog
from remit.manifest.lint import lint_catalog
from remit.manifest.writer import render_manifest
from remit.patterns.matcher import PathIndex
from remit.plan.importers import import_scopes

if TYPE_CHECKING:
    from remit.manifest.scope import Scope
    from remit.plan.importers.imported import Imported


def imported(kind: str, text: str, where: str = "file.md") -> "Imported":
    """What a text gives; its scopes are manifests in which lint finds no error."""
    found = import_scopes(kind, dedent(text).encode(), where)
    files = {
        f".remit/tasks/{each.id}.toml".encode(): (REGULAR, render_manifest(each).encode())
        for each in found.scopes
    }
    catalog = read_catalog(files)
    assert [each.what for each in lint_catalog(catalog, (), "main").errors] == []
    assert tuple(sorted(catalog.scopes())) == tuple(sorted(found.scopes))
    assert {each.status for each in found.scopes} <= {"draft"}
    return found


def may(scope: "Scope", path: str) -> bool:
    files, raw = scope.files, path.encode()
    return PathIndex(files.write).covers(raw) and not PathIndex(files.deny).covers(raw)


STORY = """\
---
title: 'Photos behind a login'
status: ready-for-dev
---
## Intent

**Problem:** Photos are public.

**Approach:** Fetch them with the session.

## Boundaries & Constraints

**Always:** Keep the export.

**Never:** Put a token into a URL.

## Code Map

- `src/api/http.ts` -- fetches binaries
- `src/views/[id].vue` -- shows the photo

## Tasks & Acceptance

**Execution:**
- [ ] `src/api/http.ts` -- send the session -- it is private
- [x] `src/api/photo.ts`, `tests/photo.ts` -- a cache
- [ ] Update the notes

## Verification

**Commands:**
- `npm test` -- expected: green
"""


def test_a_story_of_bmad_writes_what_it_executes_and_claims_what_it_maps() -> None:
    found = imported("bmad", STORY)
    (scope,) = found.scopes
    assert (scope.id, scope.title) == ("photos-behind-a-login", "Photos behind a login")
    assert scope.files.write == ("src/api/http.ts", "src/api/photo.ts", "tests/photo.ts")
    assert scope.files.claim == (r"src/views/\[id\].vue",)
    assert scope.goal == "Photos are public.\nFetch them with the session."
    assert scope.outside == ("Put a token into a URL.",)
    assert scope.expect.commands == ("npm test",)
    assert [each.what for each in found.left_out] == [
        "the section 'always', which no manifest has a key for",
        "this item names no file at its head: Update the notes",
    ]


def test_an_older_story_has_a_number_and_a_list_of_files() -> None:
    text = """\
        # Story 1.2: The login form

        ## Acceptance Criteria
        1. It works

        ### File List
        - src/login/form.py
        """
    (scope,) = imported("bmad", text).scopes
    assert (scope.id, scope.title) == ("story-1-2", "The login form")
    assert scope.files.write == ("src/login/form.py",)


def test_a_story_without_files_is_refused() -> None:
    with pytest.raises(ManifestError, match="neither an execution item nor a code map"):
        import_scopes("bmad", b"# Story\n\nSome words.\n", "story.md")


def test_a_list_of_spec_kit_gives_each_open_task_its_files_and_an_order() -> None:
    text = """\
        ## Phase 1
        - [x] T001 Set up
        - [ ] T002 Create src/models/user.py
        ## Phase 2
        - [ ] T003 [P] [US1] Use `src/models/user.py` in src/api/login.py
        - [ ] T004 [P] [US2] Create src/api/mail.py, and extend src/api/login.py
        - [ ] T005 [US2] Think about it
        """
    found = imported("spec-kit", text)
    scopes = {each.id: each for each in found.scopes}
    assert scopes["t003"].files.write == ("src/models/user.py", "src/api/login.py")
    assert scopes["t003"].after == ("t002",)
    assert "t003" in scopes["t004"].after  # both change src/api/login.py
    assert [each.what for each in found.left_out] == [
        "t005 names no file, so its scope is empty: Think about it"
    ]


def test_a_codeowners_file_is_read_as_its_forge_reads_it_and_nothing_overlaps() -> None:
    text = """\
        *            @acme/all
        *.md         @docs
        /src/        @web
        /src/api/    @api @web
        apps/        @apps
        /src/legal
        """
    found = imported("codeowners", text, ".github/CODEOWNERS")
    scopes = {each.owner: each for each in found.scopes}
    assert set(scopes) == {"@acme/all", "@docs", "@web", "@api @web", "@apps"}
    decided = {
        "README": "@acme/all",
        "x/y.md": "@docs",
        "src/a.py": "@web",
        "src/a.md": "@web",
        "src/api/x.py": "@api @web",
        "lib/apps/z": "@apps",
        "src/legal/x": None,
    }
    for path, owner in decided.items():
        assert [each.owner for each in found.scopes if may(each, path)] == [owner] * bool(owner)


def test_what_a_later_line_gives_back_is_listed() -> None:
    text = "/src/ @web\n/src/api/ @api\n/src/api/old/ @web\n"
    found = imported("codeowners", text, "CODEOWNERS")
    assert [each.line for each in found.left_out] == [3]


def test_regular_expressions_of_gitea_are_listed() -> None:
    found = imported("codeowners", ".*\\.py @web\n", ".gitea/CODEOWNERS")
    assert found.scopes == ()
    assert "regular expression" in found.left_out[0].what


def test_a_plan_of_lanekeeper_keeps_its_lanes_apart() -> None:
    pytest.importorskip("yaml")
    text = """\
        version: 1
        unowned: platform
        lanes:
          catalog:
            description: What is for sale.
            owner: senior
            allow: [src/catalog/**, "src/[bad"]
            deny: [src/catalog/Price.*]
          pricing:
            allow: [src/catalog/Price.*, src/catalog/deals/**]
            harness: codex
          platform:
            allow: [src/main.py]
            claims: unowned
        shared:
          spine: {steward: platform, paths: [src/catalog/__init__.py]}
          docs: {paths: [README.md]}
        """
    found = imported("lanekeeper", text, "lanes.yaml")
    scopes = {each.id: each for each in found.scopes}
    assert scopes["catalog"].goal == "What is for sale."
    for path, owner in {
        "src/catalog/x": "catalog",
        "src/catalog/Price.ts": "pricing",
        "src/catalog/deals/x": "pricing",
        "src/catalog/__init__.py": "platform",
    }.items():
        assert [each.id for each in found.scopes if may(each, path)] == [owner]
    words = "\n".join(each.what for each in found.left_out)
    for part in ("src/[bad", "`harness`", "`claims`", "the zone docs", "unowned: platform"):
        assert part in words


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("bmad", "# T\n## File List\n- {}\n- src/a.py\n"),
        ("bmad", "# T\n## Code Map\n- {}\n- src/a.py\n"),
        ("spec-kit", "- [ ] T001 Change {} and src/a.py\n"),
        ("codeowners", "/{} @a\n/src/a.py @a\n"),
        ("lanekeeper", "lanes: {{a: {{allow: [{}, src/a.py]}}}}\n"),
        (
            "lanekeeper",
            "lanes: {{a: {{}}}}\nshared: {{z: {{steward: a, paths: [{}, src/a.py]}}}}\n",
        ),
    ],
)
def test_no_text_gives_a_task_the_manifests(kind: str, text: str) -> None:
    (scope,) = imported(kind, text.format(".remit/policy.toml")).scopes
    granted = (*scope.files.write, *scope.files.claim)
    assert {each.removesuffix("/**") for each in granted} == {"src/a.py"}
    (left,) = imported(kind, text.format(".remit/policy.toml")).left_out[:1]
    assert left.what.endswith("manifests and policy change on the base only")


def test_a_path_that_no_pattern_can_name_is_listed() -> None:
    text = "# T\n## File List\n- `../a.py`, `src/a.py`\n- `/etc/passwd`\n"
    found = imported("bmad", text)
    assert found.scopes[0].files.write == ("src/a.py",)
    assert [each.what for each in found.left_out] == [
        "../a.py: no pattern can name it",
        "/etc/passwd: no pattern can name it",
    ]


def test_a_long_word_and_many_lines_take_no_longer_than_short_ones() -> None:
    word = "a" * 300_000
    assert imported("spec-kit", f"- [ ] T001 Change src/a.py {word}\n").scopes
    owners = "".join(f"/src/d{n}/** @t{n % 9}\n/src/d{n}/*.md @docs\n" for n in range(150))
    assert len(imported("codeowners", owners).scopes) == 10


@pytest.mark.parametrize(
    "text",
    [
        "a: [",
        "lanes: 3",
        "",
        "- x",
        "&a [*a]",
        "lanes: {a: {owner: 2024-13-45}}",
        "a: " + 5000 * "9",
    ],
)
def test_what_is_no_plan_of_lanekeeper_is_refused(text: str) -> None:
    pytest.importorskip("yaml")
    with pytest.raises(ManifestError):
        import_scopes("lanekeeper", text.encode(), "lanes.yaml")


def test_a_value_of_another_kind_in_a_plan_of_lanekeeper_is_none() -> None:
    pytest.importorskip("yaml")
    text = "a0: &a0 [x, x]\n" + "".join(
        f"a{n}: &a{n} [*a{n - 1}, *a{n - 1}]\n" for n in range(1, 40)
    )
    lane = "{allow: [*a39, src/a.py], description: *a39, owner: *a39}"
    text += f"unowned: [x]\nlanes: {{a: {lane}}}\nshared: {{z: {{steward: [x], mode: *a39}}}}\n"
    (scope,) = imported("lanekeeper", text).scopes
    assert (scope.files.write, scope.goal, scope.owner) == (("src/a.py",), "", "")


def test_a_worktreeinclude_has_no_scope_and_every_line_is_listed() -> None:
    found = imported("worktreeinclude", "# secrets\n.env\n!.env.example\n", ".worktreeinclude")
    assert found.scopes == ()
    assert [each.line for each in found.left_out] == [2, 3]
