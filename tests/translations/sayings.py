"""Finds every sentence that the window can say, by reading its source.

Qt's own `lupdate` sees calls with the words written out. Here many words stand in tables, or reach `text.say` through a
function of their own, such as the one that makes all actions. So the reading goes from `say` backwards: a function that
says one of its parameters is a function that says, wherever it is called.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import TypeAlias

from engine.exports.formats import FORMATS
from engine.language_names import LANGUAGES
from engine.messages import IN_PART, NO_SPEECH, NO_TEXT, PHASES, REASONS, WAITS
from engine.run import State

#: The functions of `desktop.text` that translate.
_SAYING = ("say", "counted")
DESKTOP = Path(__file__).resolve().parents[2] / "desktop"

#: The nodes that an expression stands in, the module first.
Around: TypeAlias = tuple[ast.AST, ...]

#: What is said but stands outside the window's source, by how its expression ends where it is said.
ELSEWHERE: dict[str, list[str]] = {
    ".title": [format.title for format in FORMATS.values()],
    ".state.value": [state.value for state in State],
    "PHASES[begun]": list(PHASES.values()),
    "state_words(run)": [*(state.value for state in State), *PHASES.values(), NO_SPEECH, NO_TEXT, IN_PART],
    "LANGUAGES[code]": list(LANGUAGES.values()),
}


@dataclass(frozen=True, slots=True, order=True)
class Message:
    """One sentence to translate. A counted one has several forms."""

    context: str
    source: str
    is_counted: bool = False


@dataclass(slots=True)
class Said:
    """All of them, and the places that could not be read."""

    messages: set[Message] = field(default_factory=set)
    unreadable: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Place:
    """A call that says something: the words' expression, and the functions and tables around it."""

    words: ast.expr
    is_counted: bool
    around: Around
    where: str


@dataclass(frozen=True, slots=True)
class Says:
    """A parameter whose words are said: its place among the arguments, and its name."""

    position: int
    name: str
    is_counted: bool


def gather() -> Said:
    """Every sentence of the window and of the engine's codes."""
    said = Said()
    said.messages |= {Message("reasons", words) for words in REASONS.values()}
    said.messages |= {Message("waits", words) for words in WAITS.values()}
    for place in _places(_modules()):
        words = _read(place.words, place.around)
        if words is None:
            said.unreadable.append(f"{place.where}: {ast.unparse(place.words)}")
        else:
            said.messages |= {Message("window", each, place.is_counted) for each in words if each}
    return said


@cache
def _modules() -> dict[str, ast.Module]:
    files = sorted(DESKTOP.rglob("*.py"))
    return {path.relative_to(DESKTOP).as_posix(): ast.parse(path.read_text("utf-8")) for path in files}


def _places(modules: dict[str, ast.Module]) -> Iterator[Place]:
    """Where something is said, less the places where a function says its own parameter: its callers are read."""
    says = {"say": [Says(0, "words", False)], "counted": [Says(2, "many", True)]}
    calls = [(call, around, name) for name, module in modules.items() for call, around in _calls(module, (module,))]
    done: set[tuple[int, str]] = set()
    found_more = True
    while found_more:
        found_more = False
        for call, around, module in calls:
            for each in says.get(_name_of(call.func), []):
                words = _argument(call, each)
                if words is None or (id(call), each.name) in done:
                    continue
                done.add((id(call), each.name))
                found_more = True
                if (own := _own_parameter(words, around, each.is_counted)) is not None:
                    says.setdefault(own[0], []).append(own[1])
                else:
                    yield Place(words, each.is_counted, around, f"{module}:{call.lineno}")


def _calls(node: ast.AST, around: Around) -> Iterator[tuple[ast.Call, tuple[ast.AST, ...]]]:
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.Call):
            yield child, around
        yield from _calls(child, (*around, child))


def _name_of(function: ast.expr) -> str:
    if isinstance(function, ast.Attribute):
        is_another = function.attr in _SAYING and ast.unparse(function.value) != "text"
        return "" if is_another else function.attr
    return function.id if isinstance(function, ast.Name) else ""


def _argument(call: ast.Call, says: Says) -> ast.expr | None:
    for keyword in call.keywords:
        if keyword.arg == says.name:
            return keyword.value
    return call.args[says.position] if says.position < len(call.args) else None


def _own_parameter(words: ast.expr, around: Around, is_counted: bool) -> tuple[str, Says] | None:
    """The function and its parameter, if these words are a parameter of the function they stand in."""
    functions = [each for each in around if isinstance(each, ast.FunctionDef | ast.AsyncFunctionDef)]
    if not isinstance(words, ast.Name) or not functions:
        return None
    function = functions[-1]
    names = [argument.arg for argument in function.args.args]
    if words.id not in names:
        return None
    position = names.index(words.id) - (names[0] in ("self", "cls"))
    classes = [each.name for each in around if isinstance(each, ast.ClassDef)]
    name = classes[-1] if function.name == "__init__" else function.name
    return name, Says(position, words.id, is_counted)


