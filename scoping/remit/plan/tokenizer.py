"""The words of a text: of a task, a commit message, a path or a file's content.

Identifiers are split (`ThreadPool`, `thread_pool`), endings taken off, so that "parsing routes"
meets `route_parser.py`. Not a stemmer of English: just enough that two spellings of one idea meet.
"""

import re
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_WORD = re.compile(r"[A-Za-z][A-Za-z0-9_]*")
_WRITTEN = re.compile(r"[^\W\d_]+")
_HUMP = re.compile(r"(?<=[a-z])(?=[A-Z])")
_PART = re.compile(r"[A-Z]+(?=[A-Z][a-z])|[A-Z]?[a-z]+|[A-Z]+")
_TRAILER = re.compile(r"^[A-Z][A-Za-z-]+(?:-[Bb]y|-[Ii]d|-[Ll]ink): .*$", re.MULTILINE)
_ADDRESS = re.compile(
    r"(?<!\S)\S+@\S+"
)  # from the start of a word, so that a long one is read once
_COMPONENT = re.compile(
    r"\s*(?:[a-z]+\((?P<scope>[^)]{1,40})\)!?:|\[(?P<tag>[^\]]{1,30})\]"
    r"|(?P<plain>[\w./, -]{1,40}?):\s)"
)
_PATH = re.compile(  # from the start of a word, as above
    r"(?<![\w.@+-])[\w.@+-]+(?:/[\w.@+*-]+)+/?"
    r"|(?<![\w@+-])[\w@+-][\w.@+-]*\.[A-Za-z][A-Za-z0-9]{0,7}\b"
)
_ENDINGS = ("ing", "ed", "es", "s")
_SHORTEST = 4  # letters that must be left without an ending
_STOPPED = (
    "a an and are as at be by for from has have if in into is it its not of on or that the "
    "this to was were will with we you i when use using used so no do does don can could "
    "should would but via also all more than then there their which while be been up out now "
    "new some only just make makes made allow add adds added fix fixes fixed update updated "
    "updates remove removed removes change changes changed "
)
_STOP = frozenset(_STOPPED.split())


def tokenize(text: str) -> list[str]:
    """The words of `text` in order, with repetitions.

    >>> tokenize("Fix parsing of UrlRoutes in url_map")
    ['pars', 'url', 'rout', 'urlroutes', 'url', 'map', 'urlmap']
    """
    return [part for word in _WORD.findall(text) for part in _parts(word)]


def surface_words(text: str) -> list[str]:
    """The words of `text` as they are written, of any script, each once; names are split.

    Words that say nothing of a subject are left out.

    >>> surface_words("Fix the UrlRoutes für Größen")
    ['Url', 'Routes', 'für', 'Größen']
    """
    found = dict.fromkeys(_WRITTEN.findall(_HUMP.sub(" ", text)))
    return [word for word in found if tokenize(word) or not word.isascii()]


def commit_message_words(message: str) -> list[str]:
    """The words of a commit message; addresses and trailers are nobody's subject."""
    return tokenize(_TRAILER.sub("", _ADDRESS.sub("", message)))


def component_prefix(text: str) -> str | None:
    """The part of the software that a text names before its colon, in small letters.

    >>> (component_prefix("fix(router): ignore empty paths"), component_prefix("docs: say it"),
    ...  component_prefix("Say it"))
    ('router', 'docs', None)
    """
    found = _COMPONENT.match(text)
    name = found and (found["scope"] or found["tag"] or found["plain"])
    return (name or "").strip().lower() or None


def filename_identifiers(text: str) -> "Iterator[str]":
    """What could be the name of a file without its ending, in small letters."""
    for word in _WORD.findall(text):
        name = word.lower().strip("_")
        if len(name) > 2 and name not in _STOP:  # noqa: PLR2004 - shorter ones are in every text
            yield name


def mentioned_paths(text: str) -> list[str]:
    """The paths, or names of files, that a text mentions, in order.

    >>> mentioned_paths("Create User model in src/models/user.py (see setup.cfg, e.g.)")
    ['src/models/user.py', 'setup.cfg']
    """
    found = (match[0].rstrip(".,;:") for match in _PATH.finditer(text))
    return list(dict.fromkeys(path for path in found if "/" in path or len(path) > _SHORTEST))


@lru_cache(1 << 18)
def _parts(word: str) -> tuple[str, ...]:
    pieces = [part.lower() for part in _PART.findall(word)]
    plain = [_stem(piece) for piece in pieces if len(piece) > 1 and piece not in _STOP]
    return (*plain, "".join(pieces)) if len(pieces) > 1 else tuple(plain)


def _stem(word: str) -> str:
    if len(word) > _SHORTEST and word.endswith("ies"):
        return f"{word[:-3]}y"
    for ending in _ENDINGS:
        left = len(word) - len(ending)
        if left >= _SHORTEST and word.endswith(ending) and not word.endswith("ss"):
            word = word[:left]
            if word[-1] == word[-2] and word[-1] not in "ls":
                word = word[:-1]
            break
    return word[:-1] if len(word) > _SHORTEST and word.endswith("e") else word
