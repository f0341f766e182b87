"""Slips and posts: what goes in comes out, all are one length, and nothing has two spellings."""

from __future__ import annotations

import hashlib
import hmac
import json
import random
import re

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests.solicitation.slips import PLACE, keys, opened, post, slip, tokens
from tests.solicitation.vectors import FOLDER
from zhiyan.solicitation import blindrsa, sealing

texts = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=300).filter(str.strip)
codes = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=16)


@given(st.lists(st.binary(max_size=40), max_size=5), st.lists(st.binary(max_size=40), max_size=5))
@example([b"ab", b"c"], [b"a", b"bc"])
@example([b""], [])
def test_two_lists_of_parts_give_one_string_only_when_they_are_the_same(left, right):
    assert (sealing.frame(*left) == sealing.frame(*right)) == (left == right)


def test_frame_writes_each_length_in_two_bytes_before_its_part():
    assert sealing.frame(b"a", b"", b"bc") == b"\0\1a\0\0\0\2bc"


def test_frame_refuses_a_part_whose_length_does_not_fit():
    with pytest.raises(ValueError, match="too long"):
        sealing.frame(bytes(65536))


def test_the_tokens_message_holds_the_unit_the_cycle_the_purpose_and_the_hash_of_t():
    t = b"t" * 32
    expected = b"\0\x09zhiyan/v1\0\1u\0\x042020\0\6rating\0\x20" + hashlib.sha256(t).digest()
    assert sealing.token_message("u", "2020", "rating", t) == expected


def test_the_tokens_message_refuses_an_unknown_purpose():
    with pytest.raises(ValueError, match="purpose"):
        sealing.token_message("u", "2020", "voting", b"t" * 32)


def test_the_commitment_is_a_hash_over_label_cycle_salt_and_text():
    expected = hashlib.sha256(b"\0\x14zhiyan/v1/commitment\0\x042020" + b"s" * 32 + "真话".encode()).digest()
    assert sealing.commitment("2020", b"s" * 32, "真话") == expected


def test_the_spent_mark_is_an_hmac_with_the_token_as_key():
    assert sealing.spent_mark(b"t" * 32, b"c" * 32) == hmac.digest(b"t" * 32, b"c" * 32, "sha256")


def test_the_keys_digits_are_twenty_in_groups_of_four_and_another_keys_are_others():
    mine, other = sealing.key_digits(b"k" * 32), sealing.key_digits(b"l" * 32)
    assert re.fullmatch(r"\d{4}( \d{4}){4}", mine)
    assert mine != other


def test_the_keys_digits_cost_whoever_searches_for_two_alike_many_hashes_each():
    slow = hashlib.pbkdf2_hmac("sha256", b"k" * 32, b"zhiyan/v1/digits", 65536)
    assert sealing.key_digits(b"k" * 32).replace(" ", "") == f"{int.from_bytes(slow, 'big') % 10**20:020d}"


@given(text=texts, aspect=codes, branch=codes)
@settings(deadline=None)
def test_every_slip_that_may_be_sealed_is_as_long_as_every_other_and_comes_back(text, aspect, branch):
    packed = sealing.pack_slip(slip(text, aspect=aspect, branch=branch))
    assert len(packed) == 8192
    assert sealing.unpack_slip(packed) == slip(text, aspect=aspect, branch=branch)


@pytest.mark.parametrize("text", ["言" * 2000, '"' * 2000, "𠮷" * 1900, "字\n\t" * 600])
def test_the_longest_texts_fit_with_the_longest_fields(text):
    whole = slip(text, aspect="a" * 64, target="t" * 64, branch="b" * 64, reply_to="r" * 64)
    assert sealing.unpack_slip(sealing.pack_slip(whole)) == whole


@pytest.mark.parametrize("text", ["言" * 2001, "𠮷" * 1901, "", " \n", "a\0b", "a\rb", "a\x85b", "\ud800"])
def test_a_text_too_long_or_empty_or_with_a_control_character_is_not_packed(text):
    with pytest.raises(ValueError, match=r"text|character"):
        sealing.pack_slip(sealing.Slip(text, bytes(32), bytes(32)))


def test_a_ballot_may_have_more_characters_than_an_opinion():
    ballot = slip("1" * 7600)
    assert sealing.unpack_slip(sealing.pack_slip(ballot, "rating"), "rating") == ballot
    with pytest.raises(ValueError, match="too long"):
        sealing.pack_slip(ballot)


