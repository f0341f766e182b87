// The page for writing: told first, then tokens, the words, look once more, seal, receipt.
import { b64 } from "../bytes.js";
import { newPhrase, writePhrase } from "../phrases.js";
import { TEXT_BYTES, TEXT_CHARACTERS, tidyText } from "../seal.js";
import { forget, held, hold, unused } from "./keep.js";
import { checkKey } from "./key.js";
import { all, day, fragment, get, make, show, start, stopped, tell, word } from "./page.js";
import { typedPhrase, unlock } from "./phrase.js";
import { pieces } from "./pointers.js";
import { posted, sealed } from "./posting.js";
import { svg } from "./qr.js";
import { belongs, redeem } from "./tokens.js";

const CHOICES = ["aspect", "target", "branch"];
const replyTo = /^[0-9a-f]{32}$/.test(fragment.get("reply") || "") ? fragment.get("reply") : "";
let box, state, phrase, slip, last;

const text = () => tidyText(get("text").value);
const save = () => hold(state);

function fault(field, message) {
  get(field).setAttribute("aria-invalid", String(Boolean(message)));
  get(`${field}-field`).classList.toggle("field--error", Boolean(message));
  tell(`${field}-error`, message);
  if (message) get(field).focus();
}

function before(mayUse) {
  tell("closed", box.notice ? [box.notice.sentence, box.notice.remedy].filter(Boolean).join("") : "");
  get("when").textContent = box.closes ? word("when", { day: day(box.closes) }) : "";
  get("by").textContent = box.by ? word("by", { day: day(box.by) }) : "";
  get("begin").disabled = Boolean(box.notice) || !box.batch;
  const left = unused(state).length;
  tell("here", left ? word("here", { n: left }) : "");
  get("wipe-line").hidden = !left && !state.receipts.length;
  get("kept").hidden = !state.receipts.length;
  get("kept-list").replaceChildren(...state.receipts.map(({ receipt, code }) => {
    const row = make("li"), button = make("button", word("download"), { type: "button", class: "button button--small" });
    button.addEventListener("click", () => download("huizhi.json", receipt));
    row.append(make("a", code, { href: `follow/#code=${code}`, class: "num" }), " ", button);
    return row;
  }));
  get("begin").onclick = () => {
    if (!mayUse()) return tell("before-error", word("compare"));
    tell("before-error", "");
    return next();
  };
  show("step-before");
}

// What the writer needs next: tokens, the phrase, or the form.
async function next() {
  if (state.pending) return retry();
  if (!unused(state).length) return show("step-tokens");
  phrase = phrase || (await unlock(state, (typed) => belongs(box, "writing", typed, state.tokens.writing)));
  tell("left", word("left", { n: unused(state).length }));
  get("replying").hidden = !replyTo;
  show("step-write");
  return count();
}

function count() {
  const length = [...text()].length;
  get("text-count").textContent = word("count", { n: length });
  return length;
}

function look() {
  const length = count();
  if (!text().trim()) return fault("text", word("empty"));
  if (length > TEXT_CHARACTERS) return fault("text", word("too-long", { over: length - TEXT_CHARACTERS }));
  if (new TextEncoder().encode(text()).length > TEXT_BYTES) return fault("text", word("too-many-bytes"));
  fault("text", "");
  const cut = pieces(text(), box.places || []);
  const tags = { "": "span", pointing: "mark", covered: "s" };
  get("said").replaceChildren(...cut.map((piece) =>
    make(tags[piece.kind], piece.text, piece.kind ? { class: piece.kind, ...(piece.kind === "covered" ? { title: word("covered") } : {}) } : {})));
  get("has-pointing").hidden = !cut.some((piece) => piece.kind === "pointing");
  get("has-covered").hidden = !cut.some((piece) => piece.kind === "covered");
  get("about").replaceChildren(...CHOICES.filter((name) => !get(name).closest("[hidden]")).map((name) => {
    const row = make("div");
    row.append(make("dt", word(`about-${name}`)), make("dd", get(name).selectedOptions[0].textContent));
    return row;
  }));
  return show("step-look");
}

async function seal() {
  show("step-sending");
  try {
    const index = unused(state)[0];
    const choices = Object.fromEntries(CHOICES.map((name) => [name, get(name).value]));
    slip = await sealed({ box, phrase, index, signature: state.tokens.writing[index].signature, text: text(), ...choices, replyTo });
    state.pending = { ...slip, body: b64(slip.body), salt: "" };
    save();
  } catch (error) {
    return failed(error);
  }
  return retry();
}

