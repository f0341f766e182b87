// Whether this is the key on the paper: told by the QR's fragment, compared before, or compared now by the reader.
import { hold } from "./keep.js";
import { get, show, standing, tell, word } from "./page.js";

// Show the 20 digits in `#digits`; a key that is not the paper's ends the page. Returns a function: true once it may be used,
// false while the reader has not said that the digits agree (`#same`).
export async function checkKey(box, state, purpose = "writing") {
  const pins = state.pins || {};
  const found = await standing(box, purpose, pins[purpose]);
  get("digits").textContent = found.digits;
  if (found.state === "differs") {
    tell("trouble", word("key-differs"));
    get("again").hidden = true;
    show("step-trouble");
    return new Promise(() => {});
  }
  const accept = () => hold(Object.assign(state, { pins: { ...pins, [purpose]: found.hash } }));
  get("key-match").hidden = found.state !== "match";
  get("key-unknown").hidden = found.state !== "unknown";
  if (found.state === "match") accept();
  get("same").addEventListener("change", () => { if (get("same").checked) accept(); });
  return () => found.state === "match" || get("same").checked;
}