def _read(words: ast.expr, around: Around) -> list[str] | None:
    """The words that an expression can stand for; None if that cannot be told."""
    for written, elsewhere in ELSEWHERE.items():
        if ast.unparse(words).endswith(written):
            return elsewhere
    match words:
        case ast.Constant(value=str(value)):
            return [value]
        case ast.Constant():
            return []
        case ast.JoinedStr() | ast.Call() if any(_name_of(each.func) in _SAYING for each, _ in _calls(words, ())):
            return []  # put together of what is said already
        case ast.Call(func=function) if _name_of(function) in _SAYING:
            return []
        case ast.IfExp(body=one, orelse=other) | ast.BinOp(left=one, op=ast.BitOr(), right=other):
            return _read_all([one, other], around)
        case ast.BoolOp(values=values) | ast.Tuple(elts=values) | ast.List(elts=values):
            return _read_all(values, around)
        case ast.Dict(values=values):
            return _read_all(values, around)
        case ast.DictComp(value=value):
            return _read(value, around)
        case ast.Subscript(value=table):
            return _read(table, around)
        case ast.Call(func=ast.Attribute(value=table, attr="get"), args=[_, *otherwise]):
            return _read_all([table, *otherwise], around)
        case ast.Call(func=ast.Attribute(value=table, attr="values" | "items")):
            return _read(table, around)
        case ast.Name(id=name):
            found = [value for node in reversed(around) for value in _values(name, node, around)]
            return _read_all(found, around) if found else None
        case ast.Attribute(value=ast.Name(id=alias), attr=name) if (module := _imported(alias, around[0])) is not None:
            found = list(_values(name, module, ()))
            return _read_all(found, (module,)) if found else None
    return None


def _imported(alias: str, module: ast.AST) -> ast.Module | None:
    """The module of the window that another one calls so."""
    for node in ast.walk(module):
        if isinstance(node, ast.ImportFrom) and node.module:
            for each in node.names:
                path = f"{node.module}.{each.name}".removeprefix("desktop.").replace(".", "/") + ".py"
                if alias == (each.asname or each.name) and path in _modules():
                    return _modules()[path]
    return None


def _read_all(expressions: list[ast.expr], around: Around) -> list[str] | None:
    read = [_read(each, around) for each in expressions]
    return None if None in read else [word for words in read if words for word in words]


def _values(name: str, node: ast.AST, around: Around) -> Iterator[ast.expr]:
    """What a name is given in a function or a module, or what it goes through in a loop."""
    if isinstance(node, ast.For):
        yield from _gone_through(name, node.target, node.iter, around)
    elif isinstance(node, ast.ListComp | ast.GeneratorExp | ast.SetComp | ast.DictComp):
        for generator in node.generators:
            yield from _gone_through(name, generator.target, generator.iter, around)
    elif isinstance(node, ast.Module | ast.FunctionDef | ast.AsyncFunctionDef):
        for child in ast.walk(node) if not isinstance(node, ast.Module) else node.body:
            if isinstance(child, ast.Assign):
                targets = child.targets
            elif isinstance(child, ast.AnnAssign) and child.value is not None:
                targets = [child.target]
            else:
                continue
            if child.value and any(isinstance(target, ast.Name) and target.id == name for target in targets):
                yield child.value


def _gone_through(name: str, target: ast.expr, source: ast.expr, around: Around) -> Iterator[ast.expr]:
    """What a name in the target of a loop is in turn."""
    if isinstance(target, ast.Name):
        if target.id == name:
            yield source
        return
    if not isinstance(target, ast.Tuple):
        return
    match source:
        case ast.Name(id=table):
            for value in _values(table, around[0], around) if isinstance(around[0], ast.Module) else ():
                yield from _gone_through(name, target, value, around)
        case ast.Call(func=ast.Name(id="zip"), args=sources):
            for part, each in zip(target.elts, sources, strict=True):
                yield from _gone_through(name, part, each, around)
        case ast.Call(func=ast.Name(id="enumerate"), args=[each, *_]):
            yield from _gone_through(name, target.elts[1], each, around)
        case ast.Call(func=ast.Attribute(attr="items")):
            yield from _gone_through(name, target.elts[1], source, around)
        case ast.Tuple(elts=rows) | ast.List(elts=rows):
            for row in rows:
                parts = row.elts if isinstance(row, ast.Tuple) else []
                for part, each in zip(target.elts, parts, strict=False):
                    yield from _gone_through(name, part, each, around)
