// Blind RSA signatures (RFC 9474), SHA-384, the client's part. Twin of solicitation/blindrsa.py.
//
// BigInt does not take the same time for every number, and nothing in a browser can make it: whoever could measure the
// writer's own device finely enough might learn of the blinding factor. That is accepted: the factor is used once, on
// that device, and whoever measures inside it sees the text as well.

import { concat, exactly, randomBytes, sha256, toBytes, toNumber, unb64 } from "./bytes.js";

export const MESSAGE_PREFIX_BYTES = 32;
export const PSS_SALT_BYTES = 48;
const SHA384_BYTES = 48;

// The public key in a SubjectPublicKeyInfo, as WebCrypto reads it, with its numbers and the SHA-256 of those bytes.
export async function importBlindKey(spki) {
  const key = await crypto.subtle.importKey("spki", spki, { name: "RSA-PSS", hash: "SHA-384" }, true, ["verify"]);
  const jwk = await crypto.subtle.exportKey("jwk", key);
  const [n, e] = [toNumber(unb64(jwk.n)), toNumber(unb64(jwk.e))];
  const bits = n.toString(2).length;
  return { key, n, e, bits, length: Math.ceil(bits / 8), hash: await sha256(spki) };
}

// The message with 32 random bytes in front, or as it is (RFC 9474, 4.1).
export function prepare(message, { randomize = true, prefix } = {}) {
  if (!randomize) return message;
  return concat(exactly(prefix ?? randomBytes(MESSAGE_PREFIX_BYTES), MESSAGE_PREFIX_BYTES), message);
}

// The blinded message for the signer, and the state that finalize needs (RFC 9474, 4.2).
export async function blind(publicKey, prepared, { salt = randomBytes(PSS_SALT_BYTES), factor } = {}) {
  const { n, e, bits, length } = publicKey;
  const message = toNumber(await encodePss(prepared, salt, bits - 1));
  if (inverse(message, n) === null) throw new Error("the message cannot be blinded with this key");
  const r = factor ?? randomUnit(n, length);
  const inverted = r > 0n && r < n ? inverse(r, n) : null;
  if (inverted === null) throw new Error("the blinding factor has no inverse");
  const blinded = toBytes((message * power(r, e, n)) % n, length);
  return { blinded, state: { inverse: inverted, saltLength: salt.length } };
}

// The signature over the prepared message, verified (RFC 9474, 4.4). Throws when the signer signed something else.
export async function finalize(publicKey, prepared, blindSignature, state) {
  const { n, length } = publicKey;
  const signature = toBytes((toNumber(exactly(blindSignature, length)) * state.inverse) % n, length);
  if (!(await verify(publicKey, prepared, signature, state.saltLength))) throw new Error("not signed with this key");
  return signature;
}

// Whether this is a signature over the prepared message: RSASSA-PSS (RFC 8017, 8.1.2).
export async function verify(publicKey, prepared, signature, saltLength = PSS_SALT_BYTES) {
  if (!(signature instanceof Uint8Array) || signature.length !== publicKey.length) return false;
  return crypto.subtle.verify({ name: "RSA-PSS", saltLength }, publicKey.key, signature, prepared);
}

const sha384 = async (...parts) => new Uint8Array(await crypto.subtle.digest("SHA-384", concat(...parts)));

// EMSA-PSS-ENCODE (RFC 8017, 9.1.1).
async function encodePss(message, salt, bits) {
  const length = Math.ceil(bits / 8);
  const zeros = length - salt.length - SHA384_BYTES - 2;
  if (zeros < 0) throw new Error("the modulus is too short for this hash and salt");
  const digest = await sha384(new Uint8Array(8), await sha384(message), salt);
  const block = concat(new Uint8Array(zeros), Uint8Array.of(1), salt);
  const mask = await mgf1(digest, block.length);
  const masked = block.map((byte, i) => byte ^ mask[i]);
  masked[0] &= 0xff >> (8 * length - bits);
  return concat(masked, digest, Uint8Array.of(0xbc));
}

async function mgf1(seed, length) {
  const rounds = Array.from({ length: Math.ceil(length / SHA384_BYTES) }, (_, i) => sha384(seed, toBytes(BigInt(i), 4)));
  return concat(...(await Promise.all(rounds))).slice(0, length);
}

// base ** exponent mod n, for the public exponent.
function power(base, exponent, n) {
  let result = 1n;
  for (const bit of exponent.toString(2)) {
    result = (result * result) % n;
    if (bit === "1") result = (result * base) % n;
  }
  return result;
}

// The inverse modulo n by Euclid, or null where there is none.
export function inverse(number, n) {
  let [a, b, x, y] = [number % n, n, 1n, 0n];
  while (b) {
    const quotient = a / b;
    [a, b, x, y] = [b, a - quotient * b, y, x - quotient * y];
  }
  return a === 1n ? ((x % n) + n) % n : null;
}

function randomUnit(n, length) {
  for (;;) {
    const r = toNumber(randomBytes(length));
    if (r > 0n && r < n && inverse(r, n) !== null) return r;
  }
}
