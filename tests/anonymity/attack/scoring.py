"""The attacker: from the machine's bytes and from what he saw himself, who wrote each opinion and which two are one's.

He tries every way we could think of and keeps the one that fits best, however weakly: he always has a guess.
- orders: every value beside an opinion (row numbers, ids, places in file and log, columns of any kind) is taken for the
  order of the opinions, every value beside a token for the order of the tokens; laid against one another they give
  each opinion an hour, and the hours are held against who of its branch was seen then;
- keys: every private key on the machine is tried on every sealed slip of every copy;
- marks: every string of 32 bytes is tried as a token's secret against HMAC(t, C);
- nearness: a token's hash and a commitment within a few hundred bytes of one another;
- persons: tokens that verify under a key of somebody's own, addresses in logs;
- pairs: values that two opinions share and few others, and closeness in the order found.
"""

from __future__ import annotations

import hashlib
import hmac
import itertools
import math
import random
import statistics
import uuid
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from tests.anonymity.attack import keys, machine
from tests.anonymity.attack.machine import Machine, Opinion, Token
from tests.anonymity.attack.world import NAMING_THE_BRANCH, Staff
from zhiyan.kernel.canonical import b64, canonical
from zhiyan.solicitation import sealing

FAINT, WEAK = 0.05, 0.9
"""Weight of a person not seen in the hour that the attacker believes in, firmly or for want of anything better."""
CLEAR = 3.0
"""Deviations from the others by which an order stands out so that he believes in it firmly."""
NEAR = 400
"""Bytes within which a token's hash and a commitment count as near."""
NOT_NAMED = 1 - NAMING_THE_BRANCH
"""Weight of somebody of a branch that can be named at an opinion that names none; of the others, none is named."""
ANY_BRANCH = str(uuid.UUID(int=0))
EMPTY = {"v": 1, "salt": b64(bytes(32)), "t": b64(bytes(32)), "reply_to": ""}
SHARED_AMONG = 12
"""Opinions at most that share a value which may tell of one writer."""


@dataclass
class Belief:
    """What the attacker makes of the machine: for each opinion (by text) an hour, a place in order, perhaps a token."""

    hour: dict[str, int] = field(default_factory=dict)
    place: dict[str, float] = field(default_factory=dict)
    person: dict[str, str] = field(default_factory=dict)
    busy: Counter[str] = field(default_factory=Counter)
    shared: dict[str, set[tuple[str, Any]]] = field(default_factory=dict)
    doubt: float = 1.0
    how: str = ""


def name_of(staff: Staff) -> str:
    """The staff number in the roster."""
    return f"{staff.no + 1:04d}"


def believe(found: Machine, staff: tuple[Staff, ...]) -> Belief:
    """Weigh all that was found."""
    belief = Belief(shared=shared_values(found.opinions))
    order = {token.digest: place for place, token in enumerate(sorted(found.tokens, key=lambda t: (t.hour, t.place)))}
    linked = {**near(found), **marks(found), **keys.opened_slips(found)}
    by_digest = {token.digest: token for token in found.tokens}
    best = best_order(found, staff, order)
    belief.how = f"{best.how} ({best.clear:.1f} deviations), {len(linked)} linked"
    belief.doubt = FAINT if best.clear > CLEAR or len(linked) > len(found.opinions) / 2 else WEAK
    owners = keys.owners(found, {name_of(person) for person in staff})
    for opinion in found.opinions:
        token = by_digest.get(linked.get(opinion.text, b"")) or best.tokens.get(opinion.text)
        if token is None:
            continue
        belief.hour[opinion.text] = token.hour
        belief.place[opinion.text] = order[token.digest]
        if opinion.text in linked and token.digest in owners:
            belief.person[opinion.text] = owners[token.digest]
    known = {person.address: name_of(person) for person in staff}
    belief.busy = Counter(owners.values()) + machine.addresses(found.logs, known)
    return belief


@dataclass
class Order:
    """One way to lay opinions against tokens, and how well it fits who was seen when."""

    how: str
    fit: float
    tokens: dict[str, Token]
    clear: float = 0.0


