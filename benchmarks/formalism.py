"""How good the finders against formalism are on labelled sets: `python -m benchmarks.formalism [finder …] [--misses]`.

For each finder and half: precision, its lower bound (Wilson, 95 %), recall. Thresholds were chosen on `tune`; single
texts of `report` are shown to nobody, so `--misses` tells those of `tune`. Exit status 1 where the held-back half stays
under precision .9 or recall .7.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from math import sqrt
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

from zhiyan.formalism.alike import alike, repeated
from zhiyan.formalism.boast import boasting
from zhiyan.formalism.counting import let_off, narrow, unfounded, unheard
from zhiyan.formalism.hollow import empty_criticism, generic_problem, vague_measure
from zhiyan.formalism.merging import merged_away
from zhiyan.formalism.returning import PROBABLE, likelihood

DATA = Path(__file__).parent / "data" / "formalism"
PRECISION, RECALL = 0.9, 0.7
Z = 1.959964
"""Of the normal distribution, both sides, 95 %."""
Row = dict[str, Any]
Judge = Callable[[Sequence[Row]], list[bool]]


def rows_of(name: str, half: str) -> list[Row]:
    """The labelled examples of a half."""
    lines = (DATA / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
    return [row for row in map(json.loads, lines) if row["half"] == half]


def each(judge: Callable[[Row], object]) -> Judge:
    """A judge of one example at a time."""
    return lambda rows: [bool(judge(row)) for row in rows]


@cache
def encoder() -> Any:
    """The two encoders that ship, as the program reads by default; what was read is kept while this runs."""
    from zhiyan.consolidation.engine.encoders import Both, Fast, Fine, Kept

    vectors = Path(mkdtemp(prefix="formalism-")) / "vectors.sqlite3"
    return Both(Kept(Fine(), vectors), Kept(Fast(), vectors))


def come_back(rows: Sequence[Row]) -> list[bool]:
    """Each example's pair, read among all texts of the half at once, as in a cycle."""
    sure = likelihood([row["a"] for row in rows], [row["b"] for row in rows], encoder())
    return [bool(one >= PROBABLE) for one in sure.diagonal()]


def shared(rows: Sequence[Row]) -> list[bool]:
    """Each example's pair, looked for among all texts of the half at once: every sentence is read once."""
    texts = {f"{row['id']} {side}": row[side] for row in rows for side in "ab"}
    found = {(one.first, one.second) for one in alike(texts, encoder=encoder())}
    return [(f"{row['id']} a", f"{row['id']} b") in found for row in rows]


FINDERS: dict[str, tuple[str, Judge]] = {
    "alike": ("R29 材料雷同", shared),
    "alike by words": ("R29 材料雷同（只看字词）", each(lambda r: alike({"a": r["a"], "b": r["b"]}))),
    "recurring": ("R53 屡改屡犯", come_back),
    "criticism": ("R39 批评空泛", each(lambda r: empty_criticism(r["text"]))),
    "repeated": ("R40 批评雷同", each(lambda r: repeated({"a": r["a"], "b": r["b"]}))),
    "measure": ("R48 措施空泛", each(lambda r: vague_measure(r["text"]))),
    "problem": ("R30 万能问题", each(lambda r: generic_problem(r["text"]))),
    "boast": ("R31 成绩多问题少", each(lambda r: boasting(r["text"]))),
    "unfounded": ("F01 问题没有意见依据", each(lambda r: unfounded(r["links"], r["aimed"]))),
    "unheard": (
        "F02 意见集中未列问题",
        each(lambda r: not r["problem"] and unheard(r["opinions"], r["branches"], r["total"], r["others"])),
    ),
    "merged": ("F03 归并过宽", each(lambda r: merged_away(r["title"], r["originals"]))),
    "leader": (
        "F04 主要负责同志条目偏少",
        each(lambda r: let_off(r["aimed"], r["items"], r["elsewhere"], r["others_per_item"])),
    ),
    "narrow": (
        "F05 征求意见面窄",
        each(lambda r: narrow(r["staff"], r["branches"], r["branches_heard"], r["channels"])),
    ),
}


def wilson(hits: int, of: int) -> float:
    """Lower bound of a share (Wilson score interval, 95 %)."""
    if not of:
        return 0.0
    share, spread = hits / of, Z * Z / of
    return (share + spread / 2 - Z * sqrt(share * (1 - share) / of + spread / (4 * of))) / (1 + spread)


def measured(name: str, half: str) -> dict[str, float]:
    """Counts and shares of a finder on a half of its set."""
    rows = rows_of(name.partition(" ")[0], half)
    said = FINDERS[name][1](rows)
    hits = sum(one and row["label"] for one, row in zip(said, rows, strict=True))
    positive = sum(row["label"] for row in rows)
    return {
        "positive": positive,
        "negative": len(rows) - positive,
        "precision": hits / max(1, sum(said)),
        "precision_low": wilson(hits, sum(said)),
        "recall": hits / positive,
        "recall_low": wilson(hits, positive),
    }


def misses(name: str) -> Iterator[str]:
    """Examples of the tuning half on which the finder is wrong."""
    rows = rows_of(name.partition(" ")[0], "tune")
    for said, row in zip(FINDERS[name][1](rows), rows, strict=True):
        if said != row["label"]:
            yield json.dumps({**row, "said": said}, ensure_ascii=False)


def main() -> int:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("finders", nargs="*", help=f"some of: {', '.join(FINDERS)}")
    parser.add_argument("--misses", action="store_true", help="where finders are wrong on the tuning half")
    given = parser.parse_args()
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
    say("| finder | half | + | − | precision | ≥ (Wilson 95 %) | recall | ≥ |", "| --- | --- " + "| --- " * 6 + "|")
    short = False
    for name in given.finders or FINDERS:
        for half in ("tune", "report"):
            m = measured(name, half)
            figures = " | ".join(f"{m[key]:.3f}" for key in ("precision", "precision_low", "recall", "recall_low"))
            say(f"| {FINDERS[name][0]} | {half} | {m['positive']} | {m['negative']} | {figures} |")
            short |= half == "report" and (m["precision"] < PRECISION or m["recall"] < RECALL)
        if given.misses:
            say(*misses(name))
    return int(short)


def say(*lines: str) -> None:
    """Lines to the terminal, at once."""
    sys.stdout.write("".join(f"{line}\n" for line in lines))
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
