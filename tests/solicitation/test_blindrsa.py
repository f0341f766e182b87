"""Blind signatures: the vectors of RFC 9474, what is refused, and that a fault stays inside."""

from __future__ import annotations

import random
import secrets

import gmpy2
import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import rsa
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.solicitation.vectors import blind_vectors
from zhiyan.solicitation import blindrsa

VECTORS = blind_vectors()
by_variant = pytest.mark.parametrize("vector", VECTORS, ids=[vector.name for vector in VECTORS])
KEY = VECTORS[0].private_key
PUBLIC = VECTORS[0].public_key
N = PUBLIC.public_numbers().n


def test_the_vectors_are_all_four_variants():
    assert sorted(vector.name for vector in VECTORS) == [
        "RSABSSA-SHA384-PSS-Deterministic", "RSABSSA-SHA384-PSS-Randomized",
        "RSABSSA-SHA384-PSSZERO-Deterministic", "RSABSSA-SHA384-PSSZERO-Randomized",
    ]  # fmt: skip


@by_variant
def test_prepare_gives_the_published_message(vector):
    prefix = vector.prefix or None
    assert blindrsa.prepare(vector.message, randomize=vector.randomized, prefix=prefix) == vector.prepared


@by_variant
def test_blind_gives_the_published_blinded_message_and_inverse(vector):
    blinded, state = blindrsa.blind(vector.public_key, vector.prepared, salt=vector.salt, factor=vector.factor)
    assert (blinded, state.inverse, state.salt_length) == (vector.blinded, vector.inverse, len(vector.salt))


@by_variant
def test_blind_sign_gives_the_published_blind_signature(vector):
    assert blindrsa.blind_sign(vector.private_key, vector.blinded) == vector.blind_signature


@by_variant
def test_finalize_gives_the_published_signature(vector):
    state = blindrsa.BlindState(vector.inverse, len(vector.salt))
    assert blindrsa.finalize(vector.public_key, vector.prepared, vector.blind_signature, state) == vector.signature


@by_variant
def test_verify_takes_the_published_signature_with_its_own_salt_length_alone(vector):
    blindrsa.verify(vector.public_key, vector.prepared, vector.signature, salt_length=len(vector.salt))
    with pytest.raises(InvalidSignature):
        blindrsa.verify(vector.public_key, vector.prepared, vector.signature, salt_length=48 - len(vector.salt))


def test_verify_refuses_a_signature_of_another_variant_unless_told():
    zero = next(vector for vector in VECTORS if vector.name == "RSABSSA-SHA384-PSSZERO-Randomized")
    with pytest.raises(InvalidSignature):
        blindrsa.verify(zero.public_key, zero.prepared, zero.signature)


def test_prepare_puts_32_other_random_bytes_before_the_message_each_time():
    first, second = blindrsa.prepare(b"message"), blindrsa.prepare(b"message")
    assert first[32:] == second[32:] == b"message"
    assert first[:32] != second[:32]


def test_prepare_refuses_a_prefix_of_another_length():
    with pytest.raises(ValueError, match="32 bytes"):
        blindrsa.prepare(b"message", prefix=b"short")


def test_the_same_message_is_blinded_differently_each_time():
    prepared = blindrsa.prepare(b"message")
    assert blindrsa.blind(PUBLIC, prepared)[0] != blindrsa.blind(PUBLIC, prepared)[0]


def key_of(bits: int) -> rsa.RSAPrivateKey:
    """A key whose modulus has exactly that many bits, odd numbers of them too."""
    half, lot = (bits - 1) // 2, random.Random(bits)
    while True:
        p, q = (int(gmpy2.next_prime((1 << half) + lot.getrandbits(half - 8))) for _ in range(2))
        if (p * q).bit_length() == bits and gmpy2.gcd(65537, (p - 1) * (q - 1)) == 1:
            d = pow(65537, -1, (p - 1) * (q - 1))
            public = rsa.RSAPublicNumbers(65537, p * q)
            return rsa.RSAPrivateNumbers(p, q, d, d % (p - 1), d % (q - 1), pow(q, -1, p), public).private_key()


@pytest.mark.parametrize("bits", [2049, 2051, 3073])
def test_a_token_signed_blind_verifies_whatever_the_length_of_the_modulus(bits):
    key = key_of(bits)
    prepared = blindrsa.prepare(b"message")
    blinded, state = blindrsa.blind(key.public_key(), prepared)
    signature = blindrsa.finalize(key.public_key(), prepared, blindrsa.blind_sign(key, blinded), state)
    blindrsa.verify(key.public_key(), prepared, signature)
    assert len(signature) == (bits + 7) // 8


