"""The browser's twins of the cryptographic core: the published vectors, and each side takes what the other made."""

from __future__ import annotations

import json
import random
import time

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from playwright.sync_api import Browser, Error, Page

from tests.browser.modules import NAMES, call, load, spki, with_key
from tests.solicitation.codes import a_code
from tests.solicitation.slips import PHRASE, PLACE, keys
from tests.solicitation.vectors import FOLDER, blind_vectors
from zhiyan.ledger import merkle
from zhiyan.solicitation import blindrsa, phrases, receipts, sealing

VECTORS = blind_vectors()
HPKE = json.loads((FOLDER / "rfc9180.json").read_text())["vector"]
by_variant = pytest.mark.parametrize("vector", VECTORS, ids=[vector.name for vector in VECTORS])
BLIND_KEY = keys().blind.public_key()
POINT = keys().batch.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
WRITING = {**PLACE, "purpose": "writing"}


@pytest.fixture(scope="module")
def page(browser: Browser) -> Page:
    """One page with the modules."""
    return load(browser)


# --- RFC 9474 ---


@by_variant
def test_the_page_blinds_as_published(page, vector):
    body = """
      const prepared = m.blindrsa.prepare(fromHex(a.message), { randomize: a.prefix !== "", prefix: a.prefix ? fromHex(a.prefix) : undefined });
      const { blinded, state } = await m.blindrsa.blind(key, prepared, { salt: fromHex(a.salt), factor: BigInt(a.factor) });
      return [toHex(prepared), toHex(blinded), state.inverse.toString(), state.saltLength];
    """  # noqa: E501
    made = with_key(
        page, vector.public_key, body, message=vector.message.hex(), prefix=vector.prefix.hex(), salt=vector.salt.hex(),
        factor=str(vector.factor),
    )  # fmt: skip
    assert made == [vector.prepared.hex(), vector.blinded.hex(), str(vector.inverse), len(vector.salt)]


@by_variant
def test_the_page_finalizes_as_published(page, vector):
    body = """
      const state = { inverse: BigInt(a.inverse), saltLength: a.saltLength };
      return toHex(await m.blindrsa.finalize(key, fromHex(a.prepared), fromHex(a.answer), state));
    """
    made = with_key(
        page, vector.public_key, body, prepared=vector.prepared.hex(), answer=vector.blind_signature.hex(),
        inverse=str(vector.inverse), saltLength=len(vector.salt),
    )  # fmt: skip
    assert made == vector.signature.hex()


@by_variant
def test_the_page_verifies_the_published_signature_and_no_changed_one(page, vector):
    body = """
      const [prepared, signature] = [fromHex(a.prepared), fromHex(a.signature)];
      const changed = signature.slice(); changed[100] ^= 1;
      const other = prepared.slice(); other[0] ^= 1;
      const tries = [[prepared, signature], [prepared, changed], [other, signature], [prepared, signature.slice(1)]];
      return Promise.all(tries.map(([p, s]) => m.blindrsa.verify(key, p, s, a.saltLength)));
    """
    made = with_key(
        page, vector.public_key, body, prepared=vector.prepared.hex(), signature=vector.signature.hex(),
        saltLength=len(vector.salt),
    )  # fmt: skip
    assert made == [True, False, False, False]


def test_the_page_refuses_an_answer_that_was_signed_with_another_key(page):
    body = """
      const { state } = await m.blindrsa.blind(key, fromHex("aa"));
      return m.blindrsa.finalize(key, fromHex("aa"), fromHex(a.answer), state).then(() => "taken", (e) => e.message);
    """
    assert with_key(page, BLIND_KEY, body, answer="11" * 384) == "not signed with this key"


@pytest.mark.parametrize(
    "factor",
    [0, BLIND_KEY.public_numbers().n, keys().blind.private_numbers().p],
    ids=["zero", "modulus", "one of its primes"],
)
def test_the_page_refuses_a_factor_that_is_no_unit(page, factor):
    body = 'return m.blindrsa.blind(key, fromHex("aa"), { factor: BigInt(a.factor) }).then(() => "", (e) => e.message);'
    assert with_key(page, BLIND_KEY, body, factor=str(factor)) == "the blinding factor has no inverse"


