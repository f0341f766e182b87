// Making a key: choose a passphrase, save the file, try the saved file once, only then register the public half.
import { b64, unb64 } from "../../box/bytes.js";
import { lockFile, makePair, unlockFile, wrap } from "./keyfile.js";

const place = document.getElementById("make");
const get = (id) => document.getElementById(id);
const words = (name) => place.querySelector(`[data-word="${name}"]`).textContent;
const kind = place.dataset.kind;
const SHORTEST = 12;
let made = null;

function tell(id, text) {
  get(id).querySelector("[data-text]").textContent = text;
  get(id).hidden = !text;
}

function step(name) {
  for (const part of place.querySelectorAll("[data-part]")) part.hidden = part.dataset.part !== name;
  const heading = place.querySelector(`[data-part="${name}"] h2`);
  heading.tabIndex = -1;
  heading.focus();
}

async function create(event) {
  event.preventDefault();
  const passphrase = get("passphrase").value;
  if ([...passphrase].length < SHORTEST) return tell("make-error", words("short"));
  if (passphrase !== get("passphrase2").value) return tell("make-error", words("unlike"));
  tell("make-error", "");
  get("create").disabled = true;
  const pair = await makePair();
  const file = await lockFile(pair, passphrase, { kind, place: place.dataset.place });
  made = { point: b64(pair.point), wrapped: place.dataset.second ? await wrap(pair, unb64(place.dataset.second), place.dataset.place) : "" };
  const link = get("save");
  link.href = URL.createObjectURL(new Blob([file], { type: "application/json" }));
  get("create").disabled = false;
  for (const field of ["passphrase", "passphrase2"]) get(field).value = "";
  return step("save");
}

async function attempt(event) {
  event.preventDefault();
  const file = get("tried").files[0];
  if (!file || !get("tried-passphrase").value) return tell("try-error", words("both"));
  try {
    const pair = await unlockFile(await file.text(), get("tried-passphrase").value, { kind, place: place.dataset.place });
    if (b64(pair.point) !== made.point) return tell("try-error", words("other"));
  } catch (error) {
    return tell("try-error", words(error.message));
  }
  get("tried-passphrase").value = "";
  tell("try-error", "");
  place.querySelector("[name=public_key]").value = made.point;
  place.querySelector("[name=wrapped]").value = made.wrapped;
  return step("register");
}

if (place && globalThis.crypto && crypto.subtle) {
  get("make-form").addEventListener("submit", create);
  get("try-form").addEventListener("submit", attempt);
  get("saved").addEventListener("click", () => step("try"));
  step("make");
} else if (place) {
  place.querySelector("[data-part=unable]").hidden = false;
}
