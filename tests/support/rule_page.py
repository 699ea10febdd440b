"""A rule's page as data: its examples can be judged.

A page has the sections "Why", "Breaks the rule", "Keeps the rule" and "How to fix". An example is
fenced blocks: `toml` with a policy or manifests (the first one's task is judged), then either
`changes` or `sh`. "Keeps the rule" takes over what it does not state anew.

A line of `changes` is git's letter and a path, with ` -> TARGET` for a symlink, ` @ID` for a
submodule, ` # added on this branch` for a path that is not on the base, and below it the content as
a diff; `=` is a path that stands unchanged.
"""

import re
import tomllib
from typing import NamedTuple

from judging import Entry, file, link

from remit.changes import GITLINK
from remit.manifest import policy, scope
from remit.manifest.policy import Policy
from remit.manifest.scope import Scope

_LINE = re.compile(
    r"(?P<letter>[AMD=]) (?P<path>.+?)(?: -> (?P<target>.+?)| @(?P<oid>\d+))?(?P<own> # added.*)?"
)


class Example(NamedTuple):
    """What a page claims something about; `files` are the manifests and the policy as written."""

    files: dict[str, str]
    tasks: tuple[Scope, ...]
    policy: Policy
    base: dict[bytes, Entry]
    before: dict[bytes, Entry]
    after: dict[bytes, Entry]
    script: str


class Page(NamedTuple):
    """A page: its title, its sections by heading, and its two examples."""

    title: str
    sections: dict[str, str]
    trips: Example
    inside: Example


def read(text: str) -> Page:
    """The page in `text`."""
    head, *parts = re.split(r"^## (.+)$", text, flags=re.MULTILINE)
    sections = dict(zip(parts[::2], parts[1::2], strict=True))
    trips = _example(sections["Breaks the rule"], {})
    inside = _example(sections["Keeps the rule"], trips.files)
    return Page(head.splitlines()[0].removeprefix("# "), sections, trips, inside)


def of_a_push(page: Page) -> bool:
    """Whether the page is about what a push does; its scripts end with one, to `origin`."""
    return "git push" in page.trips.script


def blocks(section: str, language: str) -> list[str]:
    """The fenced blocks of one language, without what indents them in a list."""
    found = re.findall(rf"^( *)```{language}\n(.*?)^ *```$", section, re.MULTILINE | re.DOTALL)
    return [re.sub(f"^{indent}", "", body, flags=re.MULTILINE) for indent, body in found]


def _example(section: str, inherited: dict[str, str]) -> Example:
    stated = {_place(text): text for text in blocks(section, "toml")}
    anew = any("/tasks/" in place for place in stated)
    files = {k: v for k, v in inherited.items() if not (anew and "/tasks/" in k)} | stated
    tasks = tuple(scope.parse_manifest(files[k].encode(), k) for k in files if "tasks" in k)
    ruling = files.get(".remit/policy.toml", "")
    base, before, after = _trees("".join(blocks(section, "changes")))
    return Example(
        files,
        tasks,
        policy.parse_policy(ruling.encode(), ".remit/policy.toml"),
        base,
        before,
        after,
        "".join(blocks(section, "sh")),
    )


def _place(text: str) -> str:
    task = tomllib.loads(text).get("task")
    return f".remit/tasks/{task['id']}.toml" if task else ".remit/policy.toml"


def _trees(text: str) -> "tuple[dict[bytes, Entry], dict[bytes, Entry], dict[bytes, Entry]]":
    base: dict[bytes, Entry] = {}
    own: dict[bytes, Entry] = {}
    after: dict[bytes, Entry] = {}
    for line, body in re.findall(r"^([AMD=] .+)\n((?:[ +-].*\n)*)", text, re.MULTILINE):
        parts = _LINE.fullmatch(line)
        assert parts, line
        path = parts["path"].encode()
        old, new = _entries(parts, body)
        if parts["letter"] != "A":
            (own if parts["own"] else base)[path] = old
        if parts["letter"] != "D":
            after[path] = old if parts["letter"] == "=" else new
    return base, base | own, after


def _entries(parts: "re.Match[str]", body: str) -> tuple[Entry, Entry]:
    if parts["target"]:
        return link("elsewhere"), link(parts["target"])
    if parts["oid"]:
        return (GITLINK, b"1" * 40), (GITLINK, parts["oid"][:1].encode() * 40)
    if not body:
        return file("before\n"), file("after\n")
    lines = body.splitlines(keepends=True)
    sides = ("".join(line[1:] for line in lines if line[0] in kept) for kept in (" -", " +"))
    return file(next(sides)), file(next(sides))
