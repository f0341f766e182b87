"""Ten thousand posts, tokens, slips and receipts with something changed: none is taken for what it was."""

from __future__ import annotations

import json
import random

import pytest
from cryptography.exceptions import InvalidSignature

from tests.solicitation.slips import PLACE, keys, opened, post, tokens
from tests.solicitation.test_receipts import PUBLIC, receipt
from zhiyan.kernel.canonical import canonical
from zhiyan.solicitation import blindrsa, receipts, sealing

EACH = 2500


def mutated(data: bytes, lot: random.Random) -> bytes:
    """The data with a bit turned, bytes replaced, cut out, doubled or put elsewhere; never the same."""
    changed = bytearray(data)
    at, length = lot.randrange(len(data)), lot.choice((1, 1, 2, 8, 40))
    match lot.randrange(5):
        case 0:
            changed[at] ^= 1 << lot.randrange(8)
        case 1:
            changed[at : at + length] = lot.randbytes(len(changed[at : at + length]))
        case 2:
            del changed[at : at + length]
        case 3:
            changed[at:at] = changed[at : at + length]
        case _:
            piece = changed[at : at + length]
            del changed[at : at + length]
            to = lot.randrange(len(changed) + 1)
            changed[to:to] = piece
    return bytes(changed) if changed != data else data[:-1]


def accepted(body: bytes) -> bool:
    """Whether a server that keeps every rule would take it as a post with a good token, and open it to what it says."""
    try:
        sent = sealing.parse_post(body)
        blindrsa.verify(keys().blind.public_key(), sent.prepared(**PLACE), sent.signature)
        opened(sent)
    except (ValueError, InvalidSignature):
        return False
    return True


def test_an_unchanged_post_is_accepted():
    assert accepted(post().encode())


def test_no_changed_post_is_accepted():
    lot, whole = random.Random(1), post().encode()
    assert not any(accepted(mutated(whole, lot)) for _ in range(EACH))


def test_no_changed_head_of_a_post_is_accepted():
    """The first 554 bytes are all but the ciphertext; there a change is a change of token, place or key."""
    lot, whole = random.Random(2), post().encode()
    assert not any(accepted(mutated(whole[:554], lot) + whole[554:]) for _ in range(EACH))


def test_no_changed_token_verifies():
    lot, token, public = random.Random(3), tokens()[0], keys().blind.public_key()
    whole = token.t + token.prefix + token.signature
    for _ in range(EACH):
        changed = mutated(whole, lot)
        message = changed[32:64] + sealing.token_message(**PLACE, purpose="writing", t=changed[:32])
        with pytest.raises(InvalidSignature):
            blindrsa.verify(public, message, changed[64:])


def test_no_changed_receipt_verifies():
    lot, whole = random.Random(4), canonical(receipt())
    read = 0
    for _ in range(EACH):
        try:
            changed = json.loads(mutated(whole, lot))
        except ValueError:
            continue
        if changed == receipt() and canonical(changed) == whole:  # a blank between two values is the same receipt
            continue
        read += 1
        with pytest.raises(InvalidSignature):
            receipts.verify_receipt(changed, PUBLIC)
    assert read > EACH // 4
