"""How long proposals take and how much memory: `python -m benchmarks.consolidation_speed [--many N] [--only PART]`.

Each measurement is a process of its own; Python's start counts in its memory, not in its time. Parts: `thousand`
(1,000 opinions with both encoders, cold, then with kept vectors), `many` (100,000 of 40 signs: embedding alone with the
fast encoder, then proposals), `offer` (a new opinion against an index of so many). Exit status 1 where a promise is not
kept; promises about 100,000 are not judged with fewer.
"""

from __future__ import annotations

import argparse
import json
import random
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
OPINIONS = ROOT / "benchmarks/data/opinions.jsonl"
SIGNS = 40
SHARE, MANY_MB, COLD, WARM, USUAL_MB, OFFER_MS = 1.5, 1536, 40.0, 2.0, 500, 100.0
"""Promised: times of embedding alone, MB, seconds cold, seconds warm, MB of an ordinary cycle, ms an offer."""

COMMON = """
import json, sys, time
texts = json.load(open(sys.argv[1], encoding="utf-8"))
from zhiyan.consolidation.engine import Consolidator
from zhiyan.consolidation.engine.encoders import Both, Fast, Fine, Kept
from pathlib import Path
def done(seconds, **more):
    with open("/proc/self/status") as status:
        peak = next(int(line.split()[1]) for line in status if line.startswith("VmHWM"))
    print(json.dumps({"seconds": seconds, "mb": peak / 1024, **more}))
begun = time.perf_counter()
"""
EMBED = """
encoder = Fast()
for start in range(0, len(texts), 1024):
    encoder.encode(list(texts.values())[start:start + 1024])
done(time.perf_counter() - begun)
"""
PROPOSE = """
found = Consolidator(texts).proposals()
assert {one.id for one in found} == set(texts)
done(time.perf_counter() - begun, items=len({one.item for one in found}))
"""
KEPT = """
found = Consolidator(texts, encoder=Both(*(Kept(one, Path(sys.argv[2])) for one in (Fine(), Fast())))).proposals()
assert {one.id for one in found} == set(texts)
done(time.perf_counter() - begun, items=len({one.item for one in found}))
"""

OFFER = """
from zhiyan.consolidation.engine.index import Index
held = list(texts.values())
new, old = held[:50], held[50:]
index = Index({f"item {n}": old[n::len(old) // 10] for n in range(len(old) // 10)})
index.offer(new[0])
took = []
for text in new:
    begun = time.perf_counter()
    index.offer(text)
    took.append(time.perf_counter() - begun)
for number, text in enumerate(new):
    index.add(f"item {number}", text)
took.sort()
done(took[len(took) // 2], worst=took[-1], texts=len(old))
"""


def main() -> int:
    """Run the parts that are asked for, print, judge."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--many", type=int, default=100_000)
    parser.add_argument("--only", choices=("thousand", "many", "offer"))
    given = parser.parse_args()
    kept = True
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        if given.only in (None, "thousand"):
            kept &= thousand(folder)
        if given.only in (None, "many"):
            kept &= many(folder, given.many)
        if given.only in (None, "offer"):
            kept &= offer(folder, given.many)
    return int(not kept)


def thousand(folder: Path) -> bool:
    """1,000 opinions with the fine encoder: nothing known, then every vector kept."""
    given, vectors = write(folder, usual(1000)), folder / "vectors.db"
    cold, warm = run(KEPT, given, vectors), run(KEPT, given, vectors)
    say(f"1,000 cold: {cold['seconds']:.1f} s (under {COLD:g}), {cold['mb']:.0f} MB (under {USUAL_MB})")
    say(f"1,000 warm: {warm['seconds']:.2f} s (under {WARM:g}), {warm['mb']:.0f} MB, {warm['items']} items")
    return cold["seconds"] < COLD and warm["seconds"] < WARM and max(cold["mb"], warm["mb"]) < USUAL_MB


def many(folder: Path, count: int) -> bool:
    """So many of 40 signs: embedding alone, and proposals over the same."""
    given = write(folder, made(count))
    alone = run(EMBED, given)
    say(f"{count:,} embedded: {alone['seconds']:.0f} s ({count / alone['seconds']:.0f} a second), {alone['mb']:.0f} MB")
    whole = run(PROPOSE, given)
    share = whole["seconds"] / alone["seconds"]
    say(
        f"{count:,} proposed: {whole['seconds']:.0f} s, {share:.2f} times embedding (under {SHARE:g}), "
        f"{whole['mb']:.0f} MB (under {MANY_MB}), {whole['items']:,} items"
    )
    return share < SHARE and whole["mb"] < MANY_MB


def offer(folder: Path, count: int) -> bool:
    """A new opinion offered to items that hold so many."""
    found = run(OFFER, write(folder, made(count)))
    took, worst = found["seconds"] * 1000, found["worst"] * 1000
    say(f"{found['texts']:,} behind: an offer takes {took:.0f} ms, at worst {worst:.0f} (under {OFFER_MS:g})")
    return worst < OFFER_MS


def usual(count: int) -> dict[str, str]:
    """The labelled opinions, as many as are asked for."""
    lines = OPINIONS.read_text(encoding="utf-8").splitlines()[:count]
    return {one["id"]: one["text"] for one in map(json.loads, lines)}


def made(count: int) -> dict[str, str]:
    """Opinions of 40 signs, no two alike: pieces of the labelled ones, drawn and joined, always the same."""
    drawn, texts = random.Random(20201231), [text for text in usual(2000).values() if len(text) >= SIGNS // 2]
    found: dict[str, None] = {}
    while len(found) < count:
        first, second = drawn.choice(texts), drawn.choice(texts)
        cut = drawn.randrange(SIGNS // 4, 3 * SIGNS // 4)
        text = (first[:cut] + "，" + second * 2)[:SIGNS]
        found[text] = None
    return {f"n{number:06}": text for number, text in enumerate(found)}


def write(folder: Path, texts: dict[str, str]) -> Path:
    """The texts as a file that a measuring process reads."""
    path = folder / "texts.json"
    path.write_text(json.dumps(texts, ensure_ascii=False), encoding="utf-8")
    return path


def run(script: str, *args: Path) -> dict[str, float]:
    """What a measuring process found. Raises CalledProcessError where it fails."""
    done = subprocess.run(
        [sys.executable, "-c", COMMON + script, *map(str, args)],
        stdout=subprocess.PIPE,
        text=True,
        check=True,
        cwd=ROOT,
    )
    found: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return found


def say(line: str) -> None:
    """Print at once."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    raise SystemExit(main())
