"""Mutants: small changes to a Python source, each of which a test should notice.

Texts for people, annotations, decorators and imports stay as they are. Of two changes of which one
is noticed wherever the other is, only the other is made: the operator beside a number stays, since
the number changes, and so does a condition that changes inside.
"""

import ast
import copy
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from types import CodeType
from typing import NamedTuple, cast

_OPERATORS: dict[type[ast.AST], type[ast.AST]] = {
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Add,
    ast.Div: ast.Mult,
    ast.FloorDiv: ast.Mult,
    ast.Mod: ast.Mult,
    ast.Pow: ast.Mult,
    ast.LShift: ast.RShift,
    ast.RShift: ast.LShift,
    ast.BitAnd: ast.BitOr,
    ast.BitOr: ast.BitAnd,
    ast.BitXor: ast.BitAnd,
    ast.MatMult: ast.Mult,
}
_NAMES = {"any": "all", "all": "any", "min": "max", "max": "min"}
_UNCHANGED_FIELDS = {"annotation", "returns", "decorator_list", "bases"}
_LONGEST_SHOWN = 70


class Mutant(NamedTuple):
    """A source with one change; `name` still finds it when lines have moved.

    Where `in_function` is false, the change counts when the module is imported. The name is
    `FILE FUNCTION: BEFORE -> AFTER`, and has a number where that is not unique.
    """

    name: str
    line: int
    statement: range  # its lines; of a compound one those before its body
    in_function: bool
    code: CodeType


class _Place(NamedTuple):
    """A node that may be replaced: `field` of `parent` holds it, alone or in a list at `at`."""

    node: ast.AST
    parent: ast.AST
    field: str
    at: int | None
    function: str
    in_function: bool
    statement: range

    def hold(self, node: ast.AST) -> None:
        """Put a node into this place."""
        if self.at is None:
            setattr(self.parent, self.field, node)
        else:
            getattr(self.parent, self.field)[self.at] = node


def mutants(path: Path, file: str) -> Iterator[Mutant]:
    """Every mutant of a source file; `file` is what the names call it."""
    tree = ast.parse(path.read_bytes())
    counts: Counter[str] = Counter()
    for place in list(_places(tree)):
        for new in _replacements(place.node):
            shown = place.parent if isinstance(place.node, ast.Constant | ast.Name) else None
            before = _text(shown or place.node)
            place.hold(ast.fix_missing_locations(ast.copy_location(new, place.node)))
            code, after = compile(tree, str(path), "exec"), _text(shown or new)
            place.hold(place.node)
            name = f"{file} {place.function or 'module'}: {before} -> {after}"
            counts[name] += 1
            number = f" #{counts[name]}" if counts[name] > 1 else ""
            line = getattr(place.node, "lineno", place.statement.start)
            yield Mutant(name + number, line, place.statement, place.in_function, code)


def _places(
    parent: ast.AST, function: str = "", statement: range = range(1), *, in_function: bool = False
) -> Iterator[_Place]:
    if isinstance(parent, ast.FunctionDef | ast.ClassDef):
        function = f"{function}.{parent.name}".removeprefix(".")
    for field, value in ast.iter_fields(parent):
        if field in _UNCHANGED_FIELDS:
            continue
        inside = in_function or (isinstance(parent, ast.FunctionDef) and field == "body")
        nodes = cast("list[object]", value if isinstance(value, list) else [value])
        for number, node in enumerate(nodes):
            if isinstance(node, ast.AST) and not _is_unchanged(node):
                lines = _lines(node) if isinstance(node, ast.stmt) else statement
                at = number if value is nodes else None
                yield _Place(node, parent, field, at, function, inside, lines)
                yield from _places(node, function, lines, in_function=inside)


def _is_unchanged(node: ast.AST) -> bool:
    """Whether nothing in the node is changed: it is for people, or for type checkers."""
    if isinstance(node, ast.If):
        return isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING"
    return isinstance(node, ast.JoinedStr | ast.Import | ast.ImportFrom)


def _lines(node: ast.stmt) -> range:
    body: list[ast.stmt] = getattr(node, "body", [])
    end = body[0].lineno if body else (node.end_lineno or node.lineno) + 1
    return range(node.lineno, max(node.lineno + 1, end))


def _replacements(node: ast.AST) -> Iterator[ast.AST]:
    """What may stand in a node's place."""
    match node:
        case ast.Compare():
            for at, operator in enumerate(node.ops):
                changed = _OPERATORS[type(operator)]()
                yield _with(node, ops=[*node.ops[:at], changed, *node.ops[at + 1 :]])
        case ast.BoolOp():
            for at in range(len(node.values)):
                kept = [*node.values[:at], *node.values[at + 1 :]]
                yield _with(node, values=kept) if len(kept) > 1 else copy.copy(kept[0])
        case ast.BinOp() | ast.AugAssign():
            if not any(isinstance(one, ast.Constant) for one in ast.iter_child_nodes(node)):
                yield _with(node, op=_OPERATORS[type(node.op)]())
        case ast.UnaryOp() if not isinstance(node.operand, ast.Constant):
            yield copy.copy(node.operand)
        case ast.Constant():
            yield from _other_values(node.value)
        case ast.Name() if node.id in _NAMES:
            yield ast.Name(_NAMES[node.id], node.ctx)
        case _:
            yield from _opposites(node)
            yield from _other_statements(node)


def _other_values(value: object) -> Iterator[ast.Constant]:
    match value:
        case bool():
            yield ast.Constant(not value)
        case int():
            yield ast.Constant(value + 1)
        case bytes():
            yield ast.Constant(b"" if value else b"?")
        case _:
            pass


def _opposites(node: ast.AST) -> Iterator[ast.AST]:
    """A condition with the opposite test."""
    match node:
        case ast.If() | ast.While() | ast.IfExp() if not _is_changed_inside(node.test):
            yield _with(node, test=ast.UnaryOp(ast.Not(), node.test))
        case ast.comprehension():
            for at, test in enumerate(node.ifs):
                if not _is_changed_inside(test):
                    opposite = ast.UnaryOp(ast.Not(), test)
                    yield _with(node, ifs=[*node.ifs[:at], opposite, *node.ifs[at + 1 :]])
        case _:
            pass


def _other_statements(node: ast.AST) -> Iterator[ast.AST]:
    match node:
        case ast.Return(value=ast.expr()) if not isinstance(node.value, ast.Constant):
            yield ast.Return(ast.Constant(None))
        case ast.Expr(value=ast.Call() | ast.Yield() | ast.YieldFrom()) | ast.Raise():
            yield ast.Pass()
        case ast.Continue():
            yield ast.Break()
        case ast.Break():
            yield ast.Continue()
        case _:
            pass


def _is_changed_inside(test: ast.expr) -> bool:
    """Whether the condition itself has mutants, which are harder to notice than its opposite."""
    return isinstance(test, ast.UnaryOp | ast.Compare | ast.BoolOp)


def _with(node: ast.AST, **fields: object) -> ast.AST:
    changed = copy.copy(node)
    for name, value in fields.items():
        setattr(changed, name, value)
    return changed


def _text(node: ast.AST) -> str:
    """An expression whole, a statement by its first line."""
    text = ast.unparse(node).strip().splitlines()[0]
    shortened = isinstance(node, ast.Raise | ast.Return | ast.Expr) and len(text) > _LONGEST_SHOWN
    return f"{text[:_LONGEST_SHOWN]}..." if shortened else text
