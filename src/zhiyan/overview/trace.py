"""意见去向 (trace): from any opinion forward to what it became, from any measure back to the opinions, verbatim."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from zhiyan.kernel.trace import Edge

STAGES = ("solicitation", "consolidation", "talks", "statements", "meeting", "rectification", "disclosure")
MOST = 400


@dataclass
class Node:
    """A record on the way, and where it leads."""

    edge: Edge
    children: list[Node] = field(default_factory=list)


def forward(record: Any, kind: str, label: str) -> Node:
    """The tree of everything that the record became."""
    return grow(Edge(kind, record, label), "forward")


def back(record: Any, kind: str, label: str) -> Node:
    """The tree of everything that the record came from."""
    return grow(Edge(kind, record, label), "back")


def grow(edge: Edge, direction: str) -> Node:
    """Follow edges to the end; each record is opened once, so that a circle ends."""
    seen: set[tuple[str, str]] = set()

    def visit(found: Edge) -> Node:
        node = Node(found)
        key = (type(found.record).__name__, str(getattr(found.record, "pk", found.label)))
        if key in seen or len(seen) > MOST:
            return node
        seen.add(key)
        node.children = [visit(step) for step in edges(found.record, direction)]
        return node

    return visit(edge)


def edges(record: Any, direction: str) -> list[Edge]:
    """All edges that any stage knows from the record."""
    found: list[Edge] = []
    for walk in walkers(direction):
        found += walk(record)
    return found


def walkers(direction: str) -> list[Callable[[Any], list[Edge]]]:
    """Each stage's `forward` or `back`, in the chain's order."""
    return [getattr(importlib.import_module(f"zhiyan.{stage}.trace"), direction) for stage in STAGES]
