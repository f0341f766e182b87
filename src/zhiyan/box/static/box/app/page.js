// What every page of the box does: which box this is, its parameters, the words, one step shown at a time.
import { sha256, toHex, unb64 } from "../bytes.js";
import { keyInLog } from "../keyproof.js";
import { keyDigits, keySha256 } from "../seal.js";

const ADDRESS = /^\/(en\/)?([^/]+)\/([^/]+)\/(.*)$/;
const found = location.pathname.match(ADDRESS) || [];
export const english = Boolean(found[1]);
export const unit = decodeURIComponent(found[2] || "");
export const cycle = decodeURIComponent(found[3] || "");
export const base = `${english ? "/en" : ""}/${found[2] || ""}/${found[3] || ""}/`;
export const fragment = new URLSearchParams(location.hash.slice(1));

export const get = (id) => document.getElementById(id);
export const all = (selector, root = document) => Array.from(root.querySelectorAll(selector));

// A sentence of the page's own list, {name} replaced.
export function word(name, values = {}) {
  const place = document.querySelector(`[data-word="${name}"]`);
  const text = place ? place.textContent : name;
  return text.replace(/\{(\w+)\}/g, (whole, key) => (key in values ? String(values[key]) : whole));
}

let moved = false;

// Show one step, hide the others; after the first, let the reader begin at its heading.
export function show(id) {
  for (const step of all("[data-step]")) step.hidden = step.id !== id;
  const heading = get(id).querySelector("h1, h2");
  if (heading && moved) {
    heading.tabIndex = -1;
    heading.focus({ preventScroll: true });
  }
  moved = true;
  window.scrollTo(0, 0);
}

// A sentence in a place of the page; the place is hidden while there is none.
export function tell(id, text) {
  const place = get(id);
  (place.querySelector("[data-text]") || place).textContent = text;
  place.hidden = !text;
}

// A failure in words: what happened and what to do about it.
export class Trouble extends Error {
  constructor(sentence, remedy = "", extra = {}) {
    super([sentence, remedy].filter(Boolean).join(english ? " " : ""));
    Object.assign(this, extra);
  }
}

const OPTIONS = { credentials: "omit", referrerPolicy: "no-referrer", cache: "no-store", redirect: "error" };

// Ask the box. Nothing about the reader goes along. A failed network throws Trouble with `network`.
export async function ask(path, options = {}) {
  let response;
  try {
    response = await fetch(base + path, { ...OPTIONS, ...options });
  } catch {
    throw new Trouble(word("no-network"), "", { network: true });
  }
  const body = await response.json().catch(() => null);
  if (!body) throw new Trouble(word("no-answer"), "", { network: true });
  if (!response.ok) {
    const busy = response.status >= 500 || response.status === 429;
    throw new Trouble(body.sentence || word("no-answer"), body.remedy, {
      network: busy, code: body.code, evidence: body.evidence, status: response.status,
    });
  }
  return body;
}

export const send = (path, value) =>
  ask(path, { method: "POST", body: JSON.stringify(value), headers: { "Content-Type": "application/json" } });

// How the unit's key stands to what the paper's QR told, or to the one compared before (`pin`): match, differs, unknown.
// A key that is not in the unit's log differs, whatever it is.
export async function standing(box, purpose = "writing", pin = "") {
  const hash = await keySha256(unb64(box.keys[purpose].spki));
  const receipts = toHex(await sha256(unb64(box.receipts.public)));
  const told = [purpose === "writing" ? fragment.get("k") : "", pin].filter(Boolean);
  const wrong = told.some((wanted) => wanted !== toHex(hash)) || (fragment.get("r") || receipts) !== receipts;
  const shown = await ask(`key-${purpose}.json`);
  const inLog = await keyInLog(shown, { unit: box.unit, cycle: box.cycle, purpose, hash });
  get("unwitnessed").hidden = inLog === "witnessed";
  return { digits: await keyDigits(hash), state: wrong || inLog === "missing" ? "differs" : told.length ? "match" : "unknown", hash: toHex(hash) };
}

// Keep the paper's fingerprint in the address of every page of this box.
function carry() {
  const told = new URLSearchParams();
  for (const name of ["k", "r", "q"]) if (fragment.get(name)) told.set(name, fragment.get(name));
  const tail = told.toString() ? `#${told}` : "";
  for (const link of all("a[data-to]")) link.href = base + link.dataset.to + tail;
  const rest = `${found[2]}/${found[3]}/${found[4] || ""}`;
  for (const link of all("a[data-root]")) {
    link.hidden = !found[2] && link.dataset.root.includes("{unit}");
    link.href = (english ? "/en" : "") + link.dataset.root.replace("{unit}", found[2] || "");
  }
  for (const link of all("a[data-language]")) link.href = (english ? "/" : "/en/") + rest + tail;
  return tail;
}

export const tail = carry();

function dress(box) {
  for (const place of all("[data-unit]")) place.textContent = box.unit_name;
  for (const place of all("[data-cycle]")) place.textContent = box.cycle_name;
  for (const place of all("[data-fact]")) place.textContent = box[place.dataset.fact] ?? "";
  get("demonstration").hidden = box.mode !== "demonstration";
  get("unwitnessed").hidden = box.witnessed !== false;
  get("wechat").hidden = !/MicroMessenger/i.test(navigator.userAgent);
}

// A day as people write it.
export function day(iso) {
  if (!iso) return "";
  const [year, month, date] = iso.split("-").map(Number);
  return english ? iso : `${year}年${month}月${date}日`;
}

// Read the box's parameters; where that fails say so and offer to try again.
export async function start(parameters = "box.json") {
  if (!globalThis.crypto || !crypto.subtle) {
    tell("trouble", word("no-crypto"));
    show("step-trouble");
    return new Promise(() => {});
  }
  for (;;) {
    try {
      const box = await ask(parameters);
      dress(box);
      return box;
    } catch (error) {
      tell("trouble", error.message);
      show("step-trouble");
      await pressed(get("again"));
      show("step-wait");
    }
  }
}

// What to show when a page cannot go on: what happened, and to begin again.
export function stopped(error) {
  tell("trouble", error instanceof Trouble ? error.message : word("no-answer"));
  get("again").onclick = () => location.reload();
  show("step-trouble");
}

// Wait for a press of one of the buttons; which one.
export function pressed(...buttons) {
  return new Promise((resolve) => {
    const stop = new AbortController();
    for (const button of buttons) {
      button.addEventListener("click", () => { stop.abort(); resolve(button); }, { signal: stop.signal });
    }
  });
}

// An element with text and attributes.
export function make(name, text = "", attributes = {}) {
  const element = document.createElement(name);
  element.textContent = text;
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  return element;
}
