// Opening a batch: the saved file and its passphrase give the key here; it is lent to the server for this one request.
import { b64, unb64 } from "../../box/bytes.js";
import { unlockFile, unwrap } from "./keyfile.js";

const place = document.getElementById("open");
const get = (id) => document.getElementById(id);
const words = (name) => place.querySelector(`[data-word="${name}"]`).textContent;

function tell(text) {
  get("open-error").querySelector("[data-text]").textContent = text;
  get("open-error").hidden = !text;
}

// The batch key: of the keyholder's own file, or out of the copy with the second keyholder's file.
async function keyOf(text, passphrase) {
  const here = { place: place.dataset.place };
  const kind = /"kind":\s*"second"/.test(text) ? "second" : "batch";
  const pair = await unlockFile(text, passphrase, { ...here, kind });
  if (kind === "batch") return pair;
  if (!place.dataset.wrapped) throw new Error("copy");
  return unwrap(place.dataset.wrapped, unb64(place.dataset.public), pair, place.dataset.place);
}

async function lend(event) {
  event.preventDefault();
  const file = get("file").files[0];
  if (!file || !get("passphrase").value) return tell(words("both"));
  get("lend").disabled = true;
  try {
    const pair = await keyOf(await file.text(), get("passphrase").value);
    if (b64(pair.point) !== place.dataset.public) throw new Error("other");
    place.querySelector("[name=private_key]").value = b64(pair.scalar);
    get("passphrase").value = "";
    tell("");
    place.querySelector("form[method=post]").submit();
  } catch (error) {
    tell(words(error.message));
    get("lend").disabled = false;
  }
}

if (place && place.querySelector("[name=private_key]") && get("lend-form")) get("lend-form").addEventListener("submit", lend);