def test_the_page_blinds_the_same_message_differently_each_time(page):
    body = """
      const made = await Promise.all([1, 2].map(() => m.blindrsa.blind(key, fromHex("aa"))));
      return made.map(({ blinded }) => toHex(blinded));
    """
    first, second = with_key(page, BLIND_KEY, body)
    assert first != second


# --- a token, a slip and a post made in the page ---


REQUEST = "const asked = await m.phrases.requestTokens(fromHex(a.phrase), key, { ...a.place, count: 2 });"


def drawn(page: Page, purpose: str = "writing") -> list[phrases.Token]:
    """Two tokens whose page half ran in the page and whose signing ran here."""
    arguments = {"phrase": PHRASE.hex(), "place": {**PLACE, "purpose": purpose}}
    asked = with_key(page, BLIND_KEY, REQUEST + "return asked.map((each) => toHex(each.blinded));", **arguments)
    answers = [blindrsa.blind_sign(keys().blind, bytes.fromhex(each)).hex() for each in asked]
    finish = """
      const done = await m.phrases.finishTokens(asked, a.answers.map(fromHex), key);
      return done.map(({ t, prefix, signature }) => [t, prefix, signature].map(toHex));
    """
    made = with_key(page, BLIND_KEY, REQUEST + finish, **arguments, answers=answers)
    return [phrases.Token(*map(bytes.fromhex, parts)) for parts in made]


@pytest.mark.parametrize("purpose", ["writing", "rating"])
def test_the_same_phrase_asks_for_the_same_tokens_in_the_page_and_here(page, purpose):
    arguments = {"phrase": PHRASE.hex(), "place": {**PLACE, "purpose": purpose}}
    asked = with_key(page, BLIND_KEY, REQUEST + "return asked.map((each) => toHex(each.blinded));", **arguments)
    here = phrases.request_tokens(PHRASE, BLIND_KEY, **PLACE, purpose=purpose, count=2)
    assert asked == [each.blinded.hex() for each in here]


def test_a_key_of_another_size_draws_no_tokens_in_the_page(page):
    body = f"try {{ {REQUEST} }} catch (e) {{ return e.message; }}"
    said = with_key(page, VECTORS[0].public_key, body, phrase=PHRASE.hex(), place=WRITING)
    assert said == "a blind key has 3072 bits and e = 65537"


def test_a_token_finalized_in_the_page_verifies_here(page):
    for token in drawn(page):
        prepared = token.prefix + sealing.token_message(**PLACE, purpose="writing", t=token.t)
        blindrsa.verify(BLIND_KEY, prepared, token.signature)


def test_a_missing_answer_makes_no_tokens_in_the_page(page):
    body = REQUEST + 'return m.phrases.finishTokens(asked, [], key).then(() => "", (e) => e.message);'
    assert with_key(page, BLIND_KEY, body, phrase=PHRASE.hex(), place=WRITING) == "an answer is missing"


@pytest.mark.parametrize("text", ['说 "真话"\\ \n\t', "言" * 2000, "𠮷野家的𠮷", "a\u2028b\x7e"])
def test_a_post_made_in_the_page_is_read_and_opened_here(page, text):
    token = drawn(page)[0]
    slip = {"text": text, "salt": b"s" * 32, "aspect": "a1", "target": "班子", "branch": "b2", "reply_to": "0" * 32}
    place = {**PLACE, "batch": 3, "point": POINT}
    made = call(page, "seal.makePost", token._asdict(), slip, place)
    sent = sealing.parse_post(made["body"])
    blindrsa.verify(BLIND_KEY, sent.prepared(**PLACE), sent.signature)
    opened = sealing.open_slip(
        keys().batch, sent.enc + sent.ciphertext, **PLACE, batch=3, hash_of_token=sealing.token_hash(token.t),
        mark=sealing.spent_mark(token.t, made["c"]),
    )  # fmt: skip
    assert opened == (sealing.Slip(**slip, t=token.t), sent.c)


def test_every_post_made_in_the_page_is_as_long_as_every_other(page):
    token = drawn(page)[0]
    place = {**PLACE, "batch": 3, "point": POINT}
    slips = [{"text": "短", "salt": bytes(32)}, {"text": "长" * 2000, "salt": bytes(32), "aspect": "x" * 64}]
    assert {len(call(page, "seal.makePost", token._asdict(), slip, place)["body"]) for slip in slips} == {8762}


