"""Ids for tasks that have none: the first words of the text, as they may stand in a branch."""

import re

_WORDS = 5
_LONGEST = 40


class Names:
    """Gives each text an id that no text before had."""

    def __init__(self) -> None:
        self._taken: set[str] = set()

    def of(self, text: str) -> str:
        """An id for `text`.

        >>> names = Names()
        >>> names.of("Fix the login form!"), names.of("Fix the login form."), names.of("...")
        ('fix-the-login-form', 'fix-the-login-form-2', 'task')
        """
        words = re.findall(r"[a-z0-9]+", text.lower())[:_WORDS]
        while len("-".join(words)) > _LONGEST and len(words) > 1:
            words.pop()
        stem = "-".join(words)[:_LONGEST] or "task"
        name, number = stem, 1
        while name in self._taken:
            number += 1
            name = f"{stem}-{number}"
        self._taken.add(name)
        return name
