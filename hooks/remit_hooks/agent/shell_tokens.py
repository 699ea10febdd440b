r"""A shell command as words, operators and redirections, read without running it.

Quotes, escapes, here-documents, comments and substitutions are read as POSIX shells and bash do
(POSIX.1-2017, XCU 2.2 to 2.7). What only a run can tell (variables, the output of commands) makes a
word `dynamic`; the commands inside substitutions are kept as text, to be read by themselves.

>>> [str(token) for token in read_tokens("echo 'a b' >c; rm d\\ e")]
['echo', 'a b', '>', 'c', ';', 'rm', 'd e']
"""

import re
from typing import TYPE_CHECKING

from remit.namedtuples import NamedTuple
from remit_hooks.agent.shell_words import Word, WordBuilder

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_OPERATORS = (
    "&>>", "<<<", "<<-", ";;&", "&&", "||", ";;", ";&", "&>", ">>", ">|", ">&", "<<", "<>", "<&",
    "|&", ";", "&", "|", "(", ")", "<", ">", "\n",
)  # fmt: skip
_ENDS = frozenset(" \t\n;&|()<>")
_BLANKS = frozenset(" \t")
_DOCUMENT = re.compile(r"<<(-?)[ \t]*(?:'([^'\n]*)'|\"([^\"\n]*)\"|\\?([^\s'\"\\;&|<>()`]+))")
"""A here-document: whether it is `<<-`, and the word that ends it in one of three spellings."""
_NAME = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_")
_ESCAPES = {
    "n": "\n",
    "t": "\t",
    "r": "\r",
    "a": "\a",
    "b": "\b",
    "e": "\x1b",
    "f": "\f",
    "v": "\v",
}


class Operator(NamedTuple):
    """A control operator, a line break among them."""

    text: str

    def __str__(self) -> str:
        return self.text


class Redirection(NamedTuple):
    """A redirection operator; the word after it is its target. `body` is a here-document."""

    text: str
    body: str = ""

    def __str__(self) -> str:
        return self.text


Token = Word | Operator | Redirection


class UnreadableShellError(ValueError):
    """The command ends inside a quotation or a substitution."""


def read_tokens(text: str, variables: "Mapping[str, str] | None" = None) -> "Iterator[Token]":
    """The tokens of a command; `variables` are those whose values are known.

    They are looked up as reading goes on, so that an assignment counts for what follows it. Raises
    `UnreadableShellError` where the command ends too early.
    """
    return _Lexer(text, {} if variables is None else variables).tokens()


