"""Text of others in Markdown: in a code span, where nothing in it means anything."""

import re

_RUNS = re.compile("`+")


class Markdown(str):
    """Text that is Markdown already; any other text becomes a code span in the template."""

    __slots__ = ()


def code_span(text: str) -> Markdown:
    """`text`, which must be on one line, as a code span that holds exactly it.

    >>> print(code_span("a`b"), code_span("`"), code_span("a|b"))
    ``a`b`` `` ` `` `a|b`
    """
    fence = "`" * (max(map(len, _RUNS.findall(text)), default=0) + 1)
    edges = {text[:1], text[-1:]}
    pad = " " if edges & {"`", " "} and text.strip(" ") else ""
    return Markdown(f"{fence}{pad}{text}{pad}{fence}" if text else "")
