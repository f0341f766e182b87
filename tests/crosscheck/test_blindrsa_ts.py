"""Blind signatures held against another implementation: each side's half works with the other's."""

from __future__ import annotations

from pathlib import Path

import pytest
from cryptography.exceptions import InvalidSignature

from tests.crosscheck import peer as crosscheck
from tests.crosscheck.peer import HERE, NotToBeHad, Peer, installed
from tests.solicitation.slips import keys
from zhiyan.solicitation import blindrsa

VARIANTS = ["PSS.Randomized", "PSSZero.Randomized", "PSS.Deterministic", "PSSZero.Deterministic"]
KEY = keys().blind
PUBLIC = KEY.public_key()


@pytest.fixture(scope="module")
def folder() -> Path:
    """The package, or a failure that says why it is not there."""
    try:
        return installed()
    except NotToBeHad as missing:
        pytest.fail(str(missing), pytrace=False)


@pytest.fixture(params=VARIANTS)
def variant(request: pytest.FixtureRequest) -> str:
    """Each of the four in turn."""
    return request.param


@pytest.fixture
def peer(folder: Path, variant: str) -> Peer:
    """The other implementation."""
    return Peer(folder, variant, KEY)


def salt_length(variant: str) -> int:
    return 48 if variant.startswith("PSS.") else 0


def prepared_here(variant: str) -> bytes:
    return blindrsa.prepare("说真话".encode(), randomize=variant.endswith("Randomized"))


def test_what_it_blinds_is_signed_here_and_its_token_verifies_here(peer, variant):
    prepared = bytes.fromhex(peer("prepare", message="说真话".encode()))
    asked = peer("blind", message=prepared)
    answer = blindrsa.blind_sign(KEY, bytes.fromhex(asked["blinded"]))
    signature = bytes.fromhex(peer("finalize", message=prepared, answer=answer, inverse=asked["inverse"]))
    blindrsa.verify(PUBLIC, prepared, signature, salt_length=salt_length(variant))


def test_what_is_blinded_here_it_signs_and_the_token_verifies_there(peer, variant):
    prepared, length = prepared_here(variant), salt_length(variant)
    blinded, state = blindrsa.blind(PUBLIC, prepared, salt=b"s" * length)
    answer = bytes.fromhex(peer("sign", blinded=blinded))
    assert answer == blindrsa.blind_sign(KEY, blinded)
    signature = blindrsa.finalize(PUBLIC, prepared, answer, state)
    assert peer("verify", message=prepared, signature=signature) is True


def test_what_the_box_blinds_it_signs_and_the_token_verifies_there_and_here(peer, variant):
    prepared = prepared_here(variant)
    asked = peer("blindInTheBox", message=prepared)
    answer = peer("sign", blinded=asked["blinded"])
    signature = peer("finalizeInTheBox", message=prepared, answer=answer, inverse=asked["inverse"])
    assert peer("verify", message=prepared, signature=signature) is True
    blindrsa.verify(PUBLIC, prepared, bytes.fromhex(signature), salt_length=salt_length(variant))


def test_all_three_refuse_the_same_changed_token(peer, variant):
    prepared, length = prepared_here(variant), salt_length(variant)
    blinded, state = blindrsa.blind(PUBLIC, prepared, salt=b"s" * length)
    good = blindrsa.finalize(PUBLIC, prepared, blindrsa.blind_sign(KEY, blinded), state)
    changed = good[:-1] + bytes([good[-1] ^ 1])
    assert peer("verify", message=prepared, signature=good) is True
    assert peer("verifyInTheBox", message=prepared, signature=good) is True
    assert peer("verify", message=prepared, signature=changed) is False
    assert peer("verifyInTheBox", message=prepared, signature=changed) is False
    with pytest.raises(InvalidSignature):
        blindrsa.verify(PUBLIC, prepared, changed, salt_length=length)


def test_the_lock_pins_every_package_by_its_hash_and_names_no_host():
    lock = (HERE / "package-lock.json").read_text()
    assert '"resolved"' not in lock
    assert "://" not in lock
    assert lock.count('"integrity"') == lock.count('"node_modules/')


def test_where_the_package_cannot_be_had_that_is_said_and_nothing_is_left_half_installed(tmp_path, monkeypatch):
    (tmp_path / "npm.js").write_text("console.error('no way there'); process.exit(1);")
    monkeypatch.setattr(crosscheck, "NPM", tmp_path / "npm.js")
    monkeypatch.setattr(crosscheck.sys, "prefix", str(tmp_path))
    with pytest.raises(NotToBeHad, match=r"blindrsa-ts.* was not installed; npm said:\nno way there"):
        installed()
    assert list((tmp_path / "crosscheck").iterdir()) == []
