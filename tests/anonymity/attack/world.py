"""A seeded world: 200 staff in the case's branch sizes, who is seen in which hour, who writes what.

The attacker knows from outside who was seen at a screen in which hour, every hour of it. So that this alone tells
nothing of who wrote (a clerk at the door could know it without our machine), everybody who drew is seen equally often,
every hour sees equally many, and in every hour equally many slips come in. What is left to find is which opinion is
whose; nothing but bytes of the machine can tell.
"""

from __future__ import annotations

import functools
import json
import random
from dataclasses import dataclass
from pathlib import Path

# The case's roster by 党支部, in its order (tests/anonymity/test_attacker.py holds this to the roster's file).
CASE_BRANCHES = {
    "综合办公室党支部": 17, "党群人事党支部": 17, "科技处党支部": 8, "财务资产处党支部": 11, "条件保障处党支部": 27,
    "时间基准研究室党支部": 49, "时频传递研究室第一党支部": 33, "时频传递研究室第二党支部": 31,
    "频率标准研究室党支部": 46, "导航通信研究室党支部": 50, "用户终端研究室党支部": 41, "授时运行部党支部": 52,
    "测试评估中心党支部": 24, "工程技术中心党支部": 16,
}  # fmt: skip
STAFF, DRAWN, OPINIONS = 200, 180, 300
HOURS, BLOCK = 30, 6
"""Hours of the posting window, and how many of them make a block in which everybody is seen once."""
SLIPS = 5
NAMING_THE_BRANCH = 0.6


@dataclass(frozen=True)
class Staff:
    """One person as known from outside."""

    no: int
    branch: str
    drawn: bool
    seen: frozenset[int]
    address: str


@dataclass(frozen=True)
class Post:
    """One opinion as it is posted; `writer` is the truth that the attacker wants."""

    writer: int
    hour: int
    session: int
    text: str
    names_branch: bool
    aspect: str
    target: str


@dataclass(frozen=True)
class World:
    """Everything about one cycle; `posts` in order of arrival."""

    seed: int
    staff: tuple[Staff, ...]
    posts: tuple[Post, ...]


def sizes(total: int = STAFF) -> dict[str, int]:
    """The case's branches scaled to `total` persons, by largest remainder."""
    whole = sum(CASE_BRANCHES.values())
    exact = {name: total * size / whole for name, size in CASE_BRANCHES.items()}
    found = {name: int(share) for name, share in exact.items()}
    rest = sorted(exact, key=lambda name: found[name] - exact[name])[: total - sum(found.values())]
    return {name: size + (name in rest) for name, size in found.items()}


def make(seed: int, texts: list[str]) -> World:
    """The world of a seed; texts, aspects, targets and whether a branch is named fall by lot."""
    lot = random.Random(seed)
    branches = [name for name, size in sizes().items() for _n in range(size)]
    lot.shuffle(branches)
    drawn = lot.sample(range(STAFF), DRAWN)
    seen: dict[int, set[int]] = {no: set() for no in range(STAFF)}
    for block in range(HOURS // BLOCK):
        lot.shuffle(drawn)
        for place, no in enumerate(drawn):
            seen[no].add(block * BLOCK + place % BLOCK)
    staff = tuple(
        Staff(no, branches[no], no in set(drawn), frozenset(seen[no]), f"127.8.{no // 100}.{no % 100 + 1}")
        for no in range(STAFF)
    )
    return World(seed, staff, tuple(_posts(lot, staff, texts)))


def _posts(lot: random.Random, staff: tuple[Staff, ...], texts: list[str]) -> list[Post]:
    """In each hour sessions of one to three slips, one after another, by persons seen in it, to the hour's number."""
    left = {person.no: SLIPS for person in staff if person.drawn}
    words = made_texts(lot, texts, OPINIONS)
    posts: list[Post] = []
    session = 0
    for hour in range(HOURS):
        due = OPINIONS * (hour + 1) // HOURS
        while len(posts) < due:
            writer = lot.choice([no for no, more in left.items() if more and hour in staff[no].seen])
            session += 1
            for _n in range(min(lot.randint(1, 3), left[writer], due - len(posts))):
                left[writer] -= 1
                named = lot.random() < NAMING_THE_BRANCH
                aspect, target = f"P{lot.randint(1, 5)}", lot.choice(("team", "m1", "m2"))
                posts.append(Post(writer, hour, session, words.pop(), named, aspect, target))
    return posts


def made_texts(lot: random.Random, texts: list[str], count: int) -> list[str]:
    """`count` different texts of one to four pieces of `texts`: long and short ones, nothing of a writer's in them."""
    found: set[str] = set()
    while len(found) < count:
        pieces = lot.sample(texts, min(lot.randint(1, 4), len(texts)))
        found.add("；".join(pieces)[: lot.randint(20, 400)] + f"（{lot.randint(10, 99_999)}）")
    words = sorted(found)
    lot.shuffle(words)
    return words


@functools.cache
def case_texts() -> list[str]:
    """What the case's opinions say."""
    told = json.loads((Path(__file__).parents[2] / "case/expected.json").read_text(encoding="utf-8"))
    return sorted({opinion["text"] for file in told["files"].values() for opinion in file["opinions"]})
