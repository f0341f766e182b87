"""RFC 9162 hashing and proofs: the published vectors, laws over random trees, and hostile proofs."""

import hashlib
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhiyan.ledger.merkle import (
    EMPTY_ROOT,
    MAX_SIZE,
    Frontier,
    Tree,
    leaf_hash,
    node_hash,
    prove_inclusion,
    root_of,
    verify_consistency,
    verify_inclusion,
)

VECTORS = json.loads(Path(__file__).parents[1].joinpath("vectors/merkle.json").read_text(encoding="utf-8"))
LEAVES = [bytes.fromhex(each) for each in VECTORS["leaves_hex"]]
ROOTS = {int(size): bytes.fromhex(root) for size, root in VECTORS["roots_hex_by_size"].items()}

entries = st.lists(st.binary(max_size=12), min_size=1, max_size=40)
anything = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.text(max_size=40),
    st.binary(max_size=40),
    st.lists(st.none()),
)
hashes = st.binary(min_size=32, max_size=32)


def defined_root(data: list[bytes]) -> bytes:
    """MTH as RFC 9162, 2.1.1 defines it, by recursion over all data."""
    if not data:
        return hashlib.sha256(b"").digest()
    if len(data) == 1:
        return hashlib.sha256(b"\x00" + data[0]).digest()
    split = 1
    while split * 2 < len(data):
        split *= 2
    return hashlib.sha256(b"\x01" + defined_root(data[:split]) + defined_root(data[split:])).digest()


def sizes_of(data: st.DataObject, total: int) -> tuple[int, int]:
    new = data.draw(st.integers(1, total), label="new")
    return data.draw(st.integers(1, new), label="old"), new


def changed(value: bytes, bit: int) -> bytes:
    flipped = int.from_bytes(value, "big") ^ (1 << (bit % (8 * len(value))))
    return flipped.to_bytes(len(value), "big")


def test_root_of_no_leaves_when_computed_then_is_the_published_one():
    assert Tree().root() == Frontier().root() == EMPTY_ROOT == bytes.fromhex(VECTORS["empty_root_hex"])


@pytest.mark.parametrize("size", sorted(ROOTS))
def test_root_when_leaves_are_the_published_ones_then_is_the_published_root(size):
    frontier = Frontier()
    for each in LEAVES[:size]:
        frontier.append(each)
    assert Tree(LEAVES[:size]).root() == frontier.root() == Tree(LEAVES).root(size) == ROOTS[size]


def test_inclusion_proof_when_rfc_example_of_seven_leaves_then_has_the_nodes_of_the_rfc():
    # RFC 9162, 2.1.5: with seven leaves the path of d0 is [b, h, l], of d3 [c, g, l], of d4 [f, j, k], of d6 [i, k].
    leaf = [leaf_hash(each) for each in LEAVES]
    g, h, i = (node_hash(leaf[at], leaf[at + 1]) for at in (0, 2, 4))
    k, m = node_hash(g, h), node_hash(i, leaf[6])
    tree = Tree(LEAVES[:7])
    assert tree.inclusion_proof(0, 7) == [leaf[1], h, m]
    assert tree.inclusion_proof(3, 7) == [leaf[2], g, m]
    assert tree.inclusion_proof(4, 7) == [leaf[5], leaf[6], k]
    assert tree.inclusion_proof(6, 7) == [i, k]


def test_consistency_proof_when_rfc_example_of_seven_leaves_then_has_the_nodes_of_the_rfc():
    # RFC 9162, 2.1.5: PROOF(3, D[7]) = [c, d, g, l], PROOF(4, D[7]) = [l], PROOF(6, D[7]) = [i, j, k].
    leaf = [leaf_hash(each) for each in LEAVES]
    g, h, i = (node_hash(leaf[at], leaf[at + 1]) for at in (0, 2, 4))
    k, m = node_hash(g, h), node_hash(i, leaf[6])
    tree = Tree(LEAVES[:7])
    assert tree.consistency_proof(3, 7) == [leaf[2], leaf[3], g, m]
    assert tree.consistency_proof(4, 7) == [m]
    assert tree.consistency_proof(6, 7) == [i, leaf[6], k]


