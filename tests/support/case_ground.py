"""The ground that a case stands on: repositories to start from, and git shut off from this machine.

Each kind of starting repository is built once per process and copied for every run; the case's own
script is then run in the copy. What is asked of the result is the tests' business.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

from case_file import CASES, GIT_NEED, Case

SECONDS = 120
TOOLS = Path(sys.executable).parent
REMIT = TOOLS / "remit"
PRE_COMMIT = TOOLS / "pre-commit"

DIRECT = f"""\
repos:
- repo: local
  hooks:
  - id: remit-commit
    name: remit
    language: system
    entry: "'{sys.executable}' -I -m remit_hooks pre-commit"
    always_run: true
    pass_filenames: false
    require_serial: true
    stages: [pre-commit, pre-merge-commit]
"""

_GIT_CONFIGURATION = """\
[init]
    defaultBranch = main
[protocol "file"]
    allow = always
[advice]
    graftFileDeprecated = false
[commit]
    gpgSign = false
[gc]
    auto = 0
[core]
    fsync = none
"""


class Done(NamedTuple):
    """How a command ended: its exit code and, together, what it wrote to both outputs."""

    code: int
    output: bytes
    stdout: bytes


class State(NamedTuple):
    """What a refused commit must leave as it was: HEAD's object id and every entry of the index."""

    head: bytes
    entries: bytes


class Prepared(NamedTuple):
    """A repository in which a case's steps were carried out; its commands run with `env`."""

    case: Case
    place: Path
    env: dict[str, str]

    def run(self, script: str) -> Done:
        """What comes of a shell script, run where the case wants it to be run."""
        return shell(script, self.place / "repo" / self.case.cwd, self.env)

    def state(self) -> State:
        """HEAD and index at this moment, read past everything that the case bends."""
        env = {key: text for key, text in self.env.items() if key not in dict(self.case.env)}
        if index := dict(self.case.env).get("GIT_INDEX_FILE"):
            env["GIT_INDEX_FILE"] = index
        env["GIT_NO_REPLACE_OBJECTS"] = "1"
        where = self.place / "repo" / self.case.cwd
        head = shell("git rev-parse --quiet --verify HEAD || true", where, env)
        entries = shell(
            'cd "$(git rev-parse --show-toplevel)"; git -c core.fsmonitor=false ls-files -s -v -z',
            where,
            env,
        )
        assert entries.code == 0, entries.output
        return State(head.stdout.strip(), entries.stdout)


