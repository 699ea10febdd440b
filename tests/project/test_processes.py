"""Programs are started in few places, and git in one: there its flags and pinned settings stand."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
STARTS = re.compile(
    r"\b(?:subprocess\.(?:run|Popen|call|check_\w+)|os\.(?:exec|posix_spawn|system|popen)\w*)\("
)
WHO = {
    "scoping/remit/git/process.py": "git, for everybody below",
    "scoping/remit/system/processes.py": "the commands of tasks",
    "scoping/remit/cli/dispatch.py": "a `remit-VERB` of this installation",
    "scoping/remit/process_exit.py": "`git --version` for a crash log: it reads no repository",
    "scoping/remit/install/install.py": "an interpreter, to see that it has remit",
    "scoping/remit/install/probe.py": "hooks as git runs them, with the settings of the user",
    "scoping/remit/install/server.py": "the server's hook, to see that it refuses",
    "hooks/remit_hooks/ci/run_check.py": "`remit check`, in another repository",
}


def test_each_place_that_starts_a_program_is_known() -> None:
    sources = (
        p for top in ("scoping/remit", "hooks/remit_hooks") for p in (ROOT / top).rglob("*.py")
    )
    found = {str(p.relative_to(ROOT)) for p in sources if STARTS.search(p.read_text("utf-8"))}
    assert found == set(WHO)


def test_the_words_that_git_is_started_with_are_put_together_in_one_place() -> None:
    uses = re.compile(r"\bGIT\b")
    sources = (
        p for top in ("scoping/remit", "hooks/remit_hooks") for p in (ROOT / top).rglob("*.py")
    )
    named = {str(p.relative_to(ROOT)) for p in sources if uses.search(p.read_text("utf-8"))}
    assert named == {"scoping/remit/git/process.py"}
