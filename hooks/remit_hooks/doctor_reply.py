"""The answer to `remit doctor`: did this hook run, in this worktree, on the index that git named?

The answer is always a refusal. Whoever sets the variable can only stop a commit with it, never let
one through.
"""

import json
import sys
from typing import TYPE_CHECKING

from remit.errors import RemitError
from remit.gates.commit import judge_commit
from remit.gates.enforcement import must_refuse
from remit.git import diff, manifests
from remit.git.objects import VerifyingReader
from remit.git.trusted_base import BaseSearch
from remit.install.probe import ANSWER, probe_path
from remit.verdict import VIOLATIONS

if TYPE_CHECKING:
    from remit.git.repository import Repository


def refuse_probe(repository: "Repository", nonce: str) -> int:
    """1, after saying on stderr what was seen: the poison, the base, its tasks and the verdict."""
    found: dict[str, object] = {"nonce": nonce, "branch": repository.branch}
    try:
        found |= {"poison": probe_path(nonce).encode() in _staged(repository)}
        found |= _base(repository)
        verdict = judge_commit(repository)
        found |= {"outcome": verdict.outcome, "task": verdict.task, "notes": verdict.notes}
    except RemitError as error:
        found |= {"outcome": "could_not_check", "reason": error.sentence, "hint": error.hint}
    sys.stderr.write(f"{ANSWER}{json.dumps(found)}\n")
    sys.stderr.write("remit: refused, because `remit doctor` asked for a proof (REMIT_DOCTOR).\n")
    return VIOLATIONS


def _staged(repository: "Repository") -> set[bytes]:
    old = repository.empty_tree() if repository.unborn else "HEAD"
    return {change.path for change in diff.diff_index(repository, old)}


def _base(repository: "Repository") -> dict[str, object]:
    trusted = BaseSearch(repository).trusted()
    if trusted is None:
        return {}
    objects, commit = repository.objects(), trusted.base.commit
    catalog = manifests.read_base_catalog(objects, commit)
    VerifyingReader(objects).require_trees(commit)
    refuses = catalog.contents.policy_faults or must_refuse(
        "commit", ("R101",), catalog.policy, repository, trusted.base
    )
    return {
        "only_warns": not refuses,
        "base": trusted.base.ref,
        "tasks": len(catalog.ids) + len(catalog.faulty),
        "cache_agrees": manifests.is_cache_consistent(repository, objects, commit, catalog),
    }
