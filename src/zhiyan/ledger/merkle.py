"""The Merkle tree of the ledger (存证日志) as in RFC 9162, 2.1: SHA-256, prefix 0x00 for a leaf and 0x01 for a node.

Nothing here knows a database. Complete subtrees are nodes `(level, index)`: the node covers the leaves
`[index * 2**level, (index + 1) * 2**level)` and never changes once it is there. `Tree` keeps them in memory; a store
that keeps them elsewhere hands a lookup to `root_of`, `prove_inclusion` and `prove_consistency` and is fed from
`Frontier.push`, so that appending and proving both cost O(log n).
"""

import hashlib
import hmac
from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple, Self

HASH_BYTES = 32
MAX_SIZE = 2**63
"""Largest tree that is accepted, in leaves; what a signed 64-bit database column holds."""

EMPTY_ROOT = hashlib.sha256(b"").digest()
"""Root of the tree without leaves (RFC 9162, 2.1.1)."""


class Node(NamedTuple):
    """Hash of a complete subtree over the leaves `[position * 2**level, (position + 1) * 2**level)`."""

    level: int
    position: int
    hash: bytes


NodeLookup = Callable[[int, int], bytes]
"""`lookup(level, index)` gives the hash of a complete subtree."""


def leaf_hash(data: bytes) -> bytes:
    """Hash of one entry (RFC 9162, 2.1.1)."""
    return hashlib.sha256(b"\x00" + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Hash of an inner node from the hashes of its two children (RFC 9162, 2.1.1)."""
    return hashlib.sha256(b"\x01" + left + right).digest()


def _largest_power_below(n: int) -> int:
    """Largest power of two strictly smaller than n, for n > 1."""
    return 1 << ((n - 1).bit_length() - 1)


def _range_hash(node: NodeLookup, start: int, end: int) -> bytes:
    """MTH(D[start:end]) for a range that the recursion of RFC 9162 reaches: start is a multiple of the first split."""
    width = end - start
    if width & (width - 1) == 0:
        level = width.bit_length() - 1
        return node(level, start >> level)
    split = start + _largest_power_below(width)
    return node_hash(_range_hash(node, start, split), _range_hash(node, split, end))


def root_of(node: NodeLookup, size: int) -> bytes:
    """Root hash of the first `size` leaves."""
    return EMPTY_ROOT if size == 0 else _range_hash(node, 0, size)


def prove_inclusion(node: NodeLookup, index: int, size: int) -> list[bytes]:
    """Audit path of leaf `index` in the tree of `size` leaves, nearest sibling first (RFC 9162, 2.1.3.1).

    Raises ValueError when the leaf is not in that tree.
    """
    if not 0 <= index < size:
        raise ValueError(f"no leaf {index} in a tree of {size}")
    path: list[bytes] = []
    start, end = 0, size
    while end - start > 1:
        split = start + _largest_power_below(end - start)
        if index < split:
            path.append(_range_hash(node, split, end))
            end = split
        else:
            path.append(_range_hash(node, start, split))
            start = split
    path.reverse()
    return path


def prove_consistency(node: NodeLookup, old: int, new: int) -> list[bytes]:
    """Hashes that show the tree of `old` leaves to be the beginning of the tree of `new` leaves (RFC 9162, 2.1.4.1).

    Empty for equal sizes and for old == 0, where there is nothing to show. Raises ValueError for sizes out of order.
    """
    if not 0 <= old <= new:
        raise ValueError(f"a tree of {old} is not the beginning of a tree of {new}")
    if old in (0, new):
        return []
    path: list[bytes] = []
    start, end = 0, new
    while end != old:
        split = start + _largest_power_below(end - start)
        if old <= split:
            path.append(_range_hash(node, split, end))
            end = split
        else:
            path.append(_range_hash(node, start, split))
            start = split
    if start:  # with start == 0 the old root itself is the first hash, and the verifier has it
        path.append(_range_hash(node, start, end))
    path.reverse()
    return path


class Frontier:
    """The right edge of a tree: one hash for each set bit of its size, largest subtree first.

    All that an append needs; `dump` and `load` carry it through one database column.
    """

    def __init__(self) -> None:
        self.size = 0
        self._hashes: list[bytes] = []

    def append(self, data: bytes) -> int:
        """Add an entry and return its index."""
        self.push(leaf_hash(data))
        return self.size - 1

    def push(self, hash_of_leaf: bytes) -> list[Node]:
        """Add a leaf by its hash; return every subtree that it completes, the leaf first."""
        _require_hash(hash_of_leaf)
        if self.size >= MAX_SIZE:
            raise ValueError("the tree is full")
        index, level, current = self.size, 0, hash_of_leaf
        completed = [Node(0, index, current)]
        while index & 1:
            current = node_hash(self._hashes.pop(), current)
            index, level = index >> 1, level + 1
            completed.append(Node(level, index, current))
        self._hashes.append(current)
        self.size += 1
        return completed

    def root(self) -> bytes:
        """Root hash of all leaves so far."""
        if not self._hashes:
            return EMPTY_ROOT
        current = self._hashes[-1]
        for left in reversed(self._hashes[:-1]):
            current = node_hash(left, current)
        return current

    def dump(self) -> bytes:
        """The state as bytes: the size in eight bytes, then the hashes, largest subtree first."""
        return self.size.to_bytes(8, "big") + b"".join(self._hashes)

    @classmethod
    def load(cls, state: bytes) -> Self:
        """The frontier that `dump` wrote. Raises ValueError when the bytes are none."""
        size, body = int.from_bytes(state[:8], "big"), state[8:]
        if len(state) < 8 or size > MAX_SIZE or len(body) != size.bit_count() * HASH_BYTES:
            raise ValueError("not the state of a tree")
        frontier = cls()
        frontier.size = size
        frontier._hashes = [body[at : at + HASH_BYTES] for at in range(0, len(body), HASH_BYTES)]
        return frontier


class Tree:
    """An append-only Merkle tree in memory that keeps every complete subtree, about two hashes a leaf."""

    def __init__(self, entries: Iterable[bytes] = ()) -> None:
        self._frontier = Frontier()
        self._levels: list[list[bytes]] = []
        for data in entries:
            self.append(data)

    def __len__(self) -> int:
        return self._frontier.size

    def append(self, leaf: bytes) -> int:
        """Add an entry by its data and return its index."""
        return self.push(leaf_hash(leaf))

    def push(self, hash_of_leaf: bytes) -> int:
        """Add a leaf by its hash and return its index."""
        for node in self._frontier.push(hash_of_leaf):
            if node.level == len(self._levels):
                self._levels.append([])
            self._levels[node.level].append(node.hash)
        return len(self) - 1

    def node(self, level: int, index: int) -> bytes:
        """Hash of the complete subtree `(level, index)`; raises LookupError when it is not complete yet."""
        return self._levels[level][index]

    def root(self, size: int | None = None) -> bytes:
        """Root hash of the first `size` leaves, of all of them unless given. Raises ValueError beyond the tree."""
        return root_of(self.node, self._within(len(self) if size is None else size))

    def inclusion_proof(self, index: int, size: int) -> list[bytes]:
        """Audit path of leaf `index` in the tree of the first `size` leaves. Raises ValueError beyond the tree."""
        return prove_inclusion(self.node, index, self._within(size))

    def consistency_proof(self, old: int, new: int) -> list[bytes]:
        """Proof that the first `old` leaves begin the first `new` leaves. Raises ValueError beyond the tree."""
        return prove_consistency(self.node, old, self._within(new))

    def _within(self, size: int) -> int:
        if not 0 <= size <= len(self):
            raise ValueError(f"size {size} in a tree of {len(self)}")
        return size


def verify_inclusion(leaf_hash: bytes, index: int, size: int, proof: Sequence[bytes], root: bytes) -> bool:
    """Whether `proof` shows the leaf at `index` of the tree with that size and root (RFC 9162, 2.1.3.2).

    False for anything malformed, whatever its type; never raises.
    """
    if not (_is_size(index) and _is_size(size) and index < size):
        return False
    if not (_is_hash(leaf_hash) and _is_hash(root) and _is_proof(proof)):
        return False
    fn, sn, current = index, size - 1, leaf_hash
    for sibling in proof:
        if sn == 0:
            return False
        if fn & 1 or fn == sn:
            current = node_hash(sibling, current)
            while not fn & 1 and fn:
                fn, sn = fn >> 1, sn >> 1
        else:
            current = node_hash(current, sibling)
        fn, sn = fn >> 1, sn >> 1
    return sn == 0 and hmac.compare_digest(current, root)


def verify_consistency(old: int, new: int, proof: Sequence[bytes], old_root: bytes, new_root: bytes) -> bool:
    """Whether `proof` shows the old tree to be the beginning of the new one (RFC 9162, 2.1.4.2).

    Equal sizes need equal roots and no proof; the empty tree begins every tree. False for anything malformed; never
    raises.
    """
    if not (_is_size(old) and _is_size(new) and old <= new):
        return False
    if not (_is_hash(old_root) and _is_hash(new_root) and _is_proof(proof)):
        return False
    if old == new or old == 0:
        same_as = new_root if old == new else EMPTY_ROOT
        empty_is_empty = new > 0 or new_root == EMPTY_ROOT
        return not proof and empty_is_empty and hmac.compare_digest(old_root, same_as)
    path = [old_root, *proof] if old & (old - 1) == 0 else list(proof)
    if not path:
        return False
    computed = _consistency_roots(old - 1, new - 1, path)
    return computed is not None and computed == (old_root, new_root)


def _consistency_roots(fn: int, sn: int, path: list[bytes]) -> tuple[bytes, bytes] | None:
    """The two roots that a path leads to, or None when it is longer or shorter than the sizes say."""
    while fn & 1:
        fn, sn = fn >> 1, sn >> 1
    old_root = new_root = path[0]
    for each in path[1:]:
        if sn == 0:
            return None
        if fn & 1 or fn == sn:
            old_root, new_root = node_hash(each, old_root), node_hash(each, new_root)
            while not fn & 1 and fn:
                fn, sn = fn >> 1, sn >> 1
        else:
            new_root = node_hash(new_root, each)
        fn, sn = fn >> 1, sn >> 1
    return (old_root, new_root) if sn == 0 else None


def _require_hash(value: object) -> None:
    if not _is_hash(value):
        raise ValueError("a leaf is added by a SHA-256 hash of 32 bytes")


def _is_hash(value: object) -> bool:
    return isinstance(value, bytes) and len(value) == HASH_BYTES


def _is_size(value: object) -> bool:
    return type(value) is int and 0 <= value <= MAX_SIZE


def _is_proof(value: object) -> bool:
    # No tree that is accepted needs more than 64 hashes: an endless list is refused before it is walked.
    return isinstance(value, list | tuple) and len(value) <= 64 and all(_is_hash(each) for each in value)
