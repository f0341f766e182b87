// Receipts, refusals, heads, and the code for following up. Twin of solicitation/receipts.py and kernel/signed.py.

import { canonical, concat, exactly, frame, hkdf, sha256, toBytes, toHex, toNumber, unb64, utf8 } from "./bytes.js";
import { verifyEd25519 } from "./ed25519.js";
import { CODE_SIGNS, readCode, writeCode } from "./phrases.js";

const RECEIPT_NAMES = ["batch", "by", "c", "cycle", "head", "key", "kind", "purpose", "unit", "v"];
const SPENT_NAMES = ["cycle", "key", "kind", "purpose", "spent", "token", "unit", "v"];

// Name of a key: the first 32 hexadecimal signs of the SHA-256 of its 32 bytes.
export const keyId = async (publicKey) => toHex(await sha256(exactly(publicKey, 32))).slice(0, 32);

// What a signed record says, without its signature. Throws unless it is of that kind and signed by that key (32 bytes).
export async function verifySigned(signed, kind, publicKey) {
  if (signed === null || typeof signed !== "object" || Array.isArray(signed) || signed.kind !== kind) {
    throw new Error("another kind of record");
  }
  const { sig, ...content } = signed;
  const message = concat(utf8(`zhiyan/v1/${kind}\0`), canonical(content));
  if (!(await verifyEd25519(publicKey, message, unb64(sig, 64)))) throw new Error("not signed by this key");
  return content;
}

// What a receipt says. Throws unless the office's receipt key signed it and it says what is expected:
// verifyReceipt(receipt, key, { unit, cycle, purpose, batch, c: b64 }), any of them.
export async function verifyReceipt(receipt, publicKey, expected = {}) {
  const content = await verifyNamed(receipt, "receipt", RECEIPT_NAMES, publicKey, expected);
  const isHead = content.head === null || (typeof content.head === "object" && !Array.isArray(content.head));
  const isBatch = Number.isInteger(content.batch) && content.batch >= 0 && content.batch < 2 ** 32;
  unb64(content.c, 32);
  if (!isHead || !isBatch || !isDay(content.by)) throw new Error("not what a receipt says");
  return content;
}

// What the refusal of a spent token says. Its `spent` is held against spentMark(t, C).
export async function verifySpent(refusal, publicKey, expected = {}) {
  const content = await verifyNamed(refusal, "spent", SPENT_NAMES, publicKey, expected);
  unb64(content.token, 32);
  unb64(content.spent, 32);
  return content;
}

// What a signed head of the log says: { log, epoch, size, root, on, … }.
export const verifyHead = (head, publicKey) => verifySigned(head, "head", publicKey);

async function verifyNamed(signed, kind, names, publicKey, expected) {
  const content = await verifySigned(signed, kind, publicKey);
  const strings = ["unit", "cycle", "purpose", "key"].every((name) => typeof content[name] === "string");
  const asNamed = Object.keys(content).sort().join() === names.join() && content.v === 1 && strings;
  if (!asNamed || !["writing", "rating"].includes(content.purpose) || content.key !== (await keyId(publicKey))) {
    throw new Error(`not what a ${kind} says`);
  }
  for (const [name, value] of Object.entries(expected)) {
    if (content[name] !== value) throw new Error(`another ${name} than expected`);
  }
  return content;
}

function isDay(value) {
  if (typeof value !== "string" || !/^\d{4}-\d{2}-\d{2}$/.test(value)) return false;
  const day = new Date(`${value}T00:00:00Z`);
  return !Number.isNaN(day.getTime()) && day.toISOString().slice(0, 10) === value;
}

// The code for following up, from the slip's salt and commitment.
export async function followCode(salt, c) {
  const bits = await hkdf(concat(exactly(salt, 32), exactly(c, 32)), frame("zhiyan/v1/follow", "code"), 12);
  return writeCode(toNumber(bits) >> BigInt(96 - 5 * CODE_SIGNS));
}

const followPart = (code, label) => hkdf(toBytes(readCode(code), 12), frame("zhiyan/v1/follow", label), 16);

// Where the status bundle has the opinion of that code, in hex. Rejects for what is no code.
export const followIndex = async (code) => toHex(await followPart(code, "index"));

// What a reply names its opinion with; only who has the code can know it.
export const replyMark = async (code) => toHex(await followPart(code, "reply"));

// The key of the messages to the writer with that code: 16 bytes.
export const followKey = async (code) => followPart(code, "key");

// The message that the office sealed under that key: 12 bytes, then AES-128-GCM. Throws when it does not open.
export async function openMessage(key, sealed) {
  const imported = await crypto.subtle.importKey("raw", key, "AES-GCM", false, ["decrypt"]);
  const how = { name: "AES-GCM", iv: sealed.slice(0, 12) };
  return new Uint8Array(await crypto.subtle.decrypt(how, imported, sealed.slice(12)));
}
