// What this browser holds for one box. How: "tab" in this tab alone; "locked" the signed tokens on this device, the
// phrase on paper; "own" both on this device. A signed token is of no use without the phrase.
import { cycle, unit } from "./page.js";

const NAME = `zhiyan/${unit}/${cycle}`;
const EMPTY = { phrase: "", how: "tab", tokens: {}, receipts: [], pins: {}, pending: null, ballot: null, dance: null };

function read(store) {
  try {
    return JSON.parse(store.getItem(NAME)) || {};
  } catch {
    return {};
  }
}

function write(store, value) {
  if (value) store.setItem(NAME, JSON.stringify(value));
  else store.removeItem(NAME);
}

// The state: { phrase, how, tokens: { writing: [{ signature, used }] }, receipts, pins, pending, dance }.
export function held() {
  return { ...structuredClone(EMPTY), ...read(localStorage), ...read(sessionStorage) };
}

// Write it where the writer chose, and nowhere else. What the tab alone knows never reaches the device.
export function hold(state) {
  const { phrase, pending, ballot, dance, ...rest } = state;
  const kept = { tab: null, locked: rest, own: { ...rest, phrase } }[state.how];
  write(localStorage, kept);
  write(sessionStorage, kept ? { phrase, pending, ballot, dance } : state);
  return state;
}

// Forget everything of this box on this device.
export function forget() {
  write(localStorage, null);
  write(sessionStorage, null);
}

// Places of the tokens in the set that are not spent.
export function unused(state, purpose = "writing") {
  return (state.tokens[purpose] || []).flatMap((token, index) => (token.used ? [] : [index]));
}
