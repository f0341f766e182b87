// The desk's half of drawing: sign, for the person signed in, what the box page blinded; it travels in the fragment.
const place = document.getElementById("draw");
const NONCE = `draw/${location.pathname}`;
const fragment = new URLSearchParams(location.hash.slice(1));
const blinded = fragment.get("b") || "";
const SIZE = 384;

const show = (name) => {
  for (const part of place.querySelectorAll("[data-part]")) part.hidden = part.dataset.part !== name;
};

// The box's address with more in its fragment.
const at = (more) => {
  const address = new URL(place.dataset.box);
  const told = new URLSearchParams(address.hash.slice(1));
  for (const [key, value] of Object.entries({ ...more, p: place.dataset.purpose })) told.set(key, value);
  address.hash = told.toString();
  return address.href;
};

function plain(text) {
  return Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (sign) => sign.charCodeAt(0));
}

function spelled(bytes) {
  let text = "";
  for (const byte of bytes) text += String.fromCharCode(byte);
  return btoa(text).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

function cut(text) {
  const bytes = plain(text), parts = [];
  for (let from = 0; from < bytes.length; from += SIZE) parts.push(spelled(bytes.slice(from, from + SIZE)));
  return parts;
}

function tell(text) {
  const line = document.getElementById("draw-error");
  line.querySelector("[data-text]").textContent = text;
  line.hidden = !text;
}

// A number made here and brought back by the box page: a set that somebody else sent here is never signed.
function begin() {
  const nonce = spelled(crypto.getRandomValues(new Uint8Array(16)));
  sessionStorage.setItem(NONCE, nonce);
  location.assign(at({ n: nonce }));
}

async function sign(button) {
  button.disabled = true;
  tell("");
  try {
    const response = await fetch(place.dataset.api, {
      method: "POST", cache: "no-store",
      headers: { "Content-Type": "application/json", "X-CSRFToken": place.querySelector("[name=csrfmiddlewaretoken]").value },
      body: JSON.stringify({ purpose: place.dataset.purpose, blinded: cut(blinded) }),
    });
    const answer = await response.json();
    if (!response.ok) throw new Error([answer.sentence, answer.remedy].filter(Boolean).join(""));
    sessionStorage.removeItem(NONCE);
    const whole = answer.signatures.map(plain), bytes = new Uint8Array(whole.length * SIZE);
    whole.forEach((part, n) => bytes.set(part, n * SIZE));
    location.assign(at({ s: spelled(bytes) }));
  } catch (error) {
    tell(error instanceof TypeError || error instanceof SyntaxError ? place.dataset.failed : error.message);
    button.disabled = false;
  }
}

function arrive() {
  const known = sessionStorage.getItem(NONCE);
  history.replaceState(null, "", location.pathname);
  if (!known || fragment.get("n") !== known) return show("lost");
  const button = document.getElementById("sign");
  button.addEventListener("click", () => sign(button));
  return show("sign");
}

if (place) {
  for (const link of place.querySelectorAll("[data-begin]")) link.addEventListener("click", begin);
  if (blinded) arrive();
}