@pytest.mark.parametrize("field", ["aspect", "target", "branch", "reply_to"])
@pytest.mark.parametrize("value", ["x" * 65, "二" * 22, "a\nb\x00", "\udfff"])
def test_a_field_that_is_no_code_is_not_packed(field, value):
    with pytest.raises(ValueError, match="code"):
        sealing.pack_slip(slip(**{field: value}))


def respelled(**changes: object) -> bytes:
    """A slip packed with its JSON written otherwise."""
    plain = sealing.pack_slip(slip())
    content = json.loads(plain[2 : 2 + int.from_bytes(plain[:2], "big")])
    content.update(changes)
    body = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
    return (len(body).to_bytes(2, "big") + body).ljust(8192, b"\0")


def test_a_slip_written_by_hand_in_the_one_spelling_is_read():
    assert sealing.unpack_slip(respelled()) == slip()


@pytest.mark.parametrize(
    "changes",
    [{"v": 2}, {"v": True}, {"v": 1.0}, {"more": ""}, {"text": 5}, {"text": None}, {"aspect": None}, {"aspect": ["a"]},
     {"t": "AA"}, {"salt": "=" * 43}, {"salt": 7}],
)  # fmt: skip
def test_a_slip_with_another_content_is_refused(changes):
    with pytest.raises(ValueError):  # noqa: PT011 - whichever part refuses it
        sealing.unpack_slip(respelled(**changes))


@pytest.mark.parametrize(
    "change",
    [
        lambda plain: plain[:-1] + b"\1",
        lambda plain: plain[:-1],
        lambda plain: plain + b"\0",
        lambda plain: b"\xff\xff" + plain[2:],
        lambda plain: plain.replace(b'","branch"', b'" ,"branch"')[:8192],
        lambda plain: b"\0\0" + plain[2:],
        lambda plain: plain[:2] + b"\xff" + plain[3:],
        lambda plain: (b"\x1f\x40" + b"[" * 8000).ljust(8192, b"\0"),
    ],
    ids=["residue", "short", "long", "length", "space", "empty", "no utf-8", "nested"],
)
def test_a_slip_in_another_spelling_is_refused(change):
    with pytest.raises(ValueError):  # noqa: PT011 - whichever part refuses it
        sealing.unpack_slip(change(sealing.pack_slip(slip())))


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)


@given(st.binary(max_size=60) | json_values.map(lambda value: json.dumps(value).encode()), st.integers(-3, 3))
def test_whatever_is_in_a_slip_is_read_or_refused_and_never_breaks_the_reader(body, off):
    with pytest.raises(ValueError, match=r"."):
        sealing.unpack_slip(((len(body) + off) % 2**16).to_bytes(2, "big") + body.ljust(8190, b"\0"))


@given(st.sampled_from(["v", "text", "salt", "t", "aspect", "target", "branch", "reply_to"]), json_values)
def test_a_slip_with_any_value_changed_is_refused_or_another_slip(name, value):
    body = respelled(**{name: value})
    try:
        read = sealing.unpack_slip(body)
    except ValueError:
        return
    assert sealing.pack_slip(read) == body


def test_a_slip_opens_and_gives_the_commitment_that_its_post_made():
    sent = post(slip("说真话", aspect="a1", branch="b2", reply_to="0" * 32))
    assert opened(sent) == (slip("说真话", aspect="a1", branch="b2", reply_to="0" * 32), sent.c)


@pytest.mark.parametrize(
    "changed",
    [{"unit": "other"}, {"cycle": "2021"}, {"batch": 2}, {"hash_of_token": bytes(32)}, {"mark": bytes(32)}],
    ids=lambda changed: next(iter(changed)),
)
def test_a_slip_opens_only_where_and_for_what_it_was_sealed(changed):
    with pytest.raises(ValueError, match=r"does not open|another"):
        opened(post(), **changed)


def test_a_slip_that_holds_another_token_than_its_post_is_refused():
    mine, other = tokens()
    foreign = slip("说真话")._replace(t=other.t)
    suite, info = sealing._SUITE, sealing.slip_info(**PLACE, batch=1, hash_of_token=sealing.token_hash(mine.t))
    sealed = suite.encrypt(sealing.pack_slip(foreign), keys().batch.public_key(), info)
    sent = post()._replace(enc=sealed[:65], ciphertext=sealed[65:])
    with pytest.raises(ValueError, match="another token"):
        opened(sent)


def test_a_slip_that_holds_another_text_than_its_post_committed_to_is_refused():
    with pytest.raises(ValueError, match="another text"):
        opened(post()._replace(c=b"c" * 32))


