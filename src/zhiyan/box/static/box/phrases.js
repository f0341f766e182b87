// The recovery phrase, codes copied by hand, and the tokens that follow from a phrase. Twin of solicitation/phrases.py.

import { concat, exactly, frame, hkdf, randomBytes, toBytes, toNumber } from "./bytes.js";
import { PSS_SALT_BYTES, blind, finalize, inverse, prepare } from "./blindrsa.js";
import { tokenMessage } from "./seal.js";

const SIGNS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const PHRASE_BYTES = 16;
const PHRASE_SIGNS = 26;
export const CODE_SIGNS = 18;

export const newPhrase = () => randomBytes(PHRASE_BYTES);

// The phrase as people keep it: seven groups of four signs, the last two of them check signs.
export const writePhrase = (phrase) => writeCode(toNumber(exactly(phrase, PHRASE_BYTES)) << 2n, PHRASE_SIGNS);

// The phrase in what somebody typed; throws when it is none.
export function readPhrase(typed) {
  const number = readCode(typed, PHRASE_SIGNS);
  if (number & 3n) throw new Error("not a phrase");
  return toBytes(number >> 2n, PHRASE_BYTES);
}

export function writeCode(number, signs = CODE_SIGNS) {
  if (number < 0n || number >= 32n ** BigInt(signs)) throw new Error("the number does not fit the code");
  const values = Array.from({ length: signs }, (_, place) => Number((number >> BigInt(5 * (signs - 1 - place))) & 31n));
  const code = [...values, ...checkValues(values)].map((value) => SIGNS[value]).join("");
  return code.match(/.{1,4}/g).join("-");
}

export function readCode(typed, signs = CODE_SIGNS) {
  const plain = typed.normalize("NFKC").replace(/[\s\-‐‑‒–—―_.·]+/g, "").toUpperCase();
  const values = Array.from(plain.replaceAll("O", "0").replace(/[IL]/g, "1"), (sign) => SIGNS.indexOf(sign));
  if (values.length !== signs + 2 || values.includes(-1)) throw new Error("not a code of this length");
  const check = checkValues(values.slice(0, signs));
  if (check[0] !== values[signs] || check[1] !== values[signs + 1]) throw new Error("a sign is wrong");
  return values.slice(0, signs).reduce((number, value) => (number << 5n) | BigInt(value), 0n);
}

// What the phrase gives for token number `index`, from 0, under this key of 3072 bits with e = 65537. The key is part of
// the derivation: a signer who got the same message blinded by the same factor under two keys would know it again.
export async function tokenSecrets(phrase, publicKey, { unit, cycle, purpose, index }) {
  if (publicKey.bits !== 3072 || publicKey.e !== 65537n) throw new Error("a blind key has 3072 bits and e = 65537");
  const place = frame("zhiyan/v1/token", unit, cycle, purpose, publicKey.hash, String(index));
  const derive = (label, length) => hkdf(exactly(phrase, PHRASE_BYTES), concat(place, frame(label)), length);
  let factor = 0n;
  for (let counter = 0; factor <= 0n || factor >= publicKey.n || inverse(factor, publicKey.n) === null; counter++) {
    factor = toNumber(await derive(`factor/${counter}`, publicKey.length));
  }
  const [t, prefix, salt] = [await derive("t", 32), await derive("prefix", 32), await derive("salt", PSS_SALT_BYTES)];
  return { t, prefix, salt, factor };
}

// The blinded messages of a set of tokens; the same phrase gives the same request again.
export async function requestTokens(phrase, publicKey, { unit, cycle, purpose, count }) {
  const requests = [];
  for (let index = 0; index < count; index++) {
    const { t, prefix, salt, factor } = await tokenSecrets(phrase, publicKey, { unit, cycle, purpose, index });
    const prepared = prepare(await tokenMessage(unit, cycle, purpose, t), { prefix });
    requests.push({ t, prefix, prepared, ...(await blind(publicKey, prepared, { salt, factor })) });
  }
  return requests;
}

// The tokens {t, prefix, signature}, each verified. Throws when an answer is missing or was signed with another key.
export async function finishTokens(requests, blindSignatures, publicKey) {
  if (blindSignatures.length !== requests.length) throw new Error("an answer is missing");
  const finish = async ({ t, prefix, prepared, state }, i) => {
    return { t, prefix, signature: await finalize(publicKey, prepared, blindSignatures[i], state) };
  };
  return Promise.all(requests.map(finish));
}

// GF(32) with x^5 + x^2 + 1: the powers of x, and the place of each.
const POWERS = Array.from({ length: 30 }).reduce(
  (powers) => [...powers, (powers.at(-1) << 1) ^ (powers.at(-1) & 16 ? 0b100101 : 0)],
  [1],
);

const times = (a, b) => (a && b ? POWERS[(POWERS.indexOf(a) + POWERS.indexOf(b)) % 31] : 0);

function checkValues(values) {
  const plain = values.reduce((sum, value) => sum ^ value, 0);
  const weighted = values.reduce((sum, value, i) => sum ^ times(value, POWERS[i + 2]), 0);
  const second = times(plain ^ weighted, POWERS[31 - POWERS.indexOf(1 ^ 2)]);
  return [plain ^ second, second];
}
