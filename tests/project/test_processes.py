"""Programs are started in few places, and git in one: there its flags and pinned settings stand.

That nobody else imports `subprocess` is a contract of imports, in `pyproject.toml`.
"""

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
SOURCES = [
    file
    for top in ("scoping/remit", "hooks/remit_hooks", "sim/remit_sim")
    for file in (ROOT / top).rglob("*.py")
]
STARTS = re.compile(
    r"\b(?:subprocess\.(?:run|Popen|call|check_\w+|getoutput|getstatusoutput)"
    r"|os\.(?:exec|spawn|posix_spawn|system|popen|fork)\w*|pty\.\w+|asyncio\.create_subprocess\w*)\("
)
WHO = {
    "scoping/remit/git/process.py": "git, for everybody",
    "scoping/remit/system/processes.py": "all other programs",
}


def uses(pattern: "re.Pattern[str]") -> set[str]:
    return {str(p.relative_to(ROOT)) for p in SOURCES if pattern.search(p.read_text("utf-8"))}


def test_each_place_that_starts_a_program_is_known() -> None:
    assert uses(STARTS) == set(WHO)


def test_the_words_that_git_is_started_with_are_put_together_in_one_place() -> None:
    words = re.compile(r"\bGIT\b")
    assert uses(words) == {"scoping/remit/git/process.py"}


def test_nothing_moves_this_process_to_another_directory() -> None:
    moves = re.compile(r"\b(?:os|contextlib)\.f?chdir\(|\bimport f?chdir\b")
    assert uses(moves) == {"scoping/remit/cli/dispatch.py"}  # `remit -C DIR`
