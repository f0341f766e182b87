// Bytes, numbers, canonical JSON, SHA-256 and HKDF: what the other modules share. Twin of kernel/canonical.py.
// Every top-level name in these modules is used once, so that they can be joined into one file.

export const utf8 = (text) => new TextEncoder().encode(text);

export function concat(...parts) {
  const whole = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

export function equalBytes(a, b) {
  if (a.length !== b.length) return false;
  let difference = 0;
  for (let i = 0; i < a.length; i++) difference |= a[i] ^ b[i];
  return difference === 0;
}

// The value itself when it is bytes of that length; throws otherwise.
export function exactly(bytes, length) {
  if (!(bytes instanceof Uint8Array) || bytes.length !== length) throw new Error(`${length} bytes are needed`);
  return bytes;
}

export const toHex = (bytes) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");

export function fromHex(text) {
  if (!/^([0-9a-f]{2})*$/.test(text)) throw new Error("not hexadecimal");
  return Uint8Array.from(text.match(/../g) ?? [], (pair) => parseInt(pair, 16));
}

export const toNumber = (bytes) => (bytes.length ? BigInt("0x" + toHex(bytes)) : 0n);

export function toBytes(number, length) {
  const hex = number.toString(16).padStart(2 * length, "0");
  if (number < 0n || hex.length > 2 * length) throw new Error("the number does not fit");
  return fromHex(hex);
}

// base64url without padding (RFC 4648, 5).
export function b64(bytes) {
  let binary = "";
  for (const byte of bytes) binary += String.fromCharCode(byte);
  return btoa(binary).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
}

// The bytes of base64url in its one spelling, of that many bytes where a length is given; throws for anything else.
export function unb64(text, length) {
  if (typeof text !== "string" || !/^[A-Za-z0-9_-]*$/.test(text)) throw new Error("not base64url");
  const bytes = Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (sign) => sign.charCodeAt(0));
  if (b64(bytes) !== text || (length !== undefined && bytes.length !== length)) throw new Error("not base64url");
  return bytes;
}

const LONE_SURROGATE = /\p{Surrogate}/u;

function spelled(value) {
  if (value === null || typeof value === "boolean") return String(value);
  if (typeof value === "number" && Number.isSafeInteger(value) && !Object.is(value, -0)) return String(value);
  if (typeof value === "string" && !LONE_SURROGATE.test(value)) return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(spelled).join(",")}]`;
  if (typeof value === "object") {
    return `{${Object.keys(value)
      .sort(byCodePoint)
      .map((name) => `${spelled(name)}:${spelled(value[name])}`)
      .join(",")}}`;
  }
  throw new Error("not a value of canonical JSON");
}

function byCodePoint(a, b) {
  const [left, right] = [Array.from(a), Array.from(b)];
  for (let i = 0; i < Math.min(left.length, right.length); i++) {
    if (left[i] !== right[i]) return left[i].codePointAt(0) - right[i].codePointAt(0);
  }
  return left.length - right.length;
}

// Canonical JSON as bytes: sorted keys, no spaces, UTF-8; whole numbers only.
export const canonical = (value) => utf8(spelled(value));

export async function sha256(...parts) {
  return new Uint8Array(await crypto.subtle.digest("SHA-256", concat(...parts)));
}

export async function hmacSha256(key, ...parts) {
  // WebCrypto refuses an empty key; HMAC fills keys up with zeros, so a zero byte is the same key.
  const secret = key.length ? key : new Uint8Array(1);
  const imported = await crypto.subtle.importKey("raw", secret, { name: "HMAC", hash: "SHA-256" }, false, ["sign"]);
  return new Uint8Array(await crypto.subtle.sign("HMAC", imported, concat(...parts)));
}

// HKDF-SHA256 with an empty salt (RFC 5869).
export async function hkdf(secret, info, length) {
  const key = await crypto.subtle.importKey("raw", secret, "HKDF", false, ["deriveBits"]);
  const how = { name: "HKDF", hash: "SHA-256", salt: new Uint8Array(), info };
  return new Uint8Array(await crypto.subtle.deriveBits(how, key, 8 * length));
}

export const randomBytes = (length) => crypto.getRandomValues(new Uint8Array(length));

// The parts, each after its length in two bytes: no two lists of parts give one string.
export function frame(...parts) {
  return concat(
    ...parts.flatMap((part) => {
      const bytes = typeof part === "string" ? utf8(part) : part;
      if (bytes.length > 0xffff) throw new Error("a part is too long to be framed");
      return [Uint8Array.of(bytes.length >> 8, bytes.length & 255), bytes];
    }),
  );
}