def best_order(found: Machine, staff: tuple[Staff, ...], arrival: dict[bytes, int]) -> Order:
    """Of all orders of opinions against all orders of tokens the one that fits best."""
    present = seen_of_branch(found, staff)
    token_orders = list(orders_of_tokens(found.tokens, arrival))
    ways = [("sizes", by_size(found))] if len({len(token.sealed) for token in found.tokens}) > 2 else []
    for (x, texts), (y, tokens) in itertools.product(orders_of_opinions(found.opinions), token_orders):
        for way, told in ((tokens, ""), (tokens[::-1], " backwards")):
            laid = {text: way[place * len(way) // len(texts)] for place, text in enumerate(texts)}
            ways.append((f"{x} by {y}{told}", laid))
    orders = [Order(how, _fit(found.opinions, laid, present), laid) for how, laid in ways]
    fits = [order.fit for order in orders]
    best = max(orders, key=lambda order: order.fit)
    best.clear = (best.fit - statistics.median(fits)) / (statistics.pstdev(fits) or 1.0)
    return best


def _fit(opinions: list[Opinion], laid: dict[str, Token], present: dict[tuple[str, int], int]) -> float:
    """Mean logarithm of how many of an opinion's branch were seen in the hour that the order gives it."""
    seen = [
        present.get((opinion.branch, laid[opinion.text].hour), 0)
        for opinion in opinions
        if opinion.branch and opinion.text in laid
    ]
    return sum(math.log(max(count, FAINT)) for count in seen) / max(len(seen), 1)


def by_size(found: Machine) -> dict[str, Token]:
    """Each opinion with the token whose slip has the size that its words, aspect, target and branch would give.

    The code of the branch is known where it is named; where it is not, none was chosen or the common one (`other`).
    """
    left = sorted(found.tokens, key=lambda t: t.digest)
    laid: dict[str, Token] = {}
    for opinion in sorted(found.opinions, key=lambda o: o.commitment):
        fields = {"aspect": opinion.aspect, "target": opinion.target, "text": opinion.text}
        sizes = [
            sealing.ENC_BYTES + 16 + 2 + len(canonical({**EMPTY, **fields, "branch": branch}))
            for branch in ([ANY_BRANCH] if opinion.branch else ["", "other"])
        ]
        nearest = min(left, key=lambda t, s=sizes: min(abs(len(t.sealed) - size) for size in s))  # type: ignore[misc]
        laid[opinion.text] = nearest
        left.remove(nearest)
    return laid


def orders_of_opinions(opinions: list[Opinion]) -> Iterator[tuple[str, list[str]]]:
    """Texts sorted by each value that stands beside nearly all of them and differs among most."""
    for name in sorted({name for opinion in opinions for name in opinion.beside}):
        having = [opinion for opinion in opinions if opinion.beside.get(name) is not None]
        values = {opinion.key: sortable(opinion.beside[name]) for opinion in having}
        if len(having) > 0.9 * len(opinions) and len(set(values.values())) > 0.4 * len(having):
            yield name, [opinion.text for opinion in sorted(having, key=lambda o: values[o.key])]


def orders_of_tokens(tokens: list[Token], arrival: dict[bytes, int]) -> Iterator[tuple[str, list[Token]]]:
    """Tokens in the order of arrival, and sorted by each value beside them."""
    yield "arrival", sorted(tokens, key=lambda t: arrival[t.digest])
    yield "hash", sorted(tokens, key=lambda t: t.digest)
    yield "mark", sorted(tokens, key=lambda t: t.mac)
    yield "proof", sorted(tokens, key=lambda t: t.proof)
    yield "ciphertext", sorted(tokens, key=lambda t: t.sealed)
    for name in sorted({name for token in tokens for name in token.beside}):
        values = {token.digest: sortable(token.beside.get(name)) for token in tokens}
        if len(set(values.values())) > 0.4 * len(tokens):
            yield name, sorted(tokens, key=lambda t, v=values: v[t.digest])  # type: ignore[misc]


def sortable(value: Any) -> tuple[int, float, bytes]:
    """Values of one column in an order that mixes types without complaint."""
    if value is None:
        return (0, 0.0, b"")
    if isinstance(value, int | float):
        return (1, float(value), b"")
    return (2, 0.0, value if isinstance(value, bytes) else str(value).encode())


def seen_of_branch(found: Machine, staff: tuple[Staff, ...]) -> dict[tuple[str, int], int]:
    """How many who drew of each branch (as opinions name it) were seen in each hour."""
    count: Counter[tuple[str, int]] = Counter()
    for person in staff:
        if name_of(person) in found.drawn:
            count.update((person.branch, hour) for hour in person.seen)
    return count


def near(found: Machine) -> dict[str, bytes]:
    """Opinions whose commitment stands near one token's hash alone, in bytes or in hex."""
    stream = found.stream
    texts = {opinion.commitment: opinion.text for opinion in found.opinions}
    marks_at = [
        (at, value in texts, value)
        for value in (*texts, *(token.digest for token in found.tokens))
        for at in (*stream.places(value), *stream.spelt.get(value, ()))
    ]
    votes: dict[bytes, set[bytes]] = defaultdict(set)
    marks_at.sort()
    for (at, of_opinion, one), (then, then_of_opinion, other) in itertools.pairwise(marks_at):
        if of_opinion != then_of_opinion and then - at < NEAR:
            votes[one if of_opinion else other].add(other if of_opinion else one)
    return {texts[c]: next(iter(tokens)) for c, tokens in votes.items() if len(tokens) == 1}


def marks(found: Machine) -> dict[str, bytes]:
    """Opinions whose commitment was marked with a secret that the machine still holds."""
    digests = {token.digest: token for token in found.tokens}
    links = {}
    for candidate in keys.strings_of_32(found):
        token = digests.get(hashlib.sha256(candidate).digest())
        for opinion in found.opinions if token else ():
            if hmac.digest(candidate, opinion.commitment, "sha256") == token.mac:  # type: ignore[union-attr]
                links[opinion.text] = token.digest  # type: ignore[union-attr]
    return links


def shared_values(opinions: list[Opinion]) -> dict[str, set[tuple[str, Any]]]:
    """For each opinion the values that it shares with some others, but not with many."""
    holders: dict[tuple[str, Any], list[str]] = defaultdict(list)
    for opinion in opinions:
        for name, value in opinion.beside.items():
            if value not in (None, ""):
                holders[name, sortable(value)].append(opinion.text)
    found: dict[str, set[tuple[str, Any]]] = {opinion.text: set() for opinion in opinions}
    for key, texts in holders.items():
        if 2 <= len(texts) <= SHARED_AMONG:
            for text in texts:
                found[text].add(key)
    return found


def guesses(found: Machine, staff: tuple[Staff, ...], belief: Belief, lot: random.Random) -> dict[str, str]:
    """For each opinion the person the attacker names; between equals the lot decides."""
    named = {opinion.branch for opinion in found.opinions if opinion.branch}
    drew = [person for person in staff if name_of(person) in found.drawn]
    said = {}
    for opinion in found.opinions:
        hour = belief.hour.get(opinion.text)

        def score(person: Staff, opinion: Opinion = opinion, hour: int | None = hour) -> tuple[float, float]:
            weight = 1.0
            if opinion.branch:
                weight = float(person.branch == opinion.branch)
            elif person.branch in named:
                weight = NOT_NAMED
            if hour is not None and hour not in person.seen:
                weight *= belief.doubt
            if belief.busy:
                weight *= belief.busy[name_of(person)] + FAINT
            if belief.person.get(opinion.text) == name_of(person):
                weight += 1000
            return weight, lot.random()

        said[opinion.text] = name_of(max(drew, key=score))
    return said


def likeness(belief: Belief, one: str, other: str) -> float:
    """How much the attacker takes two opinions for one writer's."""
    alike = 10.0 * bool(belief.shared[one] & belief.shared[other])
    if one in belief.place and other in belief.place:
        alike -= abs(belief.place[one] - belief.place[other]) / 1000
    return alike + 20.0 * (one in belief.person and belief.person.get(one) == belief.person.get(other))
