// HPKE in base mode, one message: DHKEM(P-256, HKDF-SHA256), HKDF-SHA256, AES-128-GCM (RFC 9180), no aad.

import { concat, exactly, hmacSha256, utf8 } from "./bytes.js";

export const POINT_BYTES = 65;
const CURVE = { name: "ECDH", namedCurve: "P-256" };
const KEM_SUITE = concat(utf8("KEM"), Uint8Array.of(0, 0x10));
const HPKE_SUITE = concat(utf8("HPKE"), Uint8Array.of(0, 0x10, 0, 1, 0, 1));
const NOTHING = new Uint8Array();

// The message sealed to that point of P-256: the encapsulated key (65 bytes), then the ciphertext.
export async function hpkeSeal(point, info, plain) {
  const ephemeral = await crypto.subtle.generateKey(CURVE, true, ["deriveBits"]);
  const enc = new Uint8Array(await crypto.subtle.exportKey("raw", ephemeral.publicKey));
  const secret = await sharedSecret(ephemeral.privateKey, exactly(point, POINT_BYTES), enc, point);
  const { key, iv } = await schedule(secret, info, "encrypt");
  return concat(enc, new Uint8Array(await crypto.subtle.encrypt({ name: "AES-GCM", iv }, key, plain)));
}

// The message in what hpkeSeal made, with the recipient's key pair (WebCrypto, ECDH). Throws when it does not open.
export async function hpkeOpen(pair, info, sealed) {
  const enc = sealed.slice(0, POINT_BYTES);
  const point = new Uint8Array(await crypto.subtle.exportKey("raw", pair.publicKey));
  const { key, iv } = await schedule(await sharedSecret(pair.privateKey, enc, enc, point), info, "decrypt");
  return new Uint8Array(await crypto.subtle.decrypt({ name: "AES-GCM", iv }, key, sealed.slice(POINT_BYTES)));
}

async function sharedSecret(privateKey, theirPoint, enc, recipient) {
  const theirs = await crypto.subtle.importKey("raw", theirPoint, CURVE, false, []);
  const dh = new Uint8Array(await crypto.subtle.deriveBits({ name: "ECDH", public: theirs }, privateKey, 256));
  const prk = await labeledExtract(KEM_SUITE, NOTHING, "eae_prk", dh);
  return labeledExpand(KEM_SUITE, prk, "shared_secret", concat(enc, recipient), 32);
}

async function schedule(secret, info, use) {
  const pskId = await labeledExtract(HPKE_SUITE, NOTHING, "psk_id_hash", NOTHING);
  const context = concat(Uint8Array.of(0), pskId, await labeledExtract(HPKE_SUITE, NOTHING, "info_hash", info));
  const prk = await labeledExtract(HPKE_SUITE, secret, "secret", NOTHING);
  const raw = await labeledExpand(HPKE_SUITE, prk, "key", context, 16);
  const iv = await labeledExpand(HPKE_SUITE, prk, "base_nonce", context, 12);
  return { key: await crypto.subtle.importKey("raw", raw, "AES-GCM", false, [use]), iv };
}

const labeledExtract = (suite, salt, label, input) => hmacSha256(salt, utf8("HPKE-v1"), suite, utf8(label), input);

// HKDF-Expand of at most one block of SHA-256, which is all that this suite needs.
async function labeledExpand(suite, prk, label, info, length) {
  const labeled = concat(Uint8Array.of(length >> 8, length & 255), utf8("HPKE-v1"), suite, utf8(label), info);
  return (await hmacSha256(prk, labeled, Uint8Array.of(1))).slice(0, length);
}
