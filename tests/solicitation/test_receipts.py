"""Receipts and refusals: what they say, that nothing else verifies, and the codes for following up."""

from __future__ import annotations

import copy
import datetime as dt
import json

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.solicitation.codes import a_code
from tests.solicitation.slips import PLACE, keys
from zhiyan.kernel import signed
from zhiyan.kernel.canonical import b64, canonical, unb64
from zhiyan.solicitation import receipts

HEAD = {"v": 1, "kind": "head", "log": "danwei", "size": 3, "root": "r", "sig": "s"}
BY = dt.date(2021, 1, 20)
KEY = keys().receipts
PUBLIC = KEY.public_key()
OTHER = Ed25519PrivateKey.from_private_bytes(b"o" * 32)


def receipt(key=KEY, **changes):
    """A receipt, with other arguments where given."""
    arguments = {**PLACE, "purpose": "writing", "batch": 1, "c": b"c" * 32, "by": BY, "head": HEAD, **changes}
    return receipts.sign_receipt(key, **arguments)


def resigned(kind="receipt", drop=(), **changes):
    """A record with another content that the office's own key signed."""
    content = {name: value for name, value in receipt().items() if name not in {"sig", *drop}}
    return signed.sign(KEY, {**content, "kind": kind, **changes})


def spent(**changes):
    """A refusal of a spent token."""
    arguments = {**PLACE, "purpose": "writing", "hash_of_token": b"h" * 32, "mark": b"m" * 32, **changes}
    return receipts.sign_spent(KEY, **arguments)


def test_a_receipt_says_where_what_until_when_and_nothing_of_text_salt_or_time():
    content = receipts.verify_receipt(receipt(), PUBLIC)
    assert content == {
        "v": 1, "kind": "receipt", **PLACE, "purpose": "writing", "batch": 1, "c": b64(b"c" * 32), "by": "2021-01-20",
        "head": HEAD, "key": signed.key_id(PUBLIC),
    }  # fmt: skip


def test_the_same_receipt_is_the_same_bytes_each_time():
    assert canonical(receipt()) == canonical(receipt())


def test_a_receipt_survives_being_written_and_read():
    assert receipts.verify_receipt(json.loads(json.dumps(receipt(head=None))), PUBLIC)["head"] is None


def test_a_receipt_of_another_key_is_refused():
    with pytest.raises(InvalidSignature):
        receipts.verify_receipt(receipt(), OTHER.public_key())
    with pytest.raises(InvalidSignature):
        receipts.verify_receipt(receipt(OTHER), PUBLIC)


def test_a_refusal_is_no_receipt_and_a_receipt_no_refusal():
    with pytest.raises(InvalidSignature):
        receipts.verify_receipt(spent(), PUBLIC)
    with pytest.raises(InvalidSignature):
        receipts.verify_spent(receipt(), PUBLIC)


def test_a_receipt_relabelled_as_another_kind_is_refused():
    with pytest.raises(InvalidSignature):
        receipts.verify_receipt({**resigned("head"), "kind": "receipt"}, PUBLIC)


@pytest.mark.parametrize(
    "changes",
    [{"v": 2}, {"v": True}, {"more": 1}, {"drop": ("by",)}, {"drop": ("head",)}, {"batch": "1"}, {"batch": -1},
     {"batch": True}, {"c": "AA"}, {"c": b64(b"c" * 32) + "="}, {"by": "20210120"}, {"by": "2021-02-30"}, {"head": []},
     {"purpose": "voting"}, {"unit": 5}, {"key": "0" * 32}, {"key": None}],
    ids=str,
)  # fmt: skip
def test_what_is_no_receipt_is_refused_though_the_right_key_signed_it(changes):
    assert receipts.verify_receipt(resigned(), PUBLIC)
    with pytest.raises(InvalidSignature):
        receipts.verify_receipt(resigned(**changes), PUBLIC)


@pytest.mark.parametrize("changes", [{"c": b"short"}, {"batch": -1}, {"purpose": "voting"}, {"unit": 5}])
def test_what_is_no_receipt_is_not_signed(changes):
    with pytest.raises(ValueError, match="receipt"):
        receipt(**changes)


