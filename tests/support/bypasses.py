"""Every way round a layer that the table in `hooks/README.md` has, and what each layer makes of it.

A way is what somebody does and what they then push. The same steps are taken before each layer with
only that layer's hooks in force, so that none is seen to work because another one did.
"""

import os
import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import forged_caches
from swapped import swap

from remit.git import manifests
from remit.git.repository import BINDING
from remit.git.trusted_base import RECORD
from remit.manifest.catalog import serialize_catalog

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Callable

    from repo import Repo

LAYERS: tuple[str, ...] = ("commit", "push", "server", "pull request")
PUSHER = "build-7"
POLICY = f'require_task = ["* <bot@example.com>", "{PUSHER}"]\n'
BOT = {"GIT_AUTHOR_EMAIL": "bot@example.com", "GIT_COMMITTER_EMAIL": "bot@example.com"}
ANN = {"GIT_AUTHOR_EMAIL": "ann@example.com", "GIT_COMMITTER_EMAIL": "ann@example.com"}
TASK = "agent/login"
NOTHING_TO_ASK = "passes (a)"
LEFT_ALONE = "passes (b)"
NO_IDENTITY = "passes (c)"
BELIEVED = "passes (d)"
ORDINARY = "passes (f)"
WITHIN_SO_FAR = "passes (e)"
BOUND = "passes (g)"


class Refused(Exception):  # noqa: N818 - what happened, not an error of the test
    """A hook refused a step; the argument is all that was printed."""


class Actor:
    """Whoever goes round: a repository, and what its commands have printed so far."""

    def __init__(self, repo: "Repo", pushed_with: str = "") -> None:
        self.repo, self.said, self.pusher = repo, "", pushed_with
        self.checking: dict[str, str] = {}
        """Variables that the check of the pull request is started with."""

    def git(self, *arguments: str, **variables: str) -> "subprocess.CompletedProcess[bytes]":
        """A git command with the hooks that are there; raises `Refused` if it fails."""
        done = self.repo.attempt(*arguments, feed=None, **variables)
        text = (done.stdout + done.stderr).decode("utf-8", "replace")
        self.said += text
        if done.returncode:
            raise Refused(text)
        return done

    def commit(self, *arguments: str, **variables: str) -> None:
        """An ordinary commit of what is staged."""
        self.git("commit", "-q", "-m", "change", *arguments, **variables)

    def violation(self, *arguments: str) -> None:
        """A commit of a new file outside the scope."""
        self.repo.stage("secret/new")
        self.commit(*arguments)


class Way(NamedTuple):
    """A way round and the word for each layer; `again` follows a push that was refused.

    `doctor` is in what `remit doctor` says about a clone that was prepared like that.
    """

    name: str
    steps: "Callable[[Actor], None]"
    commit: str
    push: str = "stopped"
    server: str = "stopped"
    pull_request: str = "stopped"
    words: tuple[str, ...] = (TASK,)
    again: "Callable[[Actor], None] | None" = None
    doctor: str = ""

    def at(self, layer: str) -> str:
        """The word for a layer."""
        return str(self[2 + LAYERS.index(layer)])

    @property
    def lands_as(self) -> str:
        """The branch at the remote that the work is to land from."""
        names = [word.rpartition(":")[2] for word in self.words if not word.startswith("-")]
        return names[0].removeprefix("refs/heads/")


def ordinary(actor: Actor) -> None:
    actor.violation()


def no_verify(actor: Actor) -> None:
    actor.violation("--no-verify")


def no_hooks_at_the_commit(actor: Actor) -> None:
    actor.repo.stage("secret/new")
    actor.git("-c", "core.hooksPath=/dev/null", "commit", "-q", "-m", "change")


def no_hooks_at_all(actor: Actor) -> None:
    actor.git("config", "core.hooksPath", "/dev/null")
    actor.violation()


def not_executable(actor: Actor) -> None:
    for hook in actor.repo.root.glob(".git/hooks/*"):
        hook.chmod(0o644)
    actor.violation()


def plumbing(actor: Actor) -> None:
    repo = actor.repo
    repo.stage("secret/new")
    commit = repo.git("commit-tree", "-p", "HEAD", "-m", "x", repo.git("write-tree"))
    actor.git("update-ref", f"refs/heads/{TASK}", commit)


