"""意见去向 (trace): one edge from a record to what it became, or back to what it came from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Edge:
    """`kind` is the record's kind (opinion, item, problem, measure, answer …), `record` the record itself."""

    kind: str
    record: Any
    label: str
    note: str = ""
