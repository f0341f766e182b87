// Tokens of a phrase: the blinded set for the signer, and what comes back, verified.
import { importBlindKey, verify } from "../blindrsa.js";
import { b64, concat, unb64 } from "../bytes.js";
import { finishTokens, requestTokens, tokenSecrets } from "../phrases.js";
import { tokenMessage } from "../seal.js";
import { send, Trouble } from "./page.js";

const SIGNATURE = 384;

const place = (box, purpose) => ({ unit: box.unit, cycle: box.cycle, purpose });

// How many tokens a person draws: s for writing, one for rating.
export const setSize = (box, purpose) => (purpose === "rating" ? 1 : box.s);

const blindKey = (box, purpose) => importBlindKey(unb64(box.keys[purpose].spki));

// The blinded messages of a phrase's whole set. The same phrase gives the same set.
export async function requests(box, purpose, phrase) {
  return requestTokens(phrase, await blindKey(box, purpose), { ...place(box, purpose), count: setSize(box, purpose) });
}

export const packed = (list) => b64(concat(...list));

// The signatures that the desk's page packed; none where they do not come out even.
export function unpacked(text) {
  const bytes = unb64(text);
  if (bytes.length % SIGNATURE) return [];
  return Array.from({ length: bytes.length / SIGNATURE }, (_, n) => bytes.slice(n * SIGNATURE, (n + 1) * SIGNATURE));
}

// The tokens of a set, each verified, as keep.js holds them; null where one does not fit the phrase and the unit's key.
export async function finished(box, purpose, phrase, blindSignatures) {
  try {
    const made = await finishTokens(await requests(box, purpose, phrase), blindSignatures, await blindKey(box, purpose));
    return made.map((token) => ({ signature: b64(token.signature), used: false }));
  } catch {
    return null;
  }
}

// The whole token {t, prefix, signature} at a place of the set.
export async function tokenAt(box, purpose, phrase, index, signature) {
  const { t, prefix } = await tokenSecrets(phrase, await blindKey(box, purpose), { ...place(box, purpose), index });
  return { t, prefix, signature: unb64(signature) };
}

// Whether this phrase is the one of the tokens held here: the first signature verifies with what the phrase gives.
export async function belongs(box, purpose, phrase, held) {
  try {
    const { t, prefix, signature } = await tokenAt(box, purpose, phrase, 0, held[0].signature);
    const message = await tokenMessage(box.unit, box.cycle, purpose, t);
    return await verify(await blindKey(box, purpose), concat(prefix, message), signature);
  } catch {
    return false;
  }
}

// Exchange a card's code for a set of tokens of this phrase.
export async function redeem(box, phrase, code) {
  const set = await requests(box, "writing", phrase);
  const answer = await send("redeem", { code, blinded: set.map((each) => b64(each.blinded)) });
  const tokens = await finished(box, "writing", phrase, answer.signatures.map((text) => unb64(text)));
  if (!tokens) throw new Trouble("", "", { bad: true });
  return tokens;
}