def test_a_slip_is_packed_to_the_same_bytes_in_the_page_and_here(page):
    slip = {"text": '第一行\n"第二行"\t𠮷', "salt": b"s" * 32, "t": b"t" * 32, "aspect": "a"}
    assert call(page, "seal.packSlip", slip) == sealing.pack_slip(sealing.Slip(**slip))


@pytest.mark.parametrize(
    ("text", "purpose"),
    [("言" * 2000, "writing"), ("言" * 2001, "writing"), ("𠮷" * 1900, "writing"), ("𠮷" * 1901, "writing"),
     ("", "writing"), (" \n", "writing"), ("a\0", "writing"), ("a\rb", "writing"), ("a\u0085b", "writing"),
     ("1" * 7600, "rating"), ("1" * 7601, "rating"), ("1" * 2001, "writing"), ("a\x7fb", "rating")],
)  # fmt: skip
def test_the_page_refuses_exactly_the_texts_that_are_refused_here(page, text, purpose):
    try:
        sealing.check_text(text, purpose)
    except ValueError:
        assert call(page, "seal.textFault", text, purpose) in {"empty", "sign", "long"}
    else:
        assert call(page, "seal.textFault", text, purpose) == ""


def test_half_of_a_pair_is_no_text_in_the_page(page):
    assert page.evaluate('window.modules.seal.textFault("a\\ud800")') == "sign"


