// What a writer sends: the token's message, the commitment, the sealed slip, the post. Twin of solicitation/sealing.py.

import { b64, canonical, concat, exactly, frame, hmacSha256, sha256, toBytes, toNumber, utf8 } from "./bytes.js";
import { hpkeSeal } from "./hpke.js";

export const POST_PURPOSES = ["writing", "rating"];
export const SLIP_BYTES = 8192;
export const TEXT_CHARACTERS = 2000;
export const TEXT_BYTES = 7600;
const FIELD_BYTES = 64;
const SLIP_FIELDS = ["aspect", "target", "branch", "reply_to"];
// Control characters but tab and line feed, and halves of a pair.
const NO_CHARACTER = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\p{Surrogate}]/u;

export async function tokenMessage(unit, cycle, purpose, t) {
  return frame("zhiyan/v1", unit, cycle, knownPurpose(purpose), await tokenHash(t));
}

export const tokenHash = (t) => sha256(exactly(t, 32));

// HMAC-SHA256(t, C): what a refusal of a spent token is held against.
export const spentMark = (t, c) => hmacSha256(exactly(t, 32), exactly(c, 32));

// C: SHA-256 over the label, the cycle, 32 random bytes and the text.
export const commitment = (cycle, salt, text) =>
  sha256(frame("zhiyan/v1/commitment", cycle), exactly(salt, 32), utf8(text));

// SHA-256 over the key's SubjectPublicKeyInfo, and the 20 digits that people compare with the paper: made slowly, so
// that nobody finds two keys with the same digits.
export const keySha256 = (spki) => sha256(spki);
export async function keyDigits(hash) {
  const key = await crypto.subtle.importKey("raw", exactly(hash, 32), "PBKDF2", false, ["deriveBits"]);
  const how = { name: "PBKDF2", hash: "SHA-256", salt: utf8("zhiyan/v1/digits"), iterations: 2 ** 16 };
  const slow = new Uint8Array(await crypto.subtle.deriveBits(how, key, 256));
  const digits = (toNumber(slow) % 10n ** 20n).toString().padStart(20, "0");
  return digits.match(/..../g).join(" ");
}

// The text with the line ends of every system made one; what the writer sees is what is sealed.
export const tidyText = (text) => text.replace(/\r\n?/g, "\n");

// "" for a text that may be sealed, else "empty", "sign" or "long".
export function textFault(text, purpose = "writing") {
  if (typeof text !== "string" || text.trim() === "") return "empty";
  if (NO_CHARACTER.test(text)) return "sign";
  const tooMany = purpose === "writing" && Array.from(text).length > TEXT_CHARACTERS;
  return tooMany || utf8(text).length > TEXT_BYTES ? "long" : "";
}

// The slip {text, salt, t, aspect, target, branch, reply_to} as 8,192 bytes: length, canonical JSON, zeros.
export function packSlip(slip, purpose = "writing") {
  const fault = textFault(slip.text, purpose);
  if (fault) throw new Error(`the text may not be sealed: ${fault}`);
  const content = { v: 1, text: slip.text, salt: b64(exactly(slip.salt, 32)), t: b64(exactly(slip.t, 32)) };
  for (const name of SLIP_FIELDS) {
    const value = slip[name] ?? "";
    if (typeof value !== "string" || NO_CHARACTER.test(value) || utf8(value).length > FIELD_BYTES) {
      throw new Error(`not a code: ${name}`);
    }
    content[name] = value;
  }
  const body = canonical(content);
  if (body.length > SLIP_BYTES - 2) throw new Error("the slip is too long");
  const plain = new Uint8Array(SLIP_BYTES);
  plain.set(concat(Uint8Array.of(body.length >> 8, body.length & 255), body));
  return plain;
}

export async function slipInfo(unit, cycle, batch, hashOfToken) {
  return frame("zhiyan/v1/slip", unit, cycle, String(batchNumber(batch)), exactly(hashOfToken, 32));
}

// The slip under the batch key, a point of P-256 in 65 bytes: encapsulated key and ciphertext.
export async function sealSlip(point, slip, { unit, cycle, batch, purpose = "writing" }) {
  return hpkeSeal(point, await slipInfo(unit, cycle, batch, await tokenHash(slip.t)), packSlip(slip, purpose));
}

// The post's one encoding, 8,762 bytes.
export function encodePost({ purpose, batch, t, prefix, signature, c, sealed }) {
  const kind = Uint8Array.of(1 + POST_PURPOSES.indexOf(knownPurpose(purpose)));
  const parts = [exactly(t, 32), exactly(prefix, 32), exactly(signature, 384), exactly(c, 32)];
  return concat(utf8("ZYP1"), kind, toBytes(BigInt(batchNumber(batch)), 4), ...parts, exactly(sealed, 65 + SLIP_BYTES + 16));
}

// All of it: seals the slip with that token {t, prefix, signature} and gives the post's body and its commitment.
export async function makePost(token, slip, { unit, cycle, purpose = "writing", batch, point }) {
  const whole = { ...slip, t: token.t };
  const c = await commitment(cycle, whole.salt, whole.text);
  const sealed = await sealSlip(point, whole, { unit, cycle, batch, purpose });
  return { body: encodePost({ ...token, purpose, batch, c, sealed }), c };
}

function knownPurpose(purpose) {
  if (!POST_PURPOSES.includes(purpose)) throw new Error("no such purpose");
  return purpose;
}

function batchNumber(batch) {
  if (!Number.isInteger(batch) || batch < 0 || batch >= 2 ** 32) throw new Error("a batch has a number of four bytes");
  return batch;
}