def test_a_refusal_says_for_what_the_token_was_spent():
    content = receipts.verify_spent(spent(), PUBLIC)
    assert (content["token"], content["spent"]) == (b64(b"h" * 32), b64(b"m" * 32))


@pytest.mark.parametrize("changes", [{"mark": b""}, {"hash_of_token": b"h"}])
def test_what_is_no_refusal_is_not_signed(changes):
    with pytest.raises(ValueError, match="refusal"):
        spent(**changes)


@pytest.mark.parametrize("value", [None, 5, "text", [], {}, {"kind": "receipt"}, {"kind": "receipt", "sig": 5}])
def test_whatever_is_no_record_is_refused_as_unsigned(value):
    with pytest.raises(InvalidSignature):
        receipts.verify_receipt(value, PUBLIC)


def test_what_cannot_be_written_as_utf8_is_refused_as_unsigned():
    with pytest.raises(InvalidSignature):
        receipts.verify_receipt({**receipt(), "unit": "\ud800"}, PUBLIC)


def test_only_an_unsigned_object_with_its_kind_is_signed():
    for content in ({}, {"kind": 5}, receipt()):
        with pytest.raises(ValueError, match="kind"):
            signed.sign(KEY, content)


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5) | st.floats(allow_nan=False),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=5), inner, max_size=2),
    max_leaves=4,
)


@given(name=st.sampled_from(sorted(receipt())), value=anything)
@settings(deadline=None)
def test_a_receipt_with_any_value_changed_is_refused(name, value):
    mine = copy.deepcopy(receipt())
    if canonical(mine[name]) == canonical(value):
        return
    with pytest.raises(InvalidSignature):
        receipts.verify_receipt({**mine, name: value}, PUBLIC)


@given(st.binary(max_size=40))
def test_base64url_has_one_spelling(data):
    text = b64(data)
    assert unb64(text, len(data)) == data
    for other in (text + "=", text + "\n", " " + text, text + "A" * (5 - len(text) % 4)):
        with pytest.raises(ValueError, match="base64url"):
            unb64(other)


@pytest.mark.parametrize("text", ["AB", "A", "A+==", "A/AA", "é", "AAB"])
def test_base64url_with_spare_bits_or_other_signs_is_refused(text):
    with pytest.raises(ValueError, match="base64url"):
        unb64(text)


def test_the_code_for_following_up_follows_from_salt_and_commitment():
    code = receipts.follow_code(b"s" * 32, b"c" * 32)
    assert code == receipts.follow_code(b"s" * 32, b"c" * 32) != receipts.follow_code(b"s" * 32, b"d" * 32)
    assert [len(group) for group in code.split("-")] == [4] * 5


def test_a_code_typed_by_hand_finds_the_same_index_and_key():
    code = a_code()
    typed = code.lower().replace("-", " ").replace("0", "o").replace("1", "l")
    assert receipts.follow_index(typed) == receipts.follow_index(code)
    assert receipts.follow_key(typed) == receipts.follow_key(code)


def test_the_index_in_the_public_bundle_says_nothing_of_the_key():
    code = a_code()
    assert receipts.follow_index(code) != receipts.follow_key(code).hex()
    assert (len(receipts.follow_index(code)), len(receipts.follow_key(code))) == (32, 16)


@pytest.mark.parametrize("code", ["", "XXXX", "0000-0000-0000-0000-0001"])
def test_what_is_no_code_has_no_index(code):
    with pytest.raises(ValueError, match=r"code|sign"):
        receipts.follow_index(code)


def test_codes_by_lot_are_never_the_same():
    assert len({a_code() for _ in range(1000)}) == 1000


def test_a_message_opens_with_its_own_key_alone():
    mine, other = (receipts.follow_key(a_code()) for _ in range(2))
    sealed = receipts.seal_message(mine, "请补充时间。".encode())
    assert receipts.open_message(mine, sealed).decode() == "请补充时间。"
    for key, bytes_ in ((other, sealed), (mine, sealed[:-1]), (mine, b"")):
        with pytest.raises(ValueError, match=r"."):
            receipts.open_message(key, bytes_)


def test_the_same_message_is_sealed_differently_each_time():
    assert receipts.seal_message(b"k" * 16, b"x") != receipts.seal_message(b"k" * 16, b"x")