// Send the sealed slip, as often as it takes; the same slip is never counted twice.
async function retry() {
  if (!state.pending) return seal();
  show("step-sending");
  try {
    const receipt = await posted(box, state.pending);
    return done(receipt);
  } catch (error) {
    if (error.code === "post.batch") return resealed(error);
    return error.code === "post.spent" || error.evidence ? spent(error) : failed(error);
  }
}

// The batch was opened meanwhile and the token is not spent: seal the same words for the next batch.
async function resealed(error) {
  const before = state.pending.batch;
  state.pending = null;
  save();
  box = await start();
  return text() && box.batch && box.batch.no !== before ? seal() : failed(error);
}

function failed(error) {
  tell("failed", error.message);
  show("step-failed");
}

function spend() {
  if (state.pending) state.tokens.writing[state.pending.index].used = true;
  state.pending = null;
  save();
}

function spent(error) {
  get("has-evidence").hidden = !error.evidence;
  get("evidence").textContent = error.evidence ? JSON.stringify(error.evidence, null, 1) : "";
  spend();
  show("step-spent");
}

function done(receipt) {
  last = { receipt, text: text(), salt: slip ? slip.salt : "", code: state.pending.code };
  spend();
  get("text").value = "";
  get("accepted").textContent = word("accepted", { day: day(receipt.by) });
  get("code").textContent = last.code;
  get("follow").href = `follow/#code=${last.code}`;
  get("receipt-text").textContent = JSON.stringify(receipt);
  get("receipt-qr").replaceChildren(svg(JSON.stringify(receipt), word("qr")));
  tell("receipt-kept", "");
  get("save-proof").disabled = !last.text || !last.salt;
  show("step-done");
}

function download(name, value) {
  const link = make("a", "", { href: URL.createObjectURL(new Blob([JSON.stringify(value, null, 1)], { type: "application/json" })), download: name });
  document.body.append(link);
  link.click();
  link.remove();
}

async function card(event) {
  event.preventDefault();
  const code = get("card").value.trim();
  if (!code) return fault("card", word("card-empty"));
  fault("card", "");
  state.dance = state.dance || { card: writePhrase(newPhrase()) }; // the same phrase again when the answer was lost
  save();
  try {
    const own = typedPhrase(state.dance.card);
    state.tokens.writing = await redeem(box, own, code);
    [phrase, state.phrase, state.dance] = [own, state.dance.card, null];
    save();
    get("card").value = "";
    return next();
  } catch (error) {
    return fault("card", error.bad ? word("card-wrong") : error.message);
  }
}

function fill() {
  for (const [name, options] of [["aspect", box.aspects], ["target", box.targets], ["branch", box.branches]]) {
    get(name).append(...(options || []).map(([value, label]) => make("option", label, { value })));
  }
  get("branch-field").hidden = !(box.branches || []).length;
}

function wire() {
  get("text").addEventListener("input", count);
  get("form").addEventListener("submit", (event) => { event.preventDefault(); look(); });
  get("card-form").addEventListener("submit", card);
  get("seal").addEventListener("click", seal);
  get("retry").addEventListener("click", retry);
  get("next-token").addEventListener("click", () => (unused(state).length ? seal() : show("step-tokens")));
  get("another").addEventListener("click", next);
  get("save-receipt").addEventListener("click", () => download("huizhi.json", last.receipt));
  get("save-proof").addEventListener("click", () =>
    download("yuanwen.json", { receipt: last.receipt, text: last.text, salt: last.salt }));
  get("save-evidence").addEventListener("click", () => download("zhengju.json", JSON.parse(get("evidence").textContent)));
  get("keep-receipt").addEventListener("click", () => {
    if (!state.receipts.some((kept) => kept.code === last.code)) state.receipts.push({ receipt: last.receipt, code: last.code });
    if (state.how === "tab") state.how = "locked";
    save();
    tell("receipt-kept", word("kept"));
  });
  // Going back to change words: a slip whose posting is not certain stays pending, so its token is not used for others.
  for (const button of all("[data-edit]")) button.addEventListener("click", edit);
  for (const button of all("[data-forget]")) {
    button.addEventListener("click", () => {
      forget();
      get("text").value = "";
      show("step-cleared");
    });
  }
}

function edit() {
  if (state.pending) {
    spend();
    if (!unused(state).length) return show("step-tokens");
  }
  tell("left", word("left", { n: unused(state).length }));
  return show("step-write");
}

async function main() {
  wire();
  box = await start();
  state = held();
  fill();
  before(await checkKey(box, state));
}

main().catch(stopped);
