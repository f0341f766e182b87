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
    """Follow edges to the end; each record stands once in the tree, so that a circle ends and nothing is repeated."""
    seen = {key_of(edge)}

    def visit(found: Edge) -> Node:
        node = Node(found)
        for step in edges(found.record, direction):
            if key_of(step) not in seen and len(seen) <= MOST:
                seen.add(key_of(step))
                node.children.append(visit(step))
        return node

    return visit(edge)


def key_of(edge: Edge) -> tuple[str, str]:
    """Which record an edge leads to."""
    return type(edge.record).__name__, str(getattr(edge.record, "pk", edge.label))


def edges(record: Any, direction: str) -> list[Edge]:
    """All edges that any stage knows from the record."""
    found: list[Edge] = []
    for walk in walkers(direction):
        found += walk(record)
    return found


def walkers(direction: str) -> list[Callable[[Any], list[Edge]]]:
    """Each stage's `forward` or `back`, in the chain's order."""
    return [getattr(importlib.import_module(f"zhiyan.{stage}.trace"), direction) for stage in STAGES]
