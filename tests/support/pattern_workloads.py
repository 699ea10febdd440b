"""Seeded workloads for patterns: a tree of paths, a mix of patterns on it, and tasks to compare.

The mix is that of a large repository's scopes: 40 % directories, 30 % files, 20 % one kind of file
in a directory or below it, 10 % wildcard segments and names anywhere.
"""

import random
from typing import NamedTuple

from remit.patterns.overlap import PathArea

WORDS = tuple(
    stem + end
    for stem in ("core", "net", "io", "ui", "db", "auth", "api", "web", "sys", "ml", "data", "util")
    for end in ("", "2", "_old", "kit", "lib", "svc")
)
DIRECTORIES = 12_000
DEEPEST = 7
ENDINGS = (".py", ".py", ".ts", ".md", ".json")


class Tree(NamedTuple):
    """Directories, and files in them, both sorted."""

    directories: tuple[str, ...]
    files: tuple[str, ...]


def tree(files: int = 100_000, seed: int = 3) -> Tree:
    """A tree of 12,000 directories, 1 to 8 deep, with `files` files."""
    source = random.Random(seed)
    directories = [""]
    known = {""}
    while len(directories) <= DIRECTORIES:
        recent = directories[-4000:] if source.random() < 0.6 else directories
        above = source.choice(recent)
        below = f"{above}/{source.choice(WORDS)}".removeprefix("/")
        if above.count("/") < DEEPEST and below not in known:
            known.add(below)
            directories.append(below)
    paths = set[str]()
    while len(paths) < files:
        name = f"{source.choice(WORDS)}_{source.randrange(60)}{source.choice(ENDINGS)}"
        paths.add(f"{source.choice(directories[1:])}/{name}")
    return Tree(tuple(sorted(known - {""})), tuple(sorted(paths)))


def mix(where: Tree, count: int, seed: int = 4) -> list[str]:
    """`count` different patterns for a tree."""
    source = random.Random(seed)
    deep = [directory for directory in where.directories if directory.count("/") >= 5]
    found = dict[str, None]()
    while len(found) < count:
        directory, file = source.choice(deep), source.choice(where.files)
        found[_one(source.random(), directory, file)] = None
    return list(found)


def _one(share: float, directory: str, file: str) -> str:
    choices = (
        (0.25, directory + "/"),
        (0.40, directory + "/**"),
        (0.70, file),
        (0.82, f"{directory}/**/*.py"),
        (0.90, f"{directory}/*.ts"),
        (0.95, "**/" + file.rpartition("/")[2]),
        (1.00, "/".join(["*", *directory.split("/")[1:], "test_*_?.py"])),
    )
    return next(pattern for limit, pattern in choices if share < limit)


def tasks(count: int = 1000, patterns: int = 10, seed: int = 5) -> dict[str, PathArea]:
    """Tasks with a directory of their own each, and the mix inside it."""
    source = random.Random(seed)
    found: dict[str, PathArea] = {}
    for number in range(count):
        top = f"src/{source.choice(WORDS)}/m{number}"
        allow = [_one(source.random(), *_places(source, top)) for _ in range(patterns)]
        found[f"task-{number}"] = PathArea(tuple(_inside(top, pattern) for pattern in allow))
    return found


def _places(source: random.Random, top: str) -> tuple[str, str]:
    directory = f"{top}/{source.choice(WORDS)}/{source.choice(WORDS)}"
    return directory, f"{directory}/{source.choice(WORDS)}_{source.randrange(60)}.py"


def _inside(top: str, pattern: str) -> str:
    """A pattern of the mix that keeps to the task's own directory."""
    return pattern if pattern.startswith(top) else f"{top}/{pattern}"


def nasty_tasks(count: int = 1000, patterns: int = 10) -> dict[str, dict[str, PathArea]]:
    """Tasks that a filter by directory cannot tell apart, by what is nasty about them."""

    def every(text: str) -> dict[str, PathArea]:
        return {
            f"task-{one}": PathArea(tuple(text.format(one, two) for two in range(patterns)))
            for one in range(count)
        }

    return {
        "a name anywhere, all apart": every("**/n{0}_{1}.py"),
        "an ending anywhere, all apart": every("**/*_{0}_{1}.py"),
        "a beginning anywhere, all apart": every("**/n{0}_{1}_*.py"),
        "a middle anywhere, all meet": every("**/*n{0}_{1}_*.py"),
        "one shared tree, all meet": {
            name: PathArea((*area.allow, "src/"))
            for name, area in every("src/m{0}/f{1}.py").items()
        },
    }


def crowded_names(count: int, seed: int = 6) -> list[str]:
    """`count` patterns for names with two wildcards, all at one place: `**/x*y*z`."""
    source = random.Random(seed)
    found = dict[str, None]()
    while len(found) < count:
        found["**/{}*{}*{}".format(*source.choices("abcdefghijklmnopqrstuvwxyz", k=3))] = None
    return list(found)
