// Key files: a P-256 private key under a passphrase (PBKDF2-SHA256, AES-256-GCM). The passphrase and the key stay here.
import { b64, frame, randomBytes, unb64, utf8 } from "../../box/bytes.js";
import { hpkeOpen, hpkeSeal } from "../../box/hpke.js";

const CURVE = { name: "ECDH", namedCurve: "P-256" };
const ROUNDS = 600000;

// A new key pair: { point: 65 bytes, scalar: 32 bytes }.
export async function makePair() {
  const pair = await crypto.subtle.generateKey(CURVE, true, ["deriveBits"]);
  const point = new Uint8Array(await crypto.subtle.exportKey("raw", pair.publicKey));
  const { d } = await crypto.subtle.exportKey("jwk", pair.privateKey);
  return { point, scalar: unb64(d) };
}

async function keyOf(passphrase, salt, rounds) {
  const base = await crypto.subtle.importKey("raw", utf8(passphrase.normalize("NFKC")), "PBKDF2", false, ["deriveKey"]);
  const how = { name: "PBKDF2", hash: "SHA-256", salt, iterations: rounds };
  return crypto.subtle.deriveKey(how, base, { name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
}

// What is saved: everything but the passphrase. `kind` is "batch" or "second", `place` unit/cycle.
export async function lockFile(pair, passphrase, { kind, place }) {
  const salt = randomBytes(16), iv = randomBytes(12), additionalData = utf8(`${kind}/${place}`);
  const key = await keyOf(passphrase, salt, ROUNDS);
  const sealed = new Uint8Array(await crypto.subtle.encrypt({ name: "AES-GCM", iv, additionalData }, key, pair.scalar));
  return JSON.stringify({
    zhiyan: "key/v1", kind, place, public: b64(pair.point), rounds: ROUNDS, salt: b64(salt), iv: b64(iv), sealed: b64(sealed),
  }, null, 1);
}

// The pair in a saved file. Throws an Error whose message is "file" (no key file), "place" or "passphrase".
export async function unlockFile(text, passphrase, { kind, place }) {
  let file;
  try {
    file = JSON.parse(text);
    if (file.zhiyan !== "key/v1" || file.kind !== kind) throw new Error("file");
  } catch {
    throw new Error("file");
  }
  if (file.place !== place) throw new Error("place");
  try {
    const additionalData = utf8(`${kind}/${place}`), rounds = Math.min(Number(file.rounds), 10_000_000);
    const key = await keyOf(passphrase, unb64(file.salt), rounds);
    const plain = await crypto.subtle.decrypt({ name: "AES-GCM", iv: unb64(file.iv), additionalData }, key, unb64(file.sealed));
    return { point: unb64(file.public, 65), scalar: new Uint8Array(plain) };
  } catch {
    throw new Error("passphrase");
  }
}

const copyInfo = (place, point) => frame("zhiyan/v1/second", place, point);

// The copy of a batch key for the second keyholder.
export const wrap = async (pair, second, place) => b64(await hpkeSeal(second, copyInfo(place, pair.point), pair.scalar));

// The batch key in a copy, with the second keyholder's own pair. Throws "copy" where it does not open.
export async function unwrap(wrapped, point, own, place) {
  const [x, y, d] = [own.point.slice(1, 33), own.point.slice(33), own.scalar].map(b64);
  const jwk = { kty: "EC", crv: "P-256", x, y };
  try {
    const privateKey = await crypto.subtle.importKey("jwk", { ...jwk, d }, CURVE, true, ["deriveBits"]);
    const publicKey = await crypto.subtle.importKey("jwk", jwk, CURVE, true, []);
    return { point, scalar: new Uint8Array(await hpkeOpen({ privateKey, publicKey }, copyInfo(place, point), unb64(wrapped))) };
  } catch {
    throw new Error("copy");
  }
}
