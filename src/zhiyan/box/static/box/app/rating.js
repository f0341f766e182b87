// Rate the disclosed measures: one token, one ballot, sealed in this browser, never to be changed.
import { b64, canonical } from "../bytes.js";
import { held, hold, unused } from "./keep.js";
import { checkKey } from "./key.js";
import { base, day, get, make, show, start, tail, tell, word } from "./page.js";
import { unlock } from "./phrase.js";
import { posted, sealed } from "./posting.js";
import { belongs } from "./tokens.js";

const COMMENT_CHARACTERS = 500;
let box, state, phrase;

const comment = () => get("comment").value.replace(/\r\n?/g, "\n").trim();
const score = (n) => document.querySelector(`[name=m${n}]:checked`).value;
const scores = () => box.measures.map((_measure, n) => score(n)).join("");

function before(mayUse) {
  tell("closed", box.notice ? [box.notice.sentence, box.notice.remedy].filter(Boolean).join("") : "");
  get("when").textContent = box.closes ? word("when", { day: day(box.closes) }) : "";
  get("begin").disabled = Boolean(box.notice) || !box.batch;
  get("begin").onclick = () => {
    if (!mayUse()) return tell("before-error", word("compare"));
    tell("before-error", "");
    return next();
  };
  show("step-before");
}

async function next() {
  if (state.ballot) return retry();
  if (!unused(state, "rating").length) return show("step-tokens");
  phrase = phrase || (await unlock(state, (typed) => belongs(box, "rating", typed, state.tokens.rating)));
  return show("step-ballot");
}

// One measure: its words, then the choices; nothing is chosen for the reader but "no vote".
function question(measure, n) {
  const set = make("fieldset", "", { class: "field" });
  set.append(make("legend", `${measure.label} ${measure.text}`, { class: "field__label" }));
  for (const value of ["1", "2", "3", "0"]) {
    const id = `m${n}-${value}`;
    const choice = make("div", "", { class: "field--check" });
    const radio = make("input", "", { type: "radio", name: `m${n}`, id, value });
    radio.checked = value === "0";
    choice.append(radio, make("label", word(`score-${value}`), { for: id }));
    set.append(choice);
  }
  return set;
}

function look() {
  const over = [...comment()].length - COMMENT_CHARACTERS;
  tell("comment-error", over > 0 ? word("comment-long", { over }) : "");
  if (over > 0) return get("comment").focus();
  const empty = !scores().replaceAll("0", "") && !comment();
  tell("ballot-error", empty ? word("none") : "");
  if (empty) return undefined;
  get("chosen").replaceChildren(...box.measures.map((measure, n) => {
    const row = make("div");
    row.append(make("dt", `${measure.label} ${measure.text}`), make("dd", word(`score-${score(n)}`)));
    return row;
  }));
  get("said").textContent = comment();
  get("said-figure").hidden = !comment();
  return show("step-look");
}

async function seal() {
  show("step-sending");
  try {
    const index = unused(state, "rating")[0];
    const text = new TextDecoder().decode(canonical({ v: 1, m: box.list, s: scores(), c: comment() }));
    const { signature } = state.tokens.rating[index];
    const slip = await sealed({ box, purpose: "rating", phrase, index, signature, text });
    state.ballot = { ...slip, body: b64(slip.body), salt: "", code: "" };
    hold(state);
  } catch (error) {
    return failed(error);
  }
  return retry();
}

async function retry() {
  if (!state.ballot) return seal();
  show("step-sending");
  try {
    return done(await posted(box, state.ballot));
  } catch (error) {
    return error.evidence ? spent(error) : failed(error);
  }
}

function failed(error) {
  tell("failed", error.message);
  show("step-failed");
}

function spend() {
  state.tokens.rating[state.ballot.index].used = true;
  state.ballot = null;
  hold(state);
}

function spent(error) {
  get("evidence").textContent = JSON.stringify(error.evidence, null, 1);
  spend();
  show("step-spent");
}

function done(receipt) {
  spend();
  get("ballot").reset();
  get("accepted").textContent = word("accepted", { day: day(receipt.by) });
  get("receipt-text").textContent = JSON.stringify(receipt);
  get("save-receipt").onclick = () => {
    const file = new Blob([JSON.stringify(receipt, null, 1)], { type: "application/json" });
    make("a", "", { href: URL.createObjectURL(file), download: "xuanpiao-huizhi.json" }).click();
  };
  show("step-done");
}

async function main() {
  box = await start("rating.json");
  state = held();
  get("to-draw").href = `${base}draw/#${new URLSearchParams([...new URLSearchParams(tail.slice(1)), ["p", "rating"]])}`;
  get("measures").replaceChildren(...box.measures.map(question));
  get("ballot").addEventListener("submit", (event) => { event.preventDefault(); look(); });
  get("seal").addEventListener("click", seal);
  get("retry").addEventListener("click", retry);
  get("edit").addEventListener("click", () => show("step-ballot"));
  before(await checkKey(box, state, "rating"));
}

main();