class Ground:
    """The starting repositories below one directory of this process.

    `kind` says what guards a repository: `bare` nothing, `native` what `remit install` installs,
    `framework` the hooks of the pre-commit framework under its configuration.
    """

    def __init__(
        self, root: Path, configuration: str = DIRECT, framework_home: Path | None = None
    ) -> None:
        self._root = root
        self._framework_home = framework_home or root / "pre-commit"
        self._configuration = root / "pre-commit.yaml"
        self._configuration.write_text(configuration)
        self._templates: dict[tuple[str, str, str], Path] = {}
        (root / "home").mkdir()
        (root / "home" / ".gitconfig").write_text(_GIT_CONFIGURATION)
        (root / "no-template").mkdir()

    def prepare(self, case: Case, kind: str, place: Path) -> Prepared:
        """The repository `place/repo` of the wanted kind, with the case's steps carried out."""
        template = self.template(kind, case.start, case.object_format)
        repository = place / "repo"
        shutil.copytree(template, repository, symlinks=True)
        env = self.environment(place)
        unguarded = env | {
            "GIT_CONFIG_COUNT": "1",
            "GIT_CONFIG_KEY_0": "core.hooksPath",
            "GIT_CONFIG_VALUE_0": "/dev/null",
        }
        carry_out("git update-index -q --refresh", repository, unguarded)
        for name, content in case.files:
            (repository / name).parent.mkdir(parents=True, exist_ok=True)
            (repository / name).write_text(content, newline="")
        if case.files:
            carry_out(
                "git add -A && git commit -q -m 'The ground of this case'", repository, unguarded
            )
        carry_out(case.setup, repository, unguarded)
        if case.branch != "main":
            carry_out(f"git checkout -q -b '{case.branch}'", repository, unguarded)
        carry_out(case.steps, repository, unguarded)
        return Prepared(case, place, env | dict(case.env))

    def environment(self, place: Path) -> dict[str, str]:
        """Nothing of this machine but the tools: own home, no system configuration, fixed dates."""
        return {
            "PATH": f"{TOOLS}{os.pathsep}{os.environ['PATH']}",
            "HOME": str(self._root / "home"),
            "CASE": str(place),
            "PYTHON": sys.executable,
            "LC_ALL": "C.UTF-8",
            "TZ": "UTC",
            "GIT_CONFIG_NOSYSTEM": "1",
            "GIT_TEMPLATE_DIR": str(self._root / "no-template"),
            "GIT_CEILING_DIRECTORIES": str(place),
            "GIT_TERMINAL_PROMPT": "0",
            "GIT_EDITOR": "true",
            "GIT_AUTHOR_NAME": "Ada",
            "GIT_AUTHOR_EMAIL": "ada@example.invalid",
            "GIT_AUTHOR_DATE": "2026-01-02T03:04:05Z",
            "GIT_COMMITTER_NAME": "Ada",
            "GIT_COMMITTER_EMAIL": "ada@example.invalid",
            "GIT_COMMITTER_DATE": "2026-01-02T03:04:05Z",
            "PRE_COMMIT_HOME": str(self._framework_home),
            "PRE_COMMIT_COLOR": "never",
        }

    def template(self, kind: str, start: str, object_format: str) -> Path:
        """The repository of one kind that cases start from; it is copied, not used."""
        key = (kind, start, object_format)
        if key not in self._templates:
            self._templates[key] = self._built(*key)
        return self._templates[key]

    def _built(self, kind: str, start: str, object_format: str) -> Path:
        place = self._root / f"{kind}-{start}-{object_format}"
        repository = place / "repo"
        repository.mkdir(parents=True)
        env = self.environment(place) | {
            "PRE_COMMIT_CONFIG": str(self._configuration),
            "OID_LENGTH": "64" if object_format == "sha256" else "40",
        }
        carry_out(f"git init -q --object-format={object_format}", repository, env)
        if start == "standard":
            carry_out((CASES / "start.sh").read_text(), repository, env)
            carry_out("git repack -adq", repository, env)
        else:
            shutil.copy(self._configuration, repository / ".pre-commit-config.yaml")
        carry_out(_INSTALLED[kind], repository, env)
        return repository


_INSTALLED = {
    "bare": "",
    "native": f"'{REMIT}' install",
    "framework": f"'{PRE_COMMIT}' install -t pre-commit -t pre-merge-commit",
}


def shell(script: str, where: Path, env: dict[str, str]) -> Done:
    """How a POSIX shell script ended; its output is read as bytes."""
    done = subprocess.run(
        ["/bin/sh", "-eu", "-c", script],
        cwd=where,
        env=env,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        timeout=SECONDS,
        check=False,
    )
    return Done(done.returncode, done.stdout + done.stderr, done.stdout)


def carry_out(script: str, where: Path, env: dict[str, str]) -> None:
    """Run a script that must succeed."""
    if script:
        done = shell(script, where, env)
        assert done.code == 0, f"{script}\n{done.output.decode(errors='replace')}"


def unmet(case: Case, root: Path) -> str | None:
    """The first need of the case that this machine does not meet, or None."""
    for need in case.needs:
        if version := GIT_NEED.fullmatch(need):
            if git_version() < (int(version[1]), int(version[2])):
                return need
        elif not (_folds_no_case(root) if "case" in need else _has_symlinks(root)):
            return need
    return None


def git_version() -> tuple[int, int]:
    """Major and minor version of the git found on PATH."""
    text = subprocess.run(["git", "version"], capture_output=True, text=True, check=True).stdout
    major, minor = text.split()[2].split(".")[:2]
    return int(major), int(minor)


def _folds_no_case(root: Path) -> bool:
    (root / "probe").touch()
    return not (root / "PROBE").exists()


def _has_symlinks(root: Path) -> bool:
    try:
        (root / "probe-link").symlink_to("probe")
    except FileExistsError:
        return True
    except OSError:
        return False
    return True
