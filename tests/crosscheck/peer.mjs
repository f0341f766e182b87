// Runs one step of RFC 9474 with another implementation, or with the box's own module, for tests/crosscheck.
// `node peer.mjs INDEX_OF_THE_OTHER BLINDRSA_OF_THE_BOX`, the step as JSON on standard input, bytes in hex.

import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

const { RSABSSA } = await import(pathToFileURL(process.argv[2]));
const ours = await import(pathToFileURL(process.argv[3]));
const step = JSON.parse(readFileSync(0, "utf8"));
const bytes = (hex) => Uint8Array.from(Buffer.from(hex, "hex"));
const hex = (array) => Buffer.from(array).toString("hex");
const how = { name: "RSA-PSS", hash: "SHA-384" };
const [salted, prepared] = step.variant.split(".");
const suite = RSABSSA.SHA384[salted][prepared]();
const publicKey = await crypto.subtle.importKey("spki", bytes(step.spki), how, true, ["verify"]);
const saltLength = salted === "PSS" ? 48 : 0;

const STEPS = {
  async prepare({ message }) {
    return hex(suite.prepare(bytes(message)));
  },
  async blind({ message }) {
    const { blindedMsg, inv } = await suite.blind(publicKey, bytes(message));
    return { blinded: hex(blindedMsg), inverse: hex(inv) };
  },
  async sign({ pkcs8, blinded }) {
    const privateKey = await crypto.subtle.importKey("pkcs8", bytes(pkcs8), how, true, ["sign"]);
    return hex(await suite.blindSign(privateKey, bytes(blinded)));
  },
  async finalize({ message, answer, inverse }) {
    return hex(await suite.finalize(publicKey, bytes(message), bytes(answer), bytes(inverse)));
  },
  async verify({ message, signature }) {
    return suite.verify(publicKey, bytes(signature), bytes(message));
  },
  async blindInTheBox({ message }) {
    const key = await ours.importBlindKey(bytes(step.spki));
    const salt = crypto.getRandomValues(new Uint8Array(saltLength));
    const { blinded, state } = await ours.blind(key, bytes(message), { salt });
    return { blinded: hex(blinded), inverse: state.inverse.toString(16) };
  },
  async finalizeInTheBox({ message, answer, inverse }) {
    const key = await ours.importBlindKey(bytes(step.spki));
    return hex(await ours.finalize(key, bytes(message), bytes(answer), { inverse: BigInt(`0x${inverse}`), saltLength }));
  },
  async verifyInTheBox({ message, signature }) {
    const key = await ours.importBlindKey(bytes(step.spki));
    return ours.verify(key, bytes(message), bytes(signature), saltLength);
  },
};

process.stdout.write(JSON.stringify(await STEPS[step.do](step)));