def renamed(actor: Actor) -> None:
    actor.git("branch", "-m", "harmless")
    actor.violation()


def detached(actor: Actor) -> None:
    actor.git("checkout", "-q", "--detach")
    actor.violation()


def bound_elsewhere(actor: Actor) -> None:
    _another_task(actor)
    _bind(actor, "wide")
    actor.violation()


def bound_elsewhere_on_a_free_branch(actor: Actor) -> None:
    _another_task(actor)
    actor.git("switch", "-q", "-c", "harmless", "main")
    _bind(actor, "wide")
    actor.violation()


def bound_on_a_free_branch(actor: Actor) -> None:
    actor.git("switch", "-q", "-c", "harmless", "main")
    _bind(actor, "login")
    actor.violation()


def local_grant_forged(actor: Actor) -> None:
    place = Path(actor.repo.root, ".git", "remit", "grants", "login")
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_text("9999999999 forged secret\n", encoding="utf-8")
    actor.violation()


def unbound_by_hand(actor: Actor) -> None:
    actor.git("switch", "-q", "-c", "harmless", "main")
    _bind(actor, "login").unlink()
    actor.violation()


def linked_worktree(actor: Actor) -> None:
    root = actor.repo.root
    actor.git("switch", "-q", "--detach")
    actor.git("worktree", "add", "-q", "../linked", TASK)
    actor.repo = type(actor.repo)(root.parent / "linked")
    actor.violation()


def clone(actor: Actor) -> None:
    root = actor.repo.root
    url = actor.repo.git("remote", "get-url", "origin")
    actor.git("clone", "-q", url, str(root.parent / "clone"))
    actor.repo = type(actor.repo)(root.parent / "clone")
    actor.git("switch", "-q", "-c", TASK)
    actor.violation()


def amended(actor: Actor) -> None:
    actor.repo.stage("allowed/new")
    actor.commit()
    actor.repo.stage("secret/new")
    actor.git("commit", "-q", "--amend", "--no-edit")


def amended_after(actor: Actor) -> None:
    actor.violation("--no-verify")
    actor.repo.stage("allowed/new")
    actor.git("commit", "-q", "--amend", "--no-edit")


def rebased(actor: Actor) -> None:
    actor.repo.stage("allowed/new")
    actor.commit()
    _on_a_branch_of_no_task(actor)
    actor.git("rebase", "-q", "harmless")


def picked(actor: Actor) -> None:
    _on_a_branch_of_no_task(actor)
    actor.git("cherry-pick", "harmless")


def fast_forwarded(actor: Actor) -> None:
    _on_a_branch_of_no_task(actor)
    actor.git("merge", "-q", "--ff-only", "harmless")


def merged(actor: Actor) -> None:
    _on_a_branch_of_no_task(actor)
    actor.git("merge", "-q", "--no-ff", "-m", "merge", "harmless")


def evil_merge(actor: Actor) -> None:
    _base_moves(actor)
    actor.git("merge", "-q", "--no-ff", "--no-commit", "main")
    actor.violation()


def dropping_merge(actor: Actor) -> None:
    _base_moves(actor)
    actor.git("merge", "-q", "-s", "ours", "-m", "merge", "main")


def widened(actor: Actor) -> None:
    actor.repo.task("login", write=["**"])
    actor.violation()


def reworded(actor: Actor) -> None:
    actor.git("commit", "-q", "--no-verify", "--amend", "-m", "the same again")


def forced(actor: Actor) -> None:
    actor.violation("--no-verify")
    actor.repo.git("push", "-q", "--no-verify", "origin", TASK)
    reworded(actor)


def free_ref_first(actor: Actor) -> None:
    actor.violation()
    actor.repo.git("push", "-q", "--no-verify", "origin", f"{TASK}:refs/heads/harmless")


def replaced(actor: Actor) -> None:
    repo = actor.repo
    repo.stage("secret/new")
    seems = repo.git("commit-tree", "-m", "x", repo.git("write-tree"))
    actor.git("replace", "HEAD", seems)
    actor.commit("--allow-empty")  # to git itself there is nothing to commit


def grafted(actor: Actor) -> None:
    _info(actor, "grafts", actor.repo.oid("HEAD") + "\n")
    actor.violation()
    _info(actor, "grafts", actor.repo.oid("HEAD") + "\n")


