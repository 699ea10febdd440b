"""A long past in seconds: merges, renames, busy and quiet files, written by `git fast-import`."""

import random
import subprocess
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

FILES = 3_000
_LINES = 30
_START = 1_500_000_000


def written(place: "Path", commits: int, *, seed: int = 1) -> "Path":
    """A bare repository at `place` whose `HEAD` reaches `commits` commits and a fifth of merges."""
    subprocess.run(["git", "init", "-q", "--bare", "-b", "main", str(place)], check=True)
    feed = subprocess.Popen(
        ["git", "-C", str(place), "fast-import", "--quiet", "--done"], stdin=subprocess.PIPE
    )
    assert feed.stdin
    for part in _commands(commits, random.Random(seed)):
        feed.stdin.write(part.encode())
    feed.stdin.close()
    assert feed.wait() == 0
    return place


def grown(place: "Path", commits: int) -> None:
    """`commits` more on the branch, one file each."""
    parts: list[str] = []
    for number in range(commits):
        start = "from refs/heads/main^0\n" if not number else ""
        parts.append(f"{_head('main', _START * 2 + number)}{start}{_file('grown', number)}")
    words = ["git", "-C", str(place), "fast-import", "--quiet"]
    subprocess.run(words, check=True, input="".join(parts).encode())


def _commands(commits: int, chance: random.Random) -> "Iterator[str]":
    """Of five commits two are on a side branch, which is merged before the main line goes on."""
    names = [f"part{n % 7}/dir{n % 61}/file{n}.py" for n in range(FILES)]
    yield _head("main", _START) + "".join(_file(name, 0) for name in names)
    aside = ""
    for number in range(1, commits):
        time, body = _START + 600 * number, _body(names, number, chance)
        if number % 5 not in {1, 2}:
            yield _head("main", time) + body
            continue
        start = "from refs/heads/main\n" if number % 5 == 1 else ""
        yield _head("side", time) + start + body
        aside += body
        if number % 5 == 2:  # git fast-import merges no contents: they are given once more
            yield f"{_head('main', time + 1)}merge refs/heads/side\n{aside}"
            aside = ""
    yield "done\n"


def _body(names: list[str], number: int, chance: random.Random) -> str:
    """Changes of a few files, most of them busy ones; every fiftieth moves one as well."""
    count = chance.choice((1, 1, 2, 3, 5, 8))
    places = sorted({int(FILES * chance.random() ** 3) for _ in range(count)})
    moved = ""
    if number % 50 == 0:
        old, names[places[0]] = names[places[0]], f"part{number % 7}/moved{number}.py"
        moved = f'R "{old}" "{names[places[0]]}"\n'
    return moved + "".join(_file(names[place], number) for place in places)


def _head(branch: str, time: int) -> str:
    author = f"A{time % 97} <a{time % 97}@example.com>"
    text = f"Do the work of {time}\n\nIt was asked for, and is done here.\n"
    return f"commit refs/heads/{branch}\ncommitter {author} {time} +0000\ndata {len(text)}\n{text}"


def _file(name: str, number: int) -> str:
    text = "".join(f"line {line} of {name}\n" for line in range(_LINES)) + f"{number}\n"
    return f'M 100644 inline "{name}"\ndata {len(text)}\n{text}\n'
