// Asking for the recovery phrase where this device keeps none.
import { readPhrase, writePhrase } from "../phrases.js";
import { hold } from "./keep.js";
import { get, show, tell, word } from "./page.js";

// The phrase as bytes from what somebody typed; null where it is none.
export function typedPhrase(text) {
  try {
    return readPhrase(text);
  } catch {
    return null;
  }
}

// Show the step that asks for the phrase and wait until a good one is typed. `fits(phrase)` may refuse it.
export function askPhrase(fits = async () => true) {
  show("step-phrase");
  tell("phrase-error", "");
  get("phrase").value = "";
  return new Promise((resolve) => {
    const stop = new AbortController();
    get("phrase-form").addEventListener("submit", async (event) => {
      event.preventDefault();
      const phrase = typedPhrase(get("phrase").value);
      const good = phrase && (await fits(phrase));
      get("phrase").setAttribute("aria-invalid", String(!good));
      if (!good) return tell("phrase-error", word(phrase ? "phrase-other" : "phrase-wrong"));
      stop.abort();
      get("phrase").value = "";
      return resolve(phrase);
    }, { signal: stop.signal });
  });
}

// The phrase of the tokens that this device holds: kept here, or typed now and remembered by this tab alone.
export async function unlock(state, fits) {
  const kept = state.phrase ? typedPhrase(state.phrase) : null;
  if (kept) return kept;
  const phrase = await askPhrase(fits);
  hold(Object.assign(state, { phrase: writePhrase(phrase) }));
  return phrase;
}