def crafted(actor: Actor) -> None:
    """Commit as if a parent had done the work: git takes no line below the author for one."""
    repo = actor.repo
    repo.stage("secret/new")
    work = repo.git("commit-tree", "-p", "HEAD", "-m", "x", repo.git("write-tree"))
    heads, _, message = repo.git("cat-file", "commit", work).partition("\n\n")
    text = f"{heads}\nparent {work}\n\n{message}\n"
    commit = repo.git("hash-object", "-t", "commit", "-w", "--stdin", feed=text.encode())
    actor.git("update-ref", f"refs/heads/{TASK}", commit)


def mail_map(actor: Actor) -> None:
    actor.git("switch", "-q", "-c", "feature", "main")
    actor.repo.stage(".mailmap", "Ann <ann@example.com> <bot@example.com>\n")
    actor.commit(**BOT)


def other_author(actor: Actor) -> None:
    actor.pusher = PUSHER
    actor.git("switch", "-q", "-c", "feature", "main")
    actor.repo.stage("top", "by a bot\n")
    actor.commit(**ANN)


def own_attributes(actor: Actor) -> None:
    _info(actor, "attributes", "* -diff merge=ours export-ignore\n")
    actor.violation()


def attributes(actor: Actor) -> None:
    actor.repo.stage("allowed/.gitattributes", "* -diff export-ignore linguist-generated\n")
    actor.commit()


def base_configured(actor: Actor) -> None:
    _wider(actor)
    actor.git("config", "remit.base", "mine")
    actor.violation()


def base_configured_once(actor: Actor) -> None:
    _wider(actor)
    actor.repo.stage("secret/new")
    actor.git("-c", "remit.base=mine", "commit", "-q", "-m", "change")


def task_as_base(actor: Actor) -> None:
    actor.repo.task("login", branch="elsewhere", write=["**"])
    actor.repo.commit()
    actor.git("config", "remit.base", TASK)
    actor.violation()


def default_branch(actor: Actor) -> None:
    _wider(actor)
    actor.repo.attempt("config", "--unset", "remit.base")
    actor.git("update-ref", "refs/remotes/origin/mine", "mine")
    actor.git("symbolic-ref", "refs/remotes/origin/HEAD", "refs/remotes/origin/mine")
    actor.violation()


def another_upstream(actor: Actor) -> None:
    _wider(actor)
    actor.git("push", "-q", "--no-verify", "origin", "mine")
    actor.git("branch", "-q", "--set-upstream-to=origin/mine", "main")
    actor.violation()


def another_refspec(actor: Actor) -> None:
    _wider(actor)
    actor.git("push", "-q", "--no-verify", "origin", "mine")
    actor.git("fetch", "-q", "origin", "+mine:refs/remotes/origin/main")
    actor.violation()


def tracking_moved(actor: Actor) -> None:
    _wider(actor)
    actor.git("update-ref", "refs/remotes/origin/main", "mine")
    actor.violation()


def tracking_moved_as_if_fetched(actor: Actor) -> None:
    _wider(actor)
    for ref in ("refs/remotes/origin/main", "refs/heads/main"):
        actor.git("update-ref", "-m", "fetch origin: fast-forward", ref, "mine")
    actor.violation()


def base_moved_on(actor: Actor) -> None:
    _wider(actor)
    actor.git("update-ref", "refs/heads/main", "mine")
    actor.violation()


def record_rewritten(actor: Actor) -> None:
    _wider(actor)
    record = actor.repo.root / ".git" / RECORD
    record.parent.mkdir(exist_ok=True)
    record.write_text("mine\n")
    actor.git("config", "remit.base", "mine")
    actor.violation()


def manifest_swapped(actor: Actor) -> None:
    _wider(actor)
    manifest = ".remit/tasks/login.toml"
    swap(actor.repo, f"main:{manifest}", f"mine:{manifest}")
    actor.violation()


def tree_swapped(actor: Actor) -> None:
    """git sends no content that it believes to be on the base already, so this one really is."""
    actor.repo.stage("secret/new", "top\n")
    swap(actor.repo, "main:secret", f"{actor.repo.git('write-tree')}:secret")
    actor.commit("--allow-empty")  # to git itself there is nothing to commit