@pytest.mark.parametrize("factor", [0, N, N + 1, -1, KEY.private_numbers().p])
def test_blind_refuses_a_factor_that_is_no_unit(factor):
    with pytest.raises(ValueError, match="no inverse"):
        blindrsa.blind(PUBLIC, b"message", factor=factor)


def test_blind_refuses_a_modulus_too_short_for_the_hash():
    short = rsa.generate_private_key(65537, 1024).public_key()
    with pytest.raises(ValueError, match="too short"):
        blindrsa.blind(short, b"message", salt=bytes(100))


@pytest.mark.parametrize("blinded", [0, N, N + 5, 2**4096 - 1])
def test_blind_sign_refuses_what_is_out_of_range(blinded):
    with pytest.raises(ValueError, match="out of range"):
        blindrsa.blind_sign(KEY, blinded.to_bytes(512, "big"))


@pytest.mark.parametrize("length", [0, 511, 513])
def test_blind_sign_refuses_another_length(length):
    with pytest.raises(ValueError, match="512 bytes"):
        blindrsa.blind_sign(KEY, b"\1" * length)


@pytest.mark.parametrize("blinded", [1, N - 1, KEY.private_numbers().p, 7 * KEY.private_numbers().q])
def test_blind_sign_is_plain_rsa_at_the_edges(blinded):
    signed = blindrsa.blind_sign(KEY, blinded.to_bytes(512, "big"))
    assert pow(int.from_bytes(signed, "big"), 65537, N) == blinded


@pytest.mark.parametrize("name", ["dmp1", "dmq1", "iqmp"])
def test_a_fault_in_one_half_of_the_key_releases_nothing(name):
    class Numbers:
        def __init__(self, numbers):
            self.p, self.q, self.iqmp = numbers.p, numbers.q, numbers.iqmp
            self.dmp1, self.dmq1, self.public_numbers = numbers.dmp1, numbers.dmq1, numbers.public_numbers

    class Faulty:
        key_size = KEY.key_size

        def private_numbers(self):
            numbers = Numbers(KEY.private_numbers())
            setattr(numbers, name, getattr(numbers, name) ^ 4)
            return numbers

    with pytest.raises(blindrsa.SigningFault):
        blindrsa.blind_sign(Faulty(), VECTORS[0].blinded)


def test_the_key_meets_another_number_each_time_the_same_message_is_signed(monkeypatch):
    met: list[int] = []
    real = blindrsa.gmpy2.powmod_sec
    monkeypatch.setattr(blindrsa.gmpy2, "powmod_sec", lambda base, *rest: met.append(int(base)) or real(base, *rest))
    answers = {blindrsa.blind_sign(KEY, VECTORS[0].blinded) for _ in range(2)}
    assert answers == {VECTORS[0].blind_signature}
    assert len(set(met)) == 4


def test_finalize_refuses_an_answer_of_another_key():
    other = key_of(4095)
    prepared = blindrsa.prepare(b"message")
    blinded, state = blindrsa.blind(PUBLIC, prepared)
    answer = blindrsa.blind_sign(other, (int.from_bytes(blinded, "big") >> 2).to_bytes(512, "big"))
    with pytest.raises(InvalidSignature):
        blindrsa.finalize(PUBLIC, prepared, answer, state)


def test_finalize_refuses_an_answer_of_another_length():
    with pytest.raises(ValueError, match="512 bytes"):
        blindrsa.finalize(PUBLIC, b"x", b"short", blindrsa.BlindState(1))


def test_the_state_does_not_print_its_secret():
    assert "12345" not in repr(blindrsa.BlindState(12345))


@settings(max_examples=60, deadline=None)
@given(place=st.integers(0, 511), change=st.integers(1, 255))
def test_a_signature_with_any_byte_changed_is_refused(place, change):
    vector = VECTORS[0]
    wrong = bytearray(vector.signature)
    wrong[place] ^= change
    with pytest.raises(InvalidSignature):
        blindrsa.verify(vector.public_key, vector.prepared, bytes(wrong))


@settings(max_examples=3, deadline=None)
@given(message=st.binary(max_size=300))
def test_what_the_signer_sees_is_any_number_whatever_the_message(message):
    """Blinding is a bijection: for the signer's number and any other message there is a factor that explains it."""
    blinded, _ = blindrsa.blind(PUBLIC, blindrsa.prepare(message))
    other = int.from_bytes(VECTORS[0].blinded, "big")
    explains = int.from_bytes(blinded, "big") * pow(other, -1, N) % N
    factor = pow(explains, KEY.private_numbers().d, N)
    assert other * pow(factor, 65537, N) % N == int.from_bytes(blinded, "big")


def test_a_random_string_is_no_signature():
    with pytest.raises(InvalidSignature):
        blindrsa.verify(PUBLIC, b"message", secrets.token_bytes(512))
