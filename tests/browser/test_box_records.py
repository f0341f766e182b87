"""The browser's twins for receipts, heads and the log: the published vectors, and each takes what the other made."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import random

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from playwright.sync_api import Browser, Error, Page

from tests.browser.modules import call, load
from tests.solicitation.slips import PLACE, keys
from tests.solicitation.vectors import FOLDER
from zhiyan.kernel import signed
from zhiyan.kernel.canonical import b64, canonical
from zhiyan.ledger import merkle
from zhiyan.solicitation import receipts

ED25519 = json.loads((FOLDER / "rfc8032.json").read_text())["vectors"]
MERKLE = json.loads((FOLDER / "merkle.json").read_text())
RECEIPT_KEY = keys().receipts.public_key().public_bytes_raw()
WRITING = {**PLACE, "purpose": "writing"}


@pytest.fixture(scope="module")
def page(browser: Browser) -> Page:
    """One page with the modules."""
    return load(browser)


# --- signed records ---


@pytest.mark.parametrize("vector", ED25519, ids=[vector["name"] for vector in ED25519])
@pytest.mark.parametrize("function", ["verifyEd25519", "verifyEd25519Plain"])
def test_ed25519_in_the_page_takes_the_published_signature_and_no_changed_one(page, function, vector):
    key, message, signature = (bytes.fromhex(vector[name]) for name in ("public_key", "message", "signature"))
    order = 2**252 + 27742317777372353535851937790883648493
    twice = signature[:32] + (int.from_bytes(signature[32:], "little") + order).to_bytes(32, "little")
    changed = bytes([signature[0] ^ 1]) + signature[1:]
    assert call(page, f"ed25519.{function}", key, message, signature) is True
    for wrong in ((key, message + b"x", signature), (key, message, changed), (key, message, twice)):
        assert call(page, f"ed25519.{function}", *wrong) is False


def test_ed25519_without_webcrypto_agrees_with_signatures_made_here(page):
    lot = random.Random(11)
    for _ in range(20):
        key, message = Ed25519PrivateKey.from_private_bytes(lot.randbytes(32)), lot.randbytes(lot.randrange(200))
        public, signature = key.public_key().public_bytes_raw(), key.sign(message)
        at = lot.randrange(64)
        changed = signature[:at] + bytes([signature[at] ^ 1 << lot.randrange(8)]) + signature[at + 1 :]
        assert call(page, "ed25519.verifyEd25519Plain", public, message, signature) is True
        assert call(page, "ed25519.verifyEd25519Plain", public, message, changed) is False


@pytest.mark.parametrize(
    "key",
    [bytes(31), b"\x02" + bytes(31), (2**255 - 19).to_bytes(32, "little"), b"\1" + bytes(30) + b"\x80"],
    ids=["short", "no point", "beyond p", "minus zero"],
)
def test_ed25519_without_webcrypto_refuses_what_is_no_key(page, key):
    assert call(page, "ed25519.verifyEd25519Plain", key, b"", bytes(64)) is False


def test_a_browser_without_ed25519_verifies_all_the_same(page):
    vector = ED25519[2]
    script = """async ([key, message, signature]) => {
      const { fromHex } = window.modules.bytes;
      const real = crypto.subtle.importKey.bind(crypto.subtle);
      crypto.subtle.importKey = (format, data, how, ...rest) =>
        how === "Ed25519" ? Promise.reject(new Error("not supported")) : real(format, data, how, ...rest);
      try {
        return await window.modules.ed25519.verifyEd25519(fromHex(key), fromHex(message), fromHex(signature));
      } finally {
        delete crypto.subtle.importKey;
      }
    }"""
    assert page.evaluate(script, [vector[name] for name in ("public_key", "message", "signature")]) is True


@pytest.mark.parametrize(
    "value",
    [{"b": 1, "a": [None, True, "文\n\"\\\x7f\u2028"]}, {"é": 1, "z": 2, "𠮷": 3, "\uffee": 4}, [], {}, "", 0, -5,
     2**52, {"": {"": []}}, "\x00\x1f\b\f\r\t"],
    ids=repr,
)  # fmt: skip
def test_canonical_json_is_the_same_bytes_in_the_page_and_here(page, value):
    assert call(page, "bytes.canonical", value) == canonical(value)


@pytest.mark.parametrize("script", ["1.5", "NaN", "-0", "2 ** 53", "'\\ud800'", "undefined", "[undefined]", "1n"])
def test_what_has_no_canonical_json_is_refused_in_the_page(page, script):
    with pytest.raises(Error, match="not a value"):
        page.evaluate(f"() => {{ window.modules.bytes.canonical({script}); }}")


def test_base64url_has_one_spelling_in_the_page(page):
    for data in (b"", b"a", b"ab", b"abc", bytes(range(256))):
        assert call(page, "bytes.b64", data) == b64(data)
        assert call(page, "bytes.unb64", b64(data)) == data
    for text in ("AB", "A", "A===", "A+==", "A/AA", "AA AA", "é"):
        with pytest.raises(Error):
            call(page, "bytes.unb64", text)


def receipt(**changes: object):
    """A receipt signed here."""
    arguments = {"batch": 1, "c": b"c" * 32, "by": dt.date(2021, 1, 20), "head": {"size": 3}, **WRITING, **changes}
    return receipts.sign_receipt(keys().receipts, **arguments)


def test_a_receipt_signed_here_verifies_in_the_page(page):
    content = call(page, "receipt.verifyReceipt", receipt(), RECEIPT_KEY, {"c": b64(b"c" * 32), **WRITING})
    assert content == receipts.verify_receipt(receipt(), keys().receipts.public_key())


@pytest.mark.parametrize("expected", [{"c": b64(bytes(32))}, {"batch": 2}, {"unit": "x"}, {"purpose": "rating"}])
def test_a_receipt_for_something_else_is_refused_in_the_page(page, expected):
    with pytest.raises(Error, match="than expected"):
        call(page, "receipt.verifyReceipt", receipt(), RECEIPT_KEY, expected)


@pytest.mark.parametrize(
    "changes",
    [{"v": 2}, {"more": 1}, {"batch": -1}, {"batch": "1"}, {"c": "AA"}, {"by": "2021-02-30"}, {"by": "20210120"},
     {"head": []}, {"purpose": "voting"}, {"key": "0" * 32}, {"unit": 5}],
    ids=str,
)  # fmt: skip
def test_what_is_no_receipt_is_refused_in_the_page_though_the_right_key_signed_it(page, changes):
    content = {name: value for name, value in receipt().items() if name != "sig"}
    forged = signed.sign(keys().receipts, {**content, **changes})
    with pytest.raises(Error, match=r"not what|base64url|bytes"):
        call(page, "receipt.verifyReceipt", forged, RECEIPT_KEY)


def test_no_receipt_with_a_value_changed_verifies_in_the_page(page):
    for name, value in receipt().items():
        changed = {**receipt(), name: value + 1 if isinstance(value, int) else f"{value}x"}
        with pytest.raises(Error):
            call(page, "receipt.verifyReceipt", changed, RECEIPT_KEY)
    with pytest.raises(Error, match="not signed"):
        call(page, "receipt.verifyReceipt", receipt(), bytes.fromhex(ED25519[0]["public_key"]))


def test_a_refusal_and_a_head_signed_here_verify_in_the_page(page):
    refusal = receipts.sign_spent(keys().receipts, **WRITING, hash_of_token=b"h" * 32, mark=b"m" * 32)
    assert call(page, "receipt.verifySpent", refusal, RECEIPT_KEY)["spent"] == b64(b"m" * 32)
    head = signed.sign(keys().receipts, {"v": 1, "kind": "head", "log": "danwei", "size": 5, "root": b64(b"r" * 32)})
    assert call(page, "receipt.verifyHead", head, RECEIPT_KEY)["size"] == 5
    with pytest.raises(Error, match="another kind"):
        call(page, "receipt.verifyReceipt", head, RECEIPT_KEY)


def test_the_name_of_a_key_is_the_same_in_the_page(page):
    assert call(page, "receipt.keyId", RECEIPT_KEY) == signed.key_id(keys().receipts.public_key())


# --- the log ---


def test_the_page_computes_the_published_roots(page):
    hashes = [call(page, "merkle.leafHash", bytes.fromhex(leaf)) for leaf in MERKLE["leaves_hex"]]
    node = "merkle.nodeHash"
    pairs = [call(page, node, left, right) for left, right in zip(hashes[::2], hashes[1::2], strict=True)]
    root = call(page, node, call(page, node, *pairs[:2]), call(page, node, *pairs[2:]))
    assert root.hex() == MERKLE["roots_hex_by_size"]["8"]
    assert call(page, "merkle.emptyRoot").hex() == MERKLE["empty_root_hex"]


def test_the_page_takes_every_inclusion_proof_of_the_published_tree_and_no_changed_one(page):
    tree = merkle.Tree(bytes.fromhex(leaf) for leaf in MERKLE["leaves_hex"])
    for size in range(1, 9):
        root = bytes.fromhex(MERKLE["roots_hex_by_size"][str(size)])
        for index in range(size):
            leaf, proof = tree.node(0, index), tree.inclusion_proof(index, size)
            assert call(page, "merkle.verifyInclusion", leaf, index, size, proof, root) is True
            assert call(page, "merkle.verifyInclusion", leaf, (index + 1) % 9, size, proof, root) is False
            assert call(page, "merkle.verifyInclusion", leaf, index, size, [*proof, root], root) is False
            assert call(page, "merkle.verifyInclusion", leaf, index, size, proof[:-1], b"x" * 32) is False


def test_the_page_takes_every_consistency_proof_of_a_tree_and_no_changed_one(page):
    tree = merkle.Tree(str(n).encode() for n in range(17))
    for new in range(18):
        for old in range(new + 1):
            proof, roots = tree.consistency_proof(old, new), (tree.root(old), tree.root(new))
            assert call(page, "merkle.verifyConsistency", old, new, proof, *roots) is True
            assert call(page, "merkle.verifyConsistency", old, new, [*proof, roots[0]], *roots) is False
            assert call(page, "merkle.verifyConsistency", old, new, proof, b"x" * 32, roots[1]) is False
            if old:  # the empty tree begins every tree
                assert call(page, "merkle.verifyConsistency", old, new, proof, roots[0], b"x" * 32) is False


@pytest.mark.parametrize("size", [2**32 - 1, 2**32 + 7, 2**40 + 12345, 2**52 + 1])
def test_the_page_follows_proofs_of_logs_beyond_32_bits(page, size):
    """A log whose entries are all the same: every complete subtree of a level has one hash."""
    level_hashes = [merkle.leaf_hash(b"same")]
    for _ in range(60):
        level_hashes.append(merkle.node_hash(level_hashes[-1], level_hashes[-1]))

    def lookup(level: int, _index: int) -> bytes:
        return level_hashes[level]

    root = merkle.root_of(lookup, size)
    for index in (0, 5, size // 3, size - 1):
        proof = merkle.prove_inclusion(lookup, index, size)
        assert call(page, "merkle.verifyInclusion", level_hashes[0], index, size, proof, root) is True
    for old in (1, 6, size // 3, size - 1):
        proof = merkle.prove_consistency(lookup, old, size)
        older = merkle.root_of(lookup, old)
        assert call(page, "merkle.verifyConsistency", old, size, proof, older, root) is True
        assert call(page, "merkle.verifyConsistency", old, size, proof, hashlib.sha256(older).digest(), root) is False


@pytest.mark.parametrize("wrong", ["1", None, -1, 1.5, [], True])
def test_malformed_sizes_and_proofs_are_no_proof_in_the_page(page, wrong):
    root = merkle.Tree([b"a"]).root()
    assert call(page, "merkle.verifyInclusion", root, wrong, 1, [], root) is False
    assert call(page, "merkle.verifyInclusion", root, 0, wrong, [], root) is False
    assert call(page, "merkle.verifyConsistency", wrong, 1, [], root, root) is False
    assert call(page, "merkle.verifyInclusion", root, 0, 1, [wrong], root) is False
