"""Recovery phrases and codes: copied by hand and read again; tokens that follow from a phrase alone."""

from __future__ import annotations

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import rsa
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.solicitation.slips import PHRASE, PLACE, keys, tokens
from zhiyan.solicitation import blindrsa, phrases, sealing

PUBLIC = keys().blind.public_key()
phrases_by_lot = st.binary(min_size=16, max_size=16)


def ask(phrase=PHRASE, key=PUBLIC, purpose="writing", count=2, **place):
    """Blinded messages of a set."""
    asked = phrases.request_tokens(phrase, key, **{**PLACE, **place}, purpose=purpose, count=count)
    return [each.blinded for each in asked]


@given(phrases_by_lot)
def test_a_phrase_comes_back_from_its_signs(phrase):
    written = phrases.write_phrase(phrase)
    assert [len(group) for group in written.split("-")] == [4] * 7
    assert phrases.read_phrase(written) == phrase


@given(phrases_by_lot)
def test_a_phrase_is_read_however_it_is_typed(phrase):
    written = phrases.write_phrase(phrase)
    full_width = "".join(chr(ord(sign) + 0xFEE0) for sign in written)
    careless = written.lower().replace("0", "o").replace("1", "i").replace("-", " ")
    assert phrases.read_phrase(full_width) == phrases.read_phrase(careless) == phrase


@given(phrases_by_lot, st.integers(0, 27), st.integers(0, 27), st.integers(1, 31), st.integers(0, 31))
def test_one_or_two_wrong_signs_are_always_found(phrase, first, second, by, also_by):
    signs = list(phrases.write_phrase(phrase).replace("-", ""))
    for place, shift in {first: by, second: also_by if second != first else by}.items():
        signs[place] = phrases.SIGNS[(phrases.SIGNS.index(signs[place]) + shift) % 32]
    with pytest.raises(ValueError, match="sign is wrong"):
        phrases.read_phrase("".join(signs))


@given(phrases_by_lot, st.integers(0, 27), st.integers(0, 27))
def test_two_signs_in_each_others_place_are_always_found(phrase, first, second):
    signs = list(phrases.write_phrase(phrase).replace("-", ""))
    if signs[first] == signs[second]:
        return
    signs[first], signs[second] = signs[second], signs[first]
    with pytest.raises(ValueError, match="sign is wrong"):
        phrases.read_phrase("".join(signs))


@pytest.mark.parametrize("typed", ["", "U" * 28, "0" * 27, "0" * 29, "言" * 28, "0000-0000"])
def test_what_is_no_phrase_is_refused(typed):
    with pytest.raises(ValueError, match="not a code"):
        phrases.read_phrase(typed)


@pytest.mark.parametrize("spare", [1, 2, 3])
def test_a_phrase_with_its_spare_bits_set_is_refused(spare):
    with pytest.raises(ValueError, match="not a phrase"):
        phrases.read_phrase(phrases.write_code(spare, 26))


def test_a_phrase_of_another_length_is_neither_written_nor_used():
    with pytest.raises(ValueError, match="16 bytes"):
        phrases.write_phrase(b"short")
    with pytest.raises(ValueError, match="16 bytes"):
        ask(b"short")


@given(st.integers(0, 2**90 - 1))
def test_a_code_has_one_spelling_and_comes_back(number):
    code = phrases.write_code(number)
    assert phrases.read_code(code) == number
    assert phrases.tidy_code(code.lower().replace("-", "")) == code


@pytest.mark.parametrize("number", [-1, 2**90])
def test_a_number_that_does_not_fit_is_no_code(number):
    with pytest.raises(ValueError, match="fit"):
        phrases.write_code(number)


def test_the_same_phrase_asks_for_the_same_tokens_again():
    assert ask() == ask()


@pytest.mark.parametrize("other", [{"phrase": bytes(16)}, {"unit": "x"}, {"cycle": "x"}, {"purpose": "rating"}])
def test_another_phrase_unit_cycle_or_purpose_asks_for_other_tokens(other):
    assert not set(ask()) & set(ask(**other))


def test_a_larger_set_begins_with_the_smaller_one():
    assert ask(count=3)[:2] == ask(count=2)


def test_the_tokens_of_a_set_are_all_different():
    assert len({(token.t, token.prefix, token.signature) for token in tokens(count=5)}) == 5


