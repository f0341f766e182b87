// Drawing: the phrase is made here; the desk's page signs what it cannot read; here the tokens are finished and checked.
import { newPhrase, writePhrase } from "../phrases.js";
import { forget, held, hold, unused } from "./keep.js";
import { checkKey } from "./key.js";
import { all, base, cycle, day, fragment, get, show, start, stopped, tail, tell, unit, word } from "./page.js";
import { askPhrase, typedPhrase } from "./phrase.js";
import { svg } from "./qr.js";
import { finished, packed, requests, unpacked } from "./tokens.js";

const purpose = fragment.get("p") === "rating" ? "rating" : "writing";
const nonce = fragment.get("n") || "";
const signatures = fragment.get("s") || "";
const deskPath = `/${unit}/${cycle}/solicitation/draw/${purpose === "rating" ? "rating/" : ""}`;
let box, state;

// Leave the address clean: what it carried is for this page alone.
const clean = () => history.replaceState(null, "", base + "draw/" + tail);

function begin(mayUse) {
  const left = unused(state, purpose).length;
  tell("already", left ? word("already", { n: left }) : "");
  get("from-desk").hidden = !nonce;
  get("not-from-desk").hidden = Boolean(nonce);
  get("to-desk").href = box.desk + deskPath;
  const guarded = (go) => () => {
    if (!mayUse()) return tell("start-error", word("compare"));
    tell("start-error", "");
    return go();
  };
  get("begin").onclick = guarded(() => made(newPhrase()));
  get("again-phrase").onclick = guarded(async () => made(await askPhrase()));
  show("step-start");
}

// Show the phrase, ask whose device this is, then go to the desk for the signatures.
function made(phrase) {
  get("made").textContent = writePhrase(phrase);
  get("go").onclick = async () => {
    get("go").disabled = true;
    const how = document.querySelector("[name=how]:checked").value;
    state.dance = { phrase: writePhrase(phrase), how, purpose, nonce };
    hold(state);
    const set = await requests(box, purpose, phrase);
    location.assign(`${box.desk}${deskPath}#${new URLSearchParams({ n: nonce, b: packed(set.map((each) => each.blinded)) })}`);
  };
  show("step-made");
}

// Back from the desk: finish, check, keep as the writer chose.
async function back() {
  const dance = state.dance && state.dance.purpose === purpose ? state.dance : null;
  const phrase = dance ? typedPhrase(dance.phrase) : await askPhrase();
  let tokens = null;
  try {
    tokens = await finished(box, purpose, phrase, unpacked(signatures));
  } catch {
    tokens = null;
  }
  if (!tokens || !tokens.length) return refused();
  const before = state.tokens[purpose] || [];
  const same = (token) => before.some((old) => old.used && old.signature === token.signature);
  state.tokens[purpose] = tokens.map((token) => ({ ...token, used: same(token) }));
  Object.assign(state, { phrase: writePhrase(phrase), how: dance ? dance.how : state.how, dance: null });
  hold(state);
  return done(tokens.length);
}

function refused() {
  tell("refused", word("bad-signature"));
  get("retype").onclick = () => {
    state.dance = null;
    return back();
  };
  show("step-refused");
}

function done(number) {
  get("got").textContent = word("got", { n: number });
  get("where").textContent = word(`where-${state.how}`);
  get("later").textContent = box.opens && box.state !== "open" ? word("later", { day: day(box.opens) }) : "";
  const address = `${location.origin}${base}draw/#${new URLSearchParams({ p: purpose, s: signatures })}`;
  get("elsewhere").addEventListener("toggle", () => {
    if (!get("elsewhere-qr").firstChild) get("elsewhere-qr").append(svg(address, word("qr")));
  });
  get("forget").onclick = () => {
    forget();
    show("step-cleared");
  };
  clean();
  show("step-done");
}

async function main() {
  box = await start(purpose === "rating" ? "rating.json" : "box.json");
  state = held();
  for (const choice of all("[name=how]")) choice.checked = choice.value === state.how;
  const mayUse = await checkKey(box, state, purpose);
  if (signatures) return back();
  return begin(mayUse);
}

main().catch(stopped);
