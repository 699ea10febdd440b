"""How much may be done for one verdict, since a small change can ask for far more than it is."""

from remit.errors import LimitExceeded


class WorkBudget:
    """A number that is used up; `sentence` says to a person what `{most}` is the most of."""

    __slots__ = ("_hint", "_left", "_most", "_sentence")

    def __init__(self, most: int, sentence: str, hint: str) -> None:
        """Nothing is spent yet."""
        self._left = self._most = most
        self._sentence, self._hint = sentence, hint

    def spend(self, count: int) -> None:
        """Take `count` of it; raises `LimitExceeded` where that is more than is left."""
        self._left -= count
        if self._left < 0:
            raise LimitExceeded(self._sentence.format(most=f"{self._most:,}"), self._hint)