@given(entries)
def test_root_when_any_entries_then_equals_the_definition(data):
    tree, frontier = Tree(data), Frontier()
    for each in data:
        frontier.append(each)
    assert tree.root() == frontier.root() == defined_root(data)
    assert [tree.root(size) for size in range(len(data) + 1)] == [
        defined_root(data[:size]) for size in range(len(data) + 1)
    ]


@given(entries, st.data())
def test_inclusion_proof_when_leaf_is_in_the_tree_then_verifies(data, draw):
    tree = Tree(data)
    size = draw.draw(st.integers(1, len(data)))
    index = draw.draw(st.integers(0, size - 1))
    proof = tree.inclusion_proof(index, size)
    assert verify_inclusion(leaf_hash(data[index]), index, size, proof, tree.root(size))


@given(entries, st.data())
def test_inclusion_proof_when_anything_in_it_is_changed_then_fails(data, draw):
    tree = Tree(data)
    size = draw.draw(st.integers(1, len(data)))
    index = draw.draw(st.integers(0, size - 1))
    proof, root, leaf = tree.inclusion_proof(index, size), tree.root(size), leaf_hash(data[index])
    bit = draw.draw(st.integers(0, 255))
    assert not verify_inclusion(changed(leaf, bit), index, size, proof, root)
    assert not verify_inclusion(leaf, index, size, proof, changed(root, bit))
    assert not verify_inclusion(leaf, index, size, [*proof, root], root)
    for at in range(len(proof)):
        assert not verify_inclusion(leaf, index, size, [*proof[:at], changed(proof[at], bit), *proof[at + 1 :]], root)
        assert not verify_inclusion(leaf, index, size, proof[:at] + proof[at + 1 :], root)


@given(st.sets(st.binary(max_size=8), min_size=2, max_size=40), st.data())
def test_inclusion_proof_when_claimed_for_another_index_then_fails(data, draw):
    ordered = sorted(data)
    tree, size = Tree(ordered), len(ordered)
    index = draw.draw(st.integers(0, size - 1))
    other = draw.draw(st.integers(0, size - 1).filter(lambda each: each != index))
    assert not verify_inclusion(leaf_hash(ordered[index]), other, size, tree.inclusion_proof(index, size), tree.root())


@given(entries, st.data())
def test_consistency_proof_when_old_tree_begins_the_new_then_verifies(data, draw):
    tree = Tree(data)
    old, new = sizes_of(draw, len(data))
    assert verify_consistency(old, new, tree.consistency_proof(old, new), tree.root(old), tree.root(new))


@given(entries, st.data())
def test_consistency_proof_when_anything_in_it_is_changed_then_fails(data, draw):
    tree = Tree(data)
    old, new = sizes_of(draw, len(data))
    proof, first, second = tree.consistency_proof(old, new), tree.root(old), tree.root(new)
    bit = draw.draw(st.integers(0, 255))
    assert not verify_consistency(old, new, proof, changed(first, bit), second)
    assert not verify_consistency(old, new, proof, first, changed(second, bit))
    assert not verify_consistency(old, new, [*proof, second], first, second)
    for at in range(len(proof)):
        hurt = [*proof[:at], changed(proof[at], bit), *proof[at + 1 :]]
        assert not verify_consistency(old, new, hurt, first, second)
        assert not verify_consistency(old, new, proof[:at] + proof[at + 1 :], first, second)


@given(entries, st.data())
def test_consistency_proof_when_history_was_rewritten_then_fails(data, draw):
    at = draw.draw(st.integers(0, len(data) - 1))
    old = draw.draw(st.integers(at + 1, len(data)))
    rewritten = Tree([*data[:at], data[at] + b"!", *data[at + 1 :], b"later"])
    proof = rewritten.consistency_proof(old, len(rewritten))
    assert not verify_consistency(old, len(rewritten), proof, Tree(data).root(old), rewritten.root())


