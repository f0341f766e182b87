// Verifying Ed25519 (RFC 8032, 5.1.7): WebCrypto where the browser has it, BigInt where not. Public data only, so that
// BigInt's uneven timing gives nothing away.

import { concat, equalBytes } from "./bytes.js";

const P = 2n ** 255n - 19n;
const L = 2n ** 252n + 27742317777372353535851937790883648493n;

const mod = (a) => ((a % P) + P) % P;
const fromLittle = (bytes) => bytes.reduceRight((number, byte) => (number << 8n) | BigInt(byte), 0n);

function powerModP(base, exponent) {
  let result = 1n;
  for (const bit of exponent.toString(2)) {
    result = mod(result * result);
    if (bit === "1") result = mod(result * base);
  }
  return result;
}

const D = mod(-121665n * powerModP(121666n, P - 2n));
const ROOT_OF_MINUS_ONE = powerModP(2n, (P - 1n) / 4n);

// Points in extended coordinates [X, Y, Z, T] (RFC 8032, 5.1.4).
function addPoints([x1, y1, z1, t1], [x2, y2, z2, t2]) {
  const [a, b] = [mod((y1 - x1) * (y2 - x2)), mod((y1 + x1) * (y2 + x2))];
  const [c, d] = [mod(2n * t1 * t2 * D), mod(2n * z1 * z2)];
  const [e, f, g, h] = [b - a, d - c, d + c, b + a];
  return [mod(e * f), mod(g * h), mod(f * g), mod(e * h)];
}

function multiplyPoint(point, scalar) {
  let sum = [0n, 1n, 1n, 0n];
  for (const bit of scalar.toString(2)) {
    sum = addPoints(sum, sum);
    if (bit === "1") sum = addPoints(sum, point);
  }
  return sum;
}

// The point in 32 bytes (RFC 8032, 5.1.3), or null.
function decodePoint(bytes) {
  const number = fromLittle(bytes);
  const [sign, y] = [number >> 255n, number & (2n ** 255n - 1n)];
  if (y >= P) return null;
  const [u, v] = [mod(y * y - 1n), mod(D * y * y + 1n)];
  let x = mod(u * powerModP(v, 3n) * powerModP(u * powerModP(v, 7n), (P - 5n) / 8n));
  if (mod(v * x * x) === mod(-u)) x = mod(x * ROOT_OF_MINUS_ONE);
  if (mod(v * x * x) !== u || (x === 0n && sign)) return null;
  if ((x & 1n) !== sign) x = P - x;
  return [x, y, 1n, mod(x * y)];
}

function encodePoint([x, y, z]) {
  const inverted = powerModP(z, P - 2n);
  let number = mod(y * inverted) | ((mod(x * inverted) & 1n) << 255n);
  return Uint8Array.from({ length: 32 }, () => {
    const byte = Number(number & 255n);
    number >>= 8n;
    return byte;
  });
}

const BASE_POINT = decodePoint(Uint8Array.of(0x58, ...Array(31).fill(0x66)));

// Whether the signature is this key's over the message, without WebCrypto's Ed25519 (its SHA-512 is needed).
export async function verifyEd25519Plain(publicKey, message, signature) {
  if (publicKey.length !== 32 || signature.length !== 64) return false;
  const [r, s] = [signature.slice(0, 32), fromLittle(signature.slice(32))];
  const key = decodePoint(publicKey);
  if (key === null || s >= L) return false;
  const hash = new Uint8Array(await crypto.subtle.digest("SHA-512", concat(r, publicKey, message)));
  const negative = [mod(-key[0]), key[1], key[2], mod(-key[3])];
  const expected = addPoints(multiplyPoint(BASE_POINT, s), multiplyPoint(negative, fromLittle(hash) % L));
  return equalBytes(encodePoint(expected), r);
}

// Whether the signature is this key's (32 bytes) over the message.
export async function verifyEd25519(publicKey, message, signature) {
  let key;
  try {
    key = await crypto.subtle.importKey("raw", publicKey, "Ed25519", false, ["verify"]);
  } catch {
    return verifyEd25519Plain(publicKey, message, signature);
  }
  return crypto.subtle.verify("Ed25519", key, signature, message);
}