class _Lexer:
    """Reads one text from left to right."""

    def __init__(self, text: str, variables: "Mapping[str, str]") -> None:
        self._text, self._variables, self._at = text, variables, 0
        self._waiting: list[tuple[int, bool]] = []
        """Here-documents that begin after this line: where their token is, and whether `<<-`."""
        self._tokens: list[Token] = []

    def tokens(self) -> "Iterator[Token]":
        """All tokens, with the bodies of here-documents in their redirections."""
        while self._at < len(self._text):
            self._step()
            if not self._waiting and self._tokens and not isinstance(self._tokens[-1], Word):
                yield from self._tokens
                self._tokens.clear()
        self._take_documents()
        yield from self._tokens

    def _step(self) -> None:
        text, at = self._text, self._at
        if text[at] in _BLANKS:
            self._at += 1
        elif text.startswith("\\\n", at):
            self._at += 2
        elif text[at] == "#":
            end = text.find("\n", at)
            self._at = len(text) if end < 0 else end
        elif text.startswith("((", at) and self._arithmetic():
            return
        elif self._process_substitution():
            self._tokens.append(self._word())
        elif operator := self._operator():
            self._take_operator(operator)
        else:
            self._tokens.append(self._word())

    def _arithmetic(self) -> bool:
        """Whether the two parentheses here are closed together; reading goes on behind them."""
        at = self._at
        self._parenthesized(at + 2, documents=False)
        if self._text.startswith(")", self._at):
            self._at += 1
            return True
        self._at = at
        return False

    def _process_substitution(self) -> bool:
        return self._text.startswith(("<(", ">("), self._at)

    def _operator(self) -> str:
        found = (each for each in _OPERATORS if self._text.startswith(each, self._at))
        return next(found, "")

    def _take_operator(self, operator: str) -> None:
        self._at += len(operator)
        if operator[0] not in "<>" and not operator.startswith("&>"):
            self._tokens.append(Operator(operator))
            if operator == "\n":
                self._take_documents()
            return
        last = self._tokens[-1] if self._tokens else None
        adjacent = self._at - len(operator)
        number = last.text if isinstance(last, Word) and not last.quoted else ""
        if number.isdigit() and self._text[:adjacent].endswith(number):
            self._tokens.pop()  # the number of a file descriptor
        if operator in {"<<", "<<-"}:
            self._waiting.append((len(self._tokens), operator == "<<-"))
        self._tokens.append(Redirection(operator))

    def _take_documents(self) -> None:
        """Put the lines of the here-documents that begin here into their redirections."""
        for place, stripped in self._waiting:
            following = self._tokens[place + 1 : place + 2]
            end = following[0].text if following else ""
            self._tokens[place] = Redirection(self._tokens[place].text, self._body(end, stripped))
        self._waiting.clear()

    def _body(self, end: str, stripped: bool) -> str:  # noqa: FBT001 - of `<<-` or not
        lines: list[str] = []
        while self._at < len(self._text):
            close = self._text.find("\n", self._at)
            line = self._text[self._at : close if close >= 0 else len(self._text)]
            self._at += len(line) + 1
            line = line.lstrip("\t") if stripped else line
            if line == end:
                break
            lines.append(line + "\n")
        return "".join(lines)

    def _word(self) -> Word:
        word = WordBuilder()
        while self._at < len(self._text):
            letter = self._text[self._at]
            if self._process_substitution():
                word.run(self._parenthesized(self._at + 2))
            elif letter in _ENDS:
                break
            elif letter == "~" and word.empty and self._ends_tilde(self._at + 1):
                self._at += 1
                word.expand(self._variables.get("HOME"), quoted=True)
            elif letter == "\\":
                escaped = self._text[self._at + 1 : self._at + 2]
                self._at += 2
                word.add("" if escaped == "\n" else escaped, quoted=True)
            elif letter == "'":
                word.add(self._until("'", self._at + 1), quoted=True)
            elif letter == '"':
                self._at += 1
                self._double_quoted(word)
            elif letter == "`":
                word.run(self._backquoted())
            elif letter == "$":
                self._dollar(word, quoted=False)
            else:
                self._at += 1
                word.add(letter, quoted=False)
        return word.built()

    def _ends_tilde(self, at: int) -> bool:
        return at >= len(self._text) or self._text[at] in _ENDS or self._text[at] == "/"

    def _until(self, end: str, start: int) -> str:
        """The text from `start` to `end`, after which reading goes on."""
        close = self._text.find(end, start)
        if close < 0:
            raise UnreadableShellError(f"there is no closing {end}")
        self._at = close + len(end)
        return self._text[start:close]

    def _double_quoted(self, word: "WordBuilder") -> None:
        word.add("", quoted=True)
        while not self._text.startswith('"', self._at):
            letter = self._text[self._at : self._at + 1]
            if not letter:
                raise UnreadableShellError('there is no closing "')
            if letter == "\\":
                escaped = self._text[self._at + 1 : self._at + 2]
                self._at += 2
                kept = "" if escaped in '$`"\\\n' else "\\"
                word.add("" if escaped == "\n" else kept + escaped, quoted=True)
            elif letter == "`":
                word.run(self._backquoted())
            elif letter == "$":
                self._dollar(word, quoted=True)
            else:
                self._at += 1
                word.add(letter, quoted=True)
        self._at += 1

    def _backquoted(self) -> str:
        inner: list[str] = []
        self._at += 1
        while not self._text.startswith("`", self._at):
            letter = self._text[self._at : self._at + 1]
            if not letter:
                raise UnreadableShellError("there is no closing `")
            if letter == "\\" and self._text[self._at + 1 : self._at + 2] in {"`", "\\", "$"}:
                self._at += 1
                letter = self._text[self._at]
            inner.append(letter)
            self._at += 1
        self._at += 1
        return "".join(inner)

    def _dollar(self, word: "WordBuilder", *, quoted: bool) -> None:
        text, at = self._text, self._at
        if text.startswith("$((", at):
            self._parenthesized(at + 2, documents=False)
            word.unknown()
        elif text.startswith("$(", at):
            word.run(self._parenthesized(at + 2))
        elif text.startswith("${", at):
            self._braced(word, quoted=quoted)
        elif text.startswith("$'", at) and not quoted:
            self._at += 2
            self._ansi_quoted(word)
        elif text.startswith('$"', at) and not quoted:
            self._at += 2
            self._double_quoted(word)
        else:
            self._variable(word, quoted=quoted)

    def _variable(self, word: "WordBuilder", *, quoted: bool) -> None:
        end = self._at + 1
        while end < len(self._text) and self._text[end] in _NAME:
            end += 1
        name = self._text[self._at + 1 : end]
        special = self._text[end : end + 1]
        if not name and (special and special in "?$!#@*-"):
            self._at = end + 1
            word.unknown()
        elif not name:
            self._at += 1
            word.add("$", quoted=True)
        else:
            self._at = end
            word.expand(self._variables.get(name), quoted=quoted)

    def _braced(self, word: "WordBuilder", *, quoted: bool) -> None:
        start = self._at + 2
        depth, at = 1, start
        while depth:
            letter = self._text[at : at + 1]
            if not letter:
                raise UnreadableShellError("there is no closing }")
            at += 2 if letter == "\\" else 1
            depth += (letter == "{") - (letter == "}")
        self._at = at
        word.expand(self._variables.get(self._text[start : at - 1]), quoted=quoted)

    def _ansi_quoted(self, word: "WordBuilder") -> None:
        word.add("", quoted=True)
        while not self._text.startswith("'", self._at):
            letter = self._text[self._at : self._at + 1]
            if not letter:
                raise UnreadableShellError("there is no closing '")
            self._at += 1
            word.add(self._ansi_escape() if letter == "\\" else letter, quoted=True)
        self._at += 1

    def _ansi_escape(self) -> str:
        letter = self._text[self._at : self._at + 1]
        self._at += 1
        if letter == "x":
            return self._numbered(16, 2, "0123456789abcdefABCDEF")
        if letter in {"u", "U"}:
            return self._numbered(16, 4 if letter == "u" else 8, "0123456789abcdefABCDEF")
        if letter.isdigit() and letter < "8":
            self._at -= 1
            return self._numbered(8, 3, "01234567")
        return _ESCAPES.get(letter, letter)

    def _numbered(self, base: int, most: int, digits: str) -> str:
        end = self._at
        while end < len(self._text) and end - self._at < most and self._text[end] in digits:
            end += 1
        number = int(self._text[self._at : end] or "0", base)
        self._at = end
        return chr(number) if number < 0x110000 else ""  # noqa: PLR2004 - the end of Unicode

    def _parenthesized(self, start: int, *, documents: bool = True) -> str:
        """The text from `start` to the parenthesis that closes it, after which reading goes on.

        `documents` are here-documents, in which quotes and parentheses mean nothing; arithmetic has
        none.
        """
        at, depth = start, 1
        waiting: list[tuple[str, bool]] = []
        while depth:
            letter = self._text[at : at + 1]
            if not letter:
                raise UnreadableShellError("there is no closing )")
            if letter == "\\":
                at += 2
            elif letter in "'\"`":
                at = self._behind_quote(at)
            elif self._text.startswith("<<<", at):
                at += 3
            elif documents and letter == "<" and (begun := _DOCUMENT.match(self._text, at)):
                waiting.append(("".join(begun.groups("")[1:]), bool(begun[1])))
                at = begun.end()
            elif letter == "\n" and waiting:
                self._at = at + 1
                for end, stripped in waiting:
                    self._body(end, stripped)
                waiting.clear()
                at = self._at
            else:
                depth += (letter == "(") - (letter == ")")
                at += 1
        self._at = at
        return self._text[start : at - 1]

    def _behind_quote(self, at: int) -> int:
        quote = self._text[at]
        at += 1
        while not self._text.startswith(quote, at):
            if at >= len(self._text):
                raise UnreadableShellError(f"there is no closing {quote}")
            at += 2 if self._text[at] == "\\" and quote != "'" else 1
        return at + 1