def cache_poisoned(actor: Actor) -> None:
    _wider(actor)
    with actor.repo.inside() as repository:
        catalog = manifests.read_base_catalog(repository.objects(), actor.repo.oid("mine"))
    cache = actor.repo.root / ".git/remit/cache"
    cache.mkdir(parents=True, exist_ok=True)
    known = cache / f"{actor.repo.oid('main:.remit')}.{sys.implementation.cache_tag}"
    known.write_bytes(serialize_catalog(catalog))
    known.chmod(0o600)
    actor.violation()


def rebase_forged(actor: Actor) -> None:
    actor.git("branch", "harmless", "main")
    actor.git("checkout", "-q", "--detach")
    state = actor.repo.root / ".git/rebase-merge"
    state.mkdir()
    (state / "head-name").write_text("refs/heads/harmless\n")
    (state / "orig-head").write_text(actor.repo.oid("harmless") + "\n")
    actor.violation()


def replaced_by_configuration(actor: Actor) -> None:
    _wider(actor)
    manifest = ".remit/tasks/login.toml"
    actor.git("config", "core.useReplaceRefs", "true")
    actor.git("replace", f"main:{manifest}", f"mine:{manifest}")
    actor.violation()


def graph_forged(actor: Actor) -> None:
    """Have git believe that the base descends from the work, but for a push, which must send it."""
    actor.git("switch", "-q", "-C", TASK, "main~1")
    actor.violation()
    repo = actor.repo
    forged_caches.graph(repo, child=repo.oid("main"), parent=repo.oid(TASK), tip=repo.oid("main"))
    actor.git("config", "core.commitGraph", "false")


def cached_tree_forged(actor: Actor) -> None:
    """Have git commit a tree that the entries of the index do not make."""
    repo = actor.repo
    repo.stage("secret/new")
    wanted = repo.git("write-tree")
    repo.git("reset", "-q")
    repo.stage("allowed/new")
    forged_caches.tree(repo.root / ".git/index", {repo.git("write-tree"): wanted})
    actor.commit()


def manifests_removed(actor: Actor) -> None:
    folder = actor.repo.oid("main:.remit")
    actor.repo.stage("secret/new")
    (actor.repo.root / ".git/objects" / folder[:2] / folder[2:]).unlink()
    actor.commit()


def modules_in_the_tree(actor: Actor) -> None:
    """`PYTHONPATH=FOLDER:` has an empty entry at its end, which is the current directory."""
    for name in ("remit/cli", "remit_hooks"):
        actor.repo.stage(f"{name}/__init__.py", "")
        actor.repo.stage(f"{name}/__main__.py", "def run():\n    return 0\n")
    actor.repo.stage("remit/__init__.py", "")
    actor.repo.stage("sitecustomize.py", "import os\nos._exit(0)\n")
    actor.checking["PYTHONPATH"] = "/nowhere:"
    actor.commit(**actor.checking)


def git_in_the_tree(actor: Actor) -> None:
    program = actor.repo.write("git", "#!/bin/sh\nexit 0\n")
    program.chmod(0o755)
    actor.git("add", "git")
    actor.checking["PATH"] = f":{os.environ['PATH']}"
    actor.commit()


def old_fork(actor: Actor) -> None:
    """From before the base moved a file out of what is now the task's, and before any manifest."""
    repo = actor.repo
    now = repo.oid("main")
    actor.git("switch", "-q", "--orphan", "first")
    lines = "".join(f"step {number}\n" for number in range(70))
    fork = repo.put("allowed/deploy", lines)
    (repo.root / "ops").mkdir()
    actor.git("mv", "allowed/deploy", "ops/deploy")
    repo.commit("out of what was not yet a task's")
    actor.git("checkout", "-q", now, "--", ".")
    repo.commit("the manifests")
    actor.git("branch", "-q", "-f", "main")
    actor.git("push", "-q", "--no-verify", "--force", "origin", "main")
    actor.git("switch", "-q", "-C", TASK, fork)
    repo.stage("allowed/deploy", f"{lines}step 70\n")
    actor.commit()


def base_refused_by_git(actor: Actor) -> None:
    """The server has the base checked out: git refuses that, when the hook has passed."""
    actor.violation()
    actor.git("branch", "landed")
    server = type(actor.repo)(Path(actor.repo.git("remote", "get-url", "origin")))
    server.git("worktree", "add", "-q", str(actor.repo.root.parent / "deployed"), "main")


