// Names that pages use for what ../bytes.js does.
export { b64 as toB64, sha256, toHex, unb64 as fromB64, utf8 } from "../bytes.js";
export const fromUtf8 = (bytes) => new TextDecoder().decode(bytes);