def secrets_under(n: int, e: int = 65537, index: int = 0) -> phrases.TokenSecrets:
    """What the phrase gives under a key with that modulus."""
    key = rsa.RSAPublicNumbers(e, n).public_key()
    return phrases.token_secrets(PHRASE, key, **PLACE, purpose="writing", index=index)


def test_the_factor_lies_in_the_range_of_its_key():
    smallest = 2**3071 + 1
    assert all(0 < secrets_under(smallest, index=index).factor < smallest for index in range(8))


def test_nothing_of_a_token_comes_again_under_another_key():
    """Else a signer with two keys would find the same factor for the same token under both, and know who drew it."""
    first, second = secrets_under(2**3072 - 1), secrets_under(2**3072 - 3)
    assert all(mine != other for mine, other in zip(first, second, strict=True))


def explaining(key: rsa.RSAPrivateKey, blinded: bytes, signature: bytes, under: rsa.RSAPrivateKey) -> int:
    """The factor that would have made the blinded message of the signature's encoded message (`under` signed it)."""
    own, other = key.private_numbers(), under.public_key().public_numbers()
    encoded = pow(int.from_bytes(signature, "big"), other.e, other.n)
    n = own.public_numbers.n
    return pow(int.from_bytes(blinded, "big") * pow(encoded, -1, n), own.d, n)


def test_a_signer_with_two_keys_who_has_the_same_phrase_drawn_twice_knows_nobody_again():
    """The signer looks for a factor that explains a token under both keys; the test first sees that the search finds
    one where the same factor was used twice."""
    first, second = keys().blind, rsa.generate_private_key(65537, 3072)
    asked, again = (phrases.request_tokens(PHRASE, key.public_key(), **PLACE, purpose="writing", count=1)[0]
                    for key in (first, second))  # fmt: skip
    token = tokens()[0]
    assert explaining(first, asked.blinded, token.signature, first) != explaining(
        second, again.blinded, token.signature, first
    )
    own = phrases.token_secrets(PHRASE, first.public_key(), **PLACE, purpose="writing", index=0)
    factor = own.factor >> 8  # small enough for both keys
    prepared = own.prefix + sealing.token_message(**PLACE, purpose="writing", t=own.t)
    leaked = [blindrsa.blind(key.public_key(), prepared, salt=own.salt, factor=factor)[0] for key in (first, second)]
    found = [explaining(key, each, token.signature, first) for key, each in zip((first, second), leaked, strict=True)]
    assert found == [factor, factor]


@pytest.mark.parametrize(("n", "e"), [(2**3071 - 1, 65537), (2**3072 + 1, 65537), (2**3072 - 1, 3)])
def test_a_key_of_another_size_or_exponent_draws_no_tokens(n, e):
    with pytest.raises(ValueError, match="3072 bits and e = 65537"):
        secrets_under(n, e)


def test_a_missing_answer_makes_no_tokens():
    asked = phrases.request_tokens(PHRASE, PUBLIC, **PLACE, purpose="writing", count=2)
    answer = blindrsa.blind_sign(keys().blind, asked[0].blinded)
    with pytest.raises(ValueError, match="shorter"):
        phrases.finish_tokens(asked, [answer], PUBLIC, **PLACE, purpose="writing")


def test_answers_in_another_order_make_no_tokens():
    asked = phrases.request_tokens(PHRASE, PUBLIC, **PLACE, purpose="writing", count=2)
    answers = [blindrsa.blind_sign(keys().blind, each.blinded) for each in reversed(asked)]
    with pytest.raises(InvalidSignature):
        phrases.finish_tokens(asked, answers, PUBLIC, **PLACE, purpose="writing")


def test_a_request_does_not_print_its_secrets():
    asked = phrases.request_tokens(PHRASE, PUBLIC, **PLACE, purpose="writing", count=1)[0]
    assert asked.t.hex() not in repr(asked)
    assert "inverse" not in repr(asked)


@settings(max_examples=5, deadline=None)
@given(phrases_by_lot)
def test_what_is_blinded_never_comes_back_in_the_token(phrase):
    asked = phrases.request_tokens(phrase, PUBLIC, **PLACE, purpose="writing", count=1)[0]
    answer = blindrsa.blind_sign(keys().blind, asked.blinded)
    (token,) = phrases.finish_tokens([asked], [answer], PUBLIC, **PLACE, purpose="writing")
    assert not {asked.blinded, answer} & {token.signature, token.t}
