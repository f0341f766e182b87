// Whether the key that signs tokens is the one in the unit's log, under a head that a superior countersigned.

import { fromHex, toHex, unb64, utf8 } from "./bytes.js";
import { leafHash, verifyInclusion } from "./merkle.js";
import { keyId, verifyHead, verifySigned } from "./receipt.js";

const KEY_EVENTS = { writing: "box.drawing_opened", rating: "rating.drawing" };

// "witnessed", "unwitnessed", or "missing" where the proof does not show this key in the log of this unit and year.
// `shown` is what key-<purpose>.json holds, `hash` the SHA-256 of the key that the page was given.
export async function keyInLog(shown, { unit, cycle, purpose, hash }) {
  try {
    const { head, entry } = shown;
    if (!(await isSigned(head, shown.keys)) || head.log !== unit) return "missing";
    const { event, facts } = JSON.parse(entry.body);
    if (event !== KEY_EVENTS[purpose] || facts.cycle !== cycle || facts.keys[purpose] !== toHex(hash)) return "missing";
    const leaf = await leafHash(utf8(entry.body));
    const path = entry.proof.map(fromHex);
    if (!(await verifyInclusion(leaf, entry.index, head.size, path, fromHex(head.root)))) return "missing";
    for (const witness of shown.witnesses) if (await covers(witness, head)) return "witnessed";
    return "unwitnessed";
  } catch {
    return "missing";
  }
}

async function isSigned(head, keys) {
  for (const { public: key } of keys) {
    try {
      await verifyHead(head, unb64(key, 32));
      return true;
    } catch {
      // an older key of the unit may have signed it
    }
  }
  return false;
}

async function covers({ statement, public: key }, head) {
  try {
    const said = await verifySigned(statement, "countersignature", unb64(key, 32));
    const same = ["log", "epoch", "size", "root"].every((name) => said[name] === head[name]);
    return same && said.witness !== head.log && said.key === (await keyId(unb64(key, 32)));
  } catch {
    return false;
  }
}