@pytest.mark.parametrize(
    ("name", "here", "arguments"),
    [
        ("bytes.frame", sealing.frame, (b"a", b"", b"bc" * 200)),
        ("seal.tokenMessage", sealing.token_message, ("u单", "2020", "rating", b"t" * 32)),
        ("seal.tokenHash", sealing.token_hash, (b"t" * 32,)),
        ("seal.spentMark", sealing.spent_mark, (b"t" * 32, b"c" * 32)),
        ("seal.commitment", sealing.commitment, ("2020", b"s" * 32, "真话")),
        ("seal.slipInfo", sealing.slip_info, ("u", "2020", 7, b"h" * 32)),
        ("seal.keyDigits", sealing.key_digits, (bytes(30) + b"\1\2",)),
        ("phrases.writePhrase", phrases.write_phrase, (PHRASE,)),
        ("phrases.readPhrase", phrases.read_phrase, (phrases.write_phrase(PHRASE).lower().replace("0", "O"),)),
        ("phrases.writeCode", phrases.write_code, (2**90 - 12345,)),
        ("receipt.followCode", receipts.follow_code, (b"s" * 32, b"c" * 32)),
        ("receipt.followIndex", receipts.follow_index, (receipts.follow_code(b"s" * 32, b"c" * 32),)),
        ("receipt.replyMark", receipts.reply_mark, (receipts.follow_code(b"s" * 32, b"c" * 32),)),
        ("receipt.followKey", receipts.follow_key, (receipts.follow_code(b"s" * 32, b"c" * 32),)),
        ("merkle.leafHash", merkle.leaf_hash, (b"leaf",)),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_the_page_computes_what_is_computed_here(page, name, here, arguments):
    assert call(page, name, *arguments) == here(*arguments)


def test_the_keys_digits_in_the_page_are_those_on_the_paper(page):
    digits = call(page, "seal.keyDigits", call(page, "seal.keySha256", spki(BLIND_KEY)))
    assert digits == sealing.key_digits(sealing.key_sha256(BLIND_KEY))


def test_phrases_with_one_or_two_wrong_signs_are_refused_in_the_page(page):
    lot = random.Random(7)
    for _ in range(100):
        signs = list(phrases.write_phrase(lot.randbytes(16)).replace("-", ""))
        for place in lot.sample(range(28), lot.choice((1, 2))):
            signs[place] = phrases.SIGNS[(phrases.SIGNS.index(signs[place]) + lot.randrange(1, 32)) % 32]
        with pytest.raises(Error, match="sign is wrong"):
            call(page, "phrases.readPhrase", "".join(signs))


def test_a_message_sealed_here_opens_in_the_page_with_its_key_alone(page):
    key = receipts.follow_key(a_code())
    sealed = receipts.seal_message(key, "请补充时间。".encode())
    assert call(page, "receipt.openMessage", key, sealed).decode() == "请补充时间。"
    with pytest.raises(Error, match="OperationError"):
        call(page, "receipt.openMessage", bytes(16), sealed)


def test_drawing_five_tokens_takes_less_than_two_seconds_on_a_processor_six_times_slower(page):
    session = page.context.new_cdp_session(page)
    session.send("Emulation.setCPUThrottlingRate", {"rate": 6})
    began = time.perf_counter()
    body = "await m.phrases.requestTokens(fromHex(a.phrase), key, { ...a.place, count: 5 });"
    with_key(page, BLIND_KEY, body, phrase=PHRASE.hex(), place=WRITING)
    spent = time.perf_counter() - began
    session.send("Emulation.setCPUThrottlingRate", {"rate": 1})
    assert spent < 2


# --- HPKE ---

PAIR = """
  const unsigned = (bytes) => m.bytes.b64(bytes);
  const point = fromHex(a.pk);
  const jwk = { kty: "EC", crv: "P-256", x: unsigned(point.slice(1, 33)), y: unsigned(point.slice(33)) };
  const [how, use] = [{ name: "ECDH", namedCurve: "P-256" }, ["deriveBits"]];
  const pair = {
    publicKey: await crypto.subtle.importKey("jwk", jwk, how, true, []),
    privateKey: await crypto.subtle.importKey("jwk", { ...jwk, d: unsigned(fromHex(a.sk)) }, how, false, use),
  };
"""


def test_hpke_in_the_page_has_the_published_key_schedule(page):
    """The vectors were sealed with an aad that Zhiyan does not use: the ciphertext is the same, the tag is not."""
    key, nonce, plain = (bytes.fromhex(HPKE[name]) for name in ("key", "base_nonce", "pt"))
    sealed = AESGCM(key).encrypt(nonce, plain, None)
    assert sealed[:-16].hex() == HPKE["ct"][:-32]
    body = PAIR + "return toHex(await m.hpke.hpkeOpen(pair, fromHex(a.info), fromHex(a.sealed)));"
    arguments = {"pk": HPKE["pkRm"], "sk": HPKE["skRm"], "info": HPKE["info"]}
    opened = with_key(page, BLIND_KEY, body, **arguments, sealed=HPKE["enc"] + sealed.hex())
    assert opened == HPKE["pt"]


def test_a_slip_sealed_here_opens_in_the_page_and_under_its_own_info_alone(page):
    slip = sealing.Slip("说真话", b"s" * 32, b"t" * 32)
    sealed = sealing.seal_slip(keys().batch.public_key(), slip, **PLACE, batch=1)
    info = sealing.slip_info(**PLACE, batch=1, hash_of_token=sealing.token_hash(slip.t))
    body = (
        PAIR
        + """
      const open = (info) => m.hpke.hpkeOpen(pair, fromHex(info), fromHex(a.sealed)).then(toHex, (e) => e.name);
      return [await open(a.info), await open(a.info + "00")];
    """
    )
    sk = keys().batch.private_numbers().private_value.to_bytes(32, "big")
    made = with_key(page, BLIND_KEY, body, pk=POINT.hex(), sk=sk.hex(), info=info.hex(), sealed=sealed.hex())
    assert made == [sealing.pack_slip(slip).hex(), "OperationError"]


@pytest.mark.parametrize(
    "point",
    [bytes(65), b"\4" + bytes(64), b"\4" + b"\xff" * 64, POINT[:64]],
    ids=["zeros", "origin", "beyond the field", "too short"],
)
def test_the_page_does_not_seal_to_what_is_no_point(page, point):
    with pytest.raises(Error, match=r"DataError|65 bytes"):
        call(page, "hpke.hpkeSeal", point, b"", b"text")


def test_the_modules_name_nothing_twice_so_that_they_can_be_joined(page):
    names: list[str] = []
    for module in NAMES:
        names += page.evaluate(f"Object.keys(window.modules.{module})")
    assert sorted(names) == sorted(set(names))
