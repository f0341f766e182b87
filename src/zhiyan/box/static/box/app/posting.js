// One opinion: committed to, sealed, posted, and believed only when the receipt verifies.
import { b64, randomBytes, unb64 } from "../bytes.js";
import { followCode, verifyReceipt } from "../receipt.js";
import { makePost, textFault, tidyText } from "../seal.js";
import { ask, Trouble, word } from "./page.js";
import { tokenAt } from "./tokens.js";

// Seal one slip: { body, c, salt, code, index, purpose, batch }. Nothing leaves the browser here. The salt is random, so
// keep `body` until the receipt is there: the same bytes again get the same receipt, other bytes are refused.
export async function sealed({ box, purpose = "writing", phrase, index, signature, text, aspect = "", target = "", branch = "", replyTo = "" }) {
  const words = tidyText(text);
  if (textFault(words, purpose)) throw new Trouble(word("text-wrong"));
  const batch = box.batch.no, salt = randomBytes(32);
  const token = await tokenAt(box, purpose, phrase, index, signature);
  const slip = { text: words, salt, aspect, target, branch, reply_to: replyTo };
  const { body, c } = await makePost(token, slip, { unit: box.unit, cycle: box.cycle, purpose, batch, point: unb64(box.batch.public, 65) });
  return { body, c: b64(c), salt: b64(salt), code: await followCode(salt, c), index, purpose, batch };
}

// Post what was sealed. Returns the verified receipt; throws Trouble: `network` to try again, `evidence` for a spent token.
export async function posted(box, slip) {
  const body = typeof slip.body === "string" ? unb64(slip.body) : slip.body;
  const receipt = await ask("post", { method: "POST", body, headers: { "Content-Type": "application/octet-stream" } });
  const { purpose, batch, c } = slip;
  try {
    await verifyReceipt(receipt, unb64(box.receipts.public, 32), { unit: box.unit, cycle: box.cycle, purpose, batch, c });
  } catch {
    throw new Trouble(word("receipt-wrong"), "", { network: true });
  }
  return receipt;
}

// Seal and post in one go: { receipt, c, salt, code }. `onSealed(slip)` may keep the sealed bytes for a second try.
export async function postSlip({ onSealed = () => {}, ...options }) {
  const slip = await sealed(options);
  onSealed(slip);
  return { receipt: await posted(options.box, slip), c: slip.c, salt: slip.salt, code: slip.code };
}