def _bind(actor: Actor, task: str) -> Path:
    """The file with a binding of the worktree, as whoever works there can write it."""
    binding = actor.repo.root / ".git" / BINDING
    binding.parent.mkdir(exist_ok=True)
    binding.write_text(f"{task}\n")
    return binding


def _another_task(actor: Actor) -> None:
    """A task on the base that may write everything, with branches of its own."""
    repo = actor.repo
    repo.switch("main")
    repo.task("wide", write=["**"])
    repo.commit("another task")
    repo.git("push", "-q", "--no-verify", "origin", "main")
    repo.git("switch", "-q", "-C", TASK)


def _wider(actor: Actor) -> None:
    """The branch `mine`, which is the base with a manifest that allows everything."""
    actor.git("switch", "-q", "-c", "mine", "main")
    actor.repo.task("login", write=["**"])
    actor.repo.commit()
    actor.git("switch", "-q", TASK)


def _on_a_branch_of_no_task(actor: Actor) -> None:
    actor.git("switch", "-q", "-c", "harmless", "main")
    actor.violation()
    actor.git("switch", "-q", TASK)


def _base_moves(actor: Actor) -> None:
    repo = actor.repo
    repo.switch("main")
    repo.put("top", "by a person\n")
    repo.git("push", "-q", "--no-verify", "origin", "main")
    repo.switch(TASK)
    repo.put("allowed/new")


def _info(actor: Actor, name: str, content: str) -> None:
    folder = actor.repo.root / ".git/info"
    folder.mkdir(exist_ok=True)
    (folder / name).write_text(content)


def same_info(actor: Actor, other: "Path") -> None:
    """Give another repository the grafts and attributes that this one has of its own."""
    source = actor.repo.root / ".git/info"
    if source.is_dir():
        shutil.copytree(source, other / ".git/info", dirs_exist_ok=True)