def test_a_slip_does_not_open_with_another_key():
    sent = post()
    with pytest.raises(ValueError, match="does not open"):
        sealing.open_slip(
            ec.generate_private_key(ec.SECP256R1()), sent.enc + sent.ciphertext, **PLACE, batch=1,
            hash_of_token=sealing.token_hash(sent.t), mark=sealing.spent_mark(sent.t, sent.c),
        )  # fmt: skip


@pytest.mark.parametrize("enc", [b"\4" + bytes(64), b"\4" + b"\xff" * 64, bytes(65)])
def test_a_slip_whose_encapsulated_key_is_no_point_is_refused_like_any_other(enc):
    with pytest.raises(ValueError):  # noqa: PT011 - said by the library
        opened(post()._replace(enc=enc))


def test_a_slip_is_not_sealed_to_a_key_of_another_curve():
    with pytest.raises(ValueError, match="P-256"):
        sealing.seal_slip(ec.generate_private_key(ec.SECP384R1()).public_key(), slip(), **PLACE, batch=1)


def test_what_seals_slips_is_the_published_hpke():
    """RFC 9180, A.3.1, which has an aad that Zhiyan does not use: the ciphertext is the same, the tag is not."""
    vector = json.loads((FOLDER / "rfc9180.json").read_text())["vector"]
    key, nonce, plain, enc, info, recipient = (
        bytes.fromhex(vector[name]) for name in ("key", "base_nonce", "pt", "enc", "info", "skRm")
    )
    sealed = AESGCM(key).encrypt(nonce, plain, None)
    assert sealed[:-16].hex() == vector["ct"][:-32]
    private = ec.derive_private_key(int.from_bytes(recipient, "big"), ec.SECP256R1())
    assert sealing._SUITE.decrypt(enc + sealed, private, info) == plain


def test_sealing_the_same_slip_twice_gives_other_bytes():
    assert post().ciphertext != post().ciphertext


def test_every_post_is_as_long_as_every_other():
    assert {len(post(slip(text)).encode()) for text in ("短", "长" * 2000)} == {sealing.POST_BYTES} == {8762}


def test_a_post_comes_back_from_its_bytes_and_its_token_verifies():
    sent = sealing.parse_post(post().encode())
    blindrsa.verify(keys().blind.public_key(), sent.prepared(**PLACE), sent.signature)
    assert opened(sent).slip == slip()


@pytest.mark.parametrize("elsewhere", [{"unit": "other"}, {"cycle": "2021"}])
def test_a_token_is_good_in_its_own_unit_and_cycle_alone(elsewhere):
    sent = post()
    with pytest.raises(InvalidSignature):
        blindrsa.verify(keys().blind.public_key(), sent.prepared(**{**PLACE, **elsewhere}), sent.signature)


def test_a_token_for_writing_is_none_for_rating():
    sent = post()._replace(purpose="rating")
    with pytest.raises(InvalidSignature):
        blindrsa.verify(keys().blind.public_key(), sent.prepared(**PLACE), sent.signature)


@pytest.mark.parametrize(
    "changed", [{"t": b""}, {"c": bytes(31)}, {"ciphertext": bytes(10)}, {"batch": -1}, {"batch": 2**32}]
)
def test_a_post_with_a_part_of_another_length_is_not_encoded(changed):
    with pytest.raises(ValueError, match=r"length|bytes|point"):
        post()._replace(**changed).encode()


def test_a_post_is_made_only_with_the_token_in_the_slip():
    with pytest.raises(ValueError, match="another token"):
        tokens()[1].post(slip(token=0), purpose="writing", batch=1, c=bytes(32), sealed=bytes(65 + 8208))


@given(st.binary(max_size=200) | st.none() | st.text(), st.booleans())
def test_parse_post_gives_a_post_that_encodes_to_the_same_bytes_or_refuses(body, full):
    if full and isinstance(body, bytes):
        body = (post().encode()[: len(body)] + body).ljust(sealing.POST_BYTES, b"\4")[: sealing.POST_BYTES]
    try:
        parsed = sealing.parse_post(body)
    except ValueError:
        return
    assert parsed.encode() == body


@given(st.integers(0, 2**32), st.sampled_from([1, 2]), st.integers(0, 2**32 - 1))
def test_every_string_of_a_posts_shape_has_one_reading(seed, purpose, batch):
    lot = random.Random(seed)
    shaped = b"ZYP1" + bytes([purpose]) + batch.to_bytes(4, "big") + lot.randbytes(480) + b"\4" + lot.randbytes(8272)
    parsed = sealing.parse_post(shaped)
    assert (parsed.encode(), parsed.batch) == (shaped, batch)
