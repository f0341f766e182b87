"""The little language of a template: fields, loops over tables, choices. Whatever else is written is refused unread."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from jinja2 import ChainableUndefined, TemplateSyntaxError, nodes
from jinja2.filters import FILTERS
from jinja2.sandbox import ImmutableSandboxedEnvironment

FILTERS_ALLOWED = ("length", "first", "last", "join", "default")
LOOP_ALLOWED = ("index", "index0", "first", "last", "length")
MOST_ROUNDS = 200_000
MOST_CHARACTERS = 24_000_000
MOST_SECONDS = 20.0
DEEPEST_LOOP = 3
LONGEST_TAG = 300
LONGEST_TEXT = 100

_TAG = re.compile(r"\{[{%].*?[}%]\}", re.DOTALL)
_ALLOWED: tuple[type[nodes.Node], ...] = (
    nodes.Template, nodes.Output, nodes.TemplateData, nodes.Name, nodes.Const, nodes.Getattr, nodes.For, nodes.If,
    nodes.Compare, nodes.Operand, nodes.And, nodes.Or, nodes.Not, nodes.Filter, nodes.CondExpr,
)  # fmt: skip


class Forbidden(TemplateSyntaxError):
    """Something that a template may not say. `what` is a short code: call, attribute, filter, loop, statement, long."""

    def __init__(self, what: str, line: int, detail: str = "") -> None:
        super().__init__(f"{what}: {detail}", line)
        self.what, self.detail = what, detail


class TooMuch(Exception):
    """Filling takes too many rounds, too long, or becomes too large."""


class Budget:
    """What one filling may spend: rounds of loops, characters, seconds."""

    def __init__(
        self, rounds: int = MOST_ROUNDS, characters: int = MOST_CHARACTERS, seconds: float = MOST_SECONDS
    ) -> None:
        self.rounds, self.characters = rounds, characters
        self.until = time.monotonic() + seconds

    def round(self) -> None:
        """One round of a loop. Raises TooMuch."""
        self.rounds -= 1
        if self.rounds < 0 or time.monotonic() > self.until:
            raise TooMuch

    def write(self, text: str) -> str:
        """The text, once there is room for it. Raises TooMuch."""
        self.characters -= len(text)
        if self.characters < 0 or time.monotonic() > self.until:
            raise TooMuch
        return text


class Counted(list[Any]):
    """A list whose every round in a loop is paid from a budget."""

    def __init__(self, given: list[Any], budget: Budget) -> None:
        super().__init__(given)
        self._budget = budget

    def __iter__(self) -> Iterator[Any]:
        for each in super().__iter__():
            self._budget.round()
            yield each


class Nothing(ChainableUndefined):
    """A field that this year's paper does not have: an empty text, an empty table."""

    def __len__(self) -> int:
        return 0

    def _no(self, _other: object) -> bool:
        return False

    __lt__ = __le__ = __gt__ = __ge__ = _no  # type: ignore[assignment]


class Environment(ImmutableSandboxedEnvironment):
    """Reads templates of the little language only: what is parsed is judged before it is ever compiled."""

    def __init__(self) -> None:
        super().__init__(autoescape=True, undefined=Nothing, loader=None)
        self.globals.clear()
        self.tests.clear()
        self.filters = {name: FILTERS[name] for name in FILTERS_ALLOWED}

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        for tag in _TAG.finditer(source):
            if len(tag[0]) > LONGEST_TAG:
                raise Forbidden("long", source.count("\n", 0, tag.start()) + 1)
        try:
            tree = super()._parse(source, name, filename)
            judge(tree)
        except RecursionError:
            raise Forbidden("loop", 1) from None
        return tree

    def getattr(self, obj: Any, attribute: str) -> Any:
        """A column of a row, or a count of the loop; never an attribute of an object."""
        if isinstance(obj, dict):
            return obj[attribute] if attribute in obj else self.undefined(obj=obj, name=attribute)
        if type(obj).__name__ == "LoopContext" and attribute in LOOP_ALLOWED:
            return super().getattr(obj, attribute)
        return self.undefined(obj=obj, name=attribute)

    def is_safe_callable(self, obj: Any) -> bool:
        """Nothing can be called."""
        return False


def judge(node: nodes.Node, loops: int = 0) -> None:
    """Pass what the little language has. Raises Forbidden for anything else, wherever it stands."""
    if not isinstance(node, _ALLOWED):
        raise Forbidden("call" if isinstance(node, nodes.Call) else "statement", node.lineno, type(node).__name__)
    _RULES.get(type(node), lambda _node: None)(node)
    inside = loops + isinstance(node, nodes.For)
    if inside > DEEPEST_LOOP:
        raise Forbidden("loop", node.lineno, str(DEEPEST_LOOP))
    for child in node.iter_child_nodes():
        judge(child, inside)


def _name(node: Any) -> None:
    if node.name.startswith("_"):
        raise Forbidden("attribute", node.lineno, node.name)


def _attribute(node: Any) -> None:
    if node.attr.startswith("_"):
        raise Forbidden("attribute", node.lineno, node.attr)


def _filter(node: Any) -> None:
    if node.name not in FILTERS_ALLOWED:
        raise Forbidden("filter", node.lineno, node.name)
    if node.kwargs or node.dyn_args or node.dyn_kwargs or not all(isinstance(each, nodes.Const) for each in node.args):
        raise Forbidden("filter", node.lineno, node.name)


def _loop(node: Any) -> None:
    plain = isinstance(node.target, nodes.Name) and isinstance(node.iter, (nodes.Name, nodes.Getattr))
    if not plain or node.recursive or node.target.name == "loop" or node.test is not None:
        raise Forbidden("loop", node.lineno)


def _constant(node: Any) -> None:
    if not isinstance(node.value, (str, int, bool)) or len(str(node.value)) > LONGEST_TEXT:
        raise Forbidden("long", node.lineno)


_RULES: Mapping[type[nodes.Node], Callable[[Any], None]] = {
    nodes.Name: _name, nodes.Getattr: _attribute, nodes.Filter: _filter, nodes.For: _loop, nodes.Const: _constant,
}  # fmt: skip


def counted(given: Mapping[str, Any], budget: Budget) -> dict[str, Any]:
    """Plain values whose lists are paid for. Raises TypeError for anything but texts, numbers, lists and rows."""
    return {name: _counted(value, budget) for name, value in given.items()}


def _counted(value: Any, budget: Budget) -> Any:
    if type(value) in (str, int, bool):
        return value
    if type(value) is list:
        return Counted([_counted(each, budget) for each in value], budget)
    if type(value) is dict:
        return {name: _counted(each, budget) for name, each in value.items()}
    raise TypeError(f"no plain value: {type(value).__name__}")
