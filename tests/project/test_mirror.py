"""A test file stands at the path of what it tests: `a/test_b.py` or `a/test_b_more.py` for `a/b`.

`b` is a module or a package in the room `a`, or the room itself (`judge/test_judge_laws.py`).
"""

from pathlib import Path

ROOT = Path(__file__).parents[2]
ROOTS = {"remit": "scoping", "remit_hooks": "hooks", "remit_sim": "sim"}
ELSEWHERE = {
    "remit_hooks/test_imports.py": "what all modules together import at a commit",
}


def test_a_test_file_stands_at_the_path_of_what_it_tests() -> None:
    files = [file for root in ROOTS for file in (ROOT / "tests" / root).rglob("test_*.py")]
    names = {str(file.relative_to(ROOT / "tests")): file for file in files}
    assert {name for name, file in names.items() if not is_mirror(file)} == set(ELSEWHERE)


def is_mirror(test: Path) -> bool:
    """Whether a module or package has the name that a test file begins with, where it stands."""
    room = Path(
        ROOTS[test.relative_to(ROOT / "tests").parts[0]],
        *test.relative_to(ROOT / "tests").parent.parts,
    )
    words = test.stem.removeprefix("test_").split("_")
    begins = ["_".join(words[:end]) for end in range(1, len(words) + 1)]
    return any(
        name == room.name
        or (ROOT / room / f"{name}.py").is_file()
        or (ROOT / room / name / "__init__.py").is_file()
        for name in begins
    )


def test_a_file_without_its_module_is_found() -> None:
    assert not is_mirror(ROOT / "tests/remit/judge/test_laws.py")
    assert is_mirror(ROOT / "tests/remit/judge/test_judge_laws.py")
    assert is_mirror(ROOT / "tests/remit/patterns/test_char_classes.py")