def test_consistency_when_old_tree_is_empty_then_holds_with_the_empty_root_alone():
    tree = Tree(LEAVES)
    assert tree.consistency_proof(0, 8) == []
    assert verify_consistency(0, 8, [], EMPTY_ROOT, tree.root())
    assert verify_consistency(0, 0, [], EMPTY_ROOT, EMPTY_ROOT)
    assert not verify_consistency(0, 8, [], tree.root(), tree.root())
    assert not verify_consistency(0, 8, [EMPTY_ROOT], EMPTY_ROOT, tree.root())
    assert not verify_consistency(0, 0, [], tree.root(), tree.root())


@given(anything, anything, anything, anything, anything)
def test_verifying_when_values_are_of_any_type_then_answers_without_raising(a, b, c, d, e):
    assert verify_inclusion(a, b, c, d, e) is False
    assert verify_consistency(b, c, d, a, e) is (
        type(b) is int and b == c and type(c) is int and d == [] and a == e and isinstance(a, bytes) and len(a) == 32
    )


@given(st.integers(-3, 2**70), st.integers(-3, 2**70), st.lists(hashes, max_size=80), hashes, hashes)
def test_verifying_when_sizes_and_hashes_are_invented_then_is_false(a, b, proof, first, second):
    assert verify_inclusion(first, a, b, proof, second) is (a == 0 and b == 1 and not proof and first == second)
    assert verify_consistency(a, b, proof, first, second) is (1 <= a == b <= MAX_SIZE and not proof and first == second)


@given(entries, st.data())
def test_frontier_when_dumped_and_loaded_at_any_time_then_continues_as_if_never_stopped(data, draw):
    stop = draw.draw(st.integers(0, len(data)))
    frontier = Frontier()
    for each in data[:stop]:
        frontier.append(each)
    frontier = Frontier.load(frontier.dump())
    indexes = [frontier.append(each) for each in data[stop:]]
    assert indexes == list(range(stop, len(data)))
    assert (frontier.size, frontier.root()) == (len(data), defined_root(data))


def test_frontier_when_a_million_leaves_are_in_then_its_state_is_under_700_bytes():
    state = (10**6).to_bytes(8, "big") + bytes(32) * (10**6).bit_count()
    assert len(Frontier.load(state).dump()) < 700


@pytest.mark.parametrize(
    "state", [b"", b"\x00" * 7, (3).to_bytes(8, "big") + bytes(32), (2**64 - 1).to_bytes(8, "big") + bytes(64 * 32)]
)
def test_frontier_when_loaded_from_other_bytes_then_refuses(state):
    with pytest.raises(ValueError, match="state"):
        Frontier.load(state)


def test_frontier_when_leaves_are_pushed_then_the_completed_subtrees_feed_proofs_from_any_store():
    store, frontier = {}, Frontier()
    for each in LEAVES[:7]:
        for node in frontier.push(leaf_hash(each)):
            store[node.level, node.position] = node.hash
    lookup = lambda level, index: store[level, index]  # noqa: E731
    assert root_of(lookup, 7) == ROOTS[7]
    assert prove_inclusion(lookup, 4, 7) == Tree(LEAVES[:7]).inclusion_proof(4, 7)


def test_appending_when_the_tree_is_large_then_each_leaf_is_hashed_into_few_nodes(monkeypatch):
    from zhiyan.ledger import merkle

    calls = []
    monkeypatch.setattr(merkle, "node_hash", lambda left, right: calls.append(1) or node_hash(left, right))
    tree = Tree(bytes([at % 256]) for at in range(4096))
    assert len(calls) == 4095
    calls.clear()
    tree.inclusion_proof(4000, 4095)
    assert len(calls) <= 12


def test_proof_when_asked_beyond_the_tree_then_refuses():
    tree = Tree(LEAVES)
    for ask in (
        lambda: tree.root(9),
        lambda: tree.root(-1),
        lambda: tree.inclusion_proof(8, 8),
        lambda: tree.inclusion_proof(-1, 8),
        lambda: tree.inclusion_proof(0, 9),
        lambda: tree.consistency_proof(5, 4),
        lambda: tree.consistency_proof(1, 9),
    ):
        with pytest.raises(ValueError, match="tree"):
            ask()


def test_leaf_when_pushed_as_something_not_a_hash_then_is_refused():
    with pytest.raises(ValueError, match="32 bytes"):
        Tree().push(b"short")