REPLACEMENTS = (TASK, "refs/replace/*:refs/replace/*")
WAYS = (
    Way("`commit --no-verify`", no_verify, "reported"),
    Way("`core.hooksPath` at the commit", no_hooks_at_the_commit, NOTHING_TO_ASK),
    Way("`core.hooksPath` for good", no_hooks_at_all, NOTHING_TO_ASK, NOTHING_TO_ASK),
    Way("hooks that are not executable", not_executable, NOTHING_TO_ASK, NOTHING_TO_ASK),
    Way("`commit-tree` and `update-ref`", plumbing, NOTHING_TO_ASK),
    Way(
        "`push --no-verify`",
        ordinary,
        "stopped",
        NOTHING_TO_ASK,
        words=("--no-verify", TASK),
    ),
    Way(
        "a branch that is renamed",
        renamed,
        LEFT_ALONE,
        "reported",
        "reported",
        "reported",
        words=("harmless",),
    ),
    Way(
        "the work under a free name",
        ordinary,
        "stopped",
        "stopped",
        "reported",
        "reported",
        words=(f"{TASK}:refs/heads/harmless",),
    ),
    Way("a detached `HEAD`", detached, "stopped", words=(f"HEAD:refs/heads/{TASK}",)),
    Way("a binding to another task, forged", bound_elsewhere, "stopped"),
    Way(
        "the same on a branch of no task",
        bound_elsewhere_on_a_free_branch,
        BOUND,
        "reported",
        "reported",
        "reported",
        words=("harmless",),
    ),
    Way(
        "a branch of no task in a bound worktree",
        bound_on_a_free_branch,
        "stopped",
        "stopped",
        "reported",
        "reported",
        words=("harmless",),
    ),
    Way(
        "a binding that is removed by hand",
        unbound_by_hand,
        LEFT_ALONE,
        "reported",
        "reported",
        "reported",
        words=("harmless",),
    ),
    Way("a push from a linked worktree", linked_worktree, "stopped"),
    Way("a push from a clone without hooks", clone, NOTHING_TO_ASK, NOTHING_TO_ASK),
    Way("an amend", amended, "stopped"),
    Way("an amend of a commit that was not checked", amended_after, "reported"),
    Way("a rebase onto a branch of no task", rebased, "reported"),
    Way("a cherry-pick from a branch of no task", picked, "reported"),
    Way("a fast-forward to a branch of no task", fast_forwarded, "reported"),
    Way("a merge of a branch of no task", merged, "stopped"),
    Way("an evil merge that adds", evil_merge, "stopped"),
    Way("an evil merge that drops the base's work", dropping_merge, "stopped"),
    Way("a manifest widened on the branch", widened, "stopped"),
    Way(
        "a forced push over a refused state",
        no_verify,
        "reported",
        words=("--force", TASK),
        again=reworded,
    ),
    Way(
        "a forced push over a state that got through",
        forced,
        "reported",
        words=("--force", TASK),
    ),
    Way("a free ref first", free_ref_first, "stopped"),
    Way("replace refs", replaced, "stopped", words=REPLACEMENTS),
    Way("grafts", grafted, "stopped"),
    Way("a commit with a parent made up", crafted, NOTHING_TO_ASK),
    Way("`.mailmap`", mail_map, "stopped", words=("feature",)),
    Way(
        "another author's name",
        other_author,
        NO_IDENTITY,
        "reported",
        "stopped",
        "reported",
        words=("feature",),
    ),
    Way("attributes of the repository", own_attributes, "stopped"),
    Way("`.gitattributes`", attributes, "stopped"),
    Way(
        "`git config remit.base`",
        base_configured,
        "stopped",
        doctor="but `remit install` recorded main",
    ),
    Way("`git -c remit.base` at the commit", base_configured_once, "stopped"),
    Way(
        "the task's own branch as the base",
        task_as_base,
        "stopped",
        doctor="but `remit install` recorded main",
    ),
    Way(
        "another `origin/HEAD`, and no `remit.base`",
        default_branch,
        "stopped",
        doctor="but `remit install` recorded main",
    ),
    Way(
        "another upstream of the base",
        another_upstream,
        "stopped",
        doctor="follows origin/mine, but origin/main when `remit install` recorded it",
    ),
    Way("a base that moves on in this clone alone", base_moved_on, ORDINARY),
    Way(
        "a moved `refs/remotes/origin/main`",
        tracking_moved,
        ORDINARY,
        "reported",
        doctor="origin/main was last moved by neither fetch nor push",
    ),
    Way(
        "the same, with its reflog and the local base",
        tracking_moved_as_if_fetched,
        BELIEVED,
        BELIEVED,
        doctor="which the remote does not have",
    ),
    Way(
        "another branch, fetched as `origin/main`",
        another_refspec,
        ORDINARY,
        BELIEVED,
        doctor="which the remote does not have",
    ),
    Way(
        "a base that is recorded anew",
        record_rewritten,
        BELIEVED,
        BELIEVED,
        doctor="origin has no branch mine",
    ),
    Way(
        "a swapped manifest in the store of objects",
        manifest_swapped,
        "stopped",
        doctor="is damaged or was swapped",
    ),
    Way(
        "a swapped tree in the store of objects",
        tree_swapped,
        BELIEVED,
        BELIEVED,
        words=("--no-thin", TASK),  # else the server fails on what is sent as a difference to it
        doctor="is damaged or was swapped",
    ),
    Way(
        "a poisoned cache of manifests",
        cache_poisoned,
        BELIEVED,
        doctor="the cache of manifests does not say what the base says",
    ),
    Way("a local grant, forged", local_grant_forged, "reported"),
    Way(
        "a forged rebase of a branch of no task",
        rebase_forged,
        LEFT_ALONE,
        words=(f"HEAD:refs/heads/{TASK}",),
    ),
    Way(
        "replace refs that `core.useReplaceRefs` switches on",
        replaced_by_configuration,
        "stopped",
    ),
    Way("a forged commit-graph", graph_forged, "stopped"),
    Way("a forged cache of trees in the index", cached_tree_forged, "reported"),
    Way("manifests that are removed from the store of objects", manifests_removed, "stopped"),
    Way("`PYTHONPATH` with an empty entry", modules_in_the_tree, "stopped"),
    Way("`PATH` with an empty entry", git_in_the_tree, "stopped"),
    Way("a fork from before an old rename of the base", old_fork, WITHIN_SO_FAR),
    Way(
        "a base pushed along, which git refuses",
        base_refused_by_git,
        "stopped",
        words=(TASK, "landed:main"),
    ),
)
