// Follow up: everybody downloads the same file; the code is looked up, and its entry opened, in this browser alone.
import { sha256, toHex, unb64, utf8 } from "../bytes.js";
import { ask, base, day, english, fragment, get, make, show, start, tail, Trouble, word } from "./page.js";
import { followIndex, followKey, replyMark } from "../receipt.js";

await start();
get("code-form").addEventListener("submit", (event) => {
  event.preventDefault();
  find(get("code").value);
});
for (const id of ["another", "retry"]) get(id).addEventListener("click", begin);
if (fragment.get("code")) {
  get("code").value = fragment.get("code");
  history.replaceState(null, "", location.pathname + tail);
  await find(get("code").value);
} else {
  begin();
}

function begin() {
  show("step-code");
  get("code").value = "";
  get("code").focus();
}

function refuse(text) {
  get("code-error").textContent = text;
  get("code-error").hidden = !text;
  get("code").setAttribute("aria-invalid", text ? "true" : "false");
  if (text) get("code").focus();
}

async function find(typed) {
  refuse("");
  if (!typed.trim()) return refuse(word("code-empty"));
  let index, key, mark;
  try {
    [index, key, mark] = await lookup(typed);
  } catch {
    show("step-code");
    return refuse(word("code-wrong"));
  }
  try {
    const bundle = await ask("status.json");
    const row = (await rows(bundle, index)).find((one) => one.i === index);
    if (row) return tellFound(bundle, await opened(row, key), mark);
    return tellAbsent(bundle);
  } catch (error) {
    show("step-code");
    return refuse(error instanceof Trouble ? error.message : word("no-answer"));
  }
}

// Index and key of a code, and what a reply names its opinion with (the index would not do: everybody has it). The old
// codes of ten signs, made by the office, are derived in one step and take no reply.
async function lookup(typed) {
  const plain = typed.normalize("NFKC").toUpperCase().replace(/[\s\-–—_.·]/g, "");
  if (!/^[2-9A-HJKMNP-TV-Z]{10}$/.test(plain)) return [await followIndex(typed), await followKey(typed), await replyMark(typed)];
  const hash = await sha256(utf8(`zhiyan/v1/follow-old${plain}`));
  return [toHex(hash.slice(0, 16)), hash.slice(16), ""];
}

// The entries among which the index may stand: all, or one part of at least 500.
async function rows(bundle, index) {
  if (!bundle.bits) return bundle.entries;
  return (await ask(`status-${parseInt(index.slice(0, 4), 16) >> (16 - bundle.bits)}.json`)).entries;
}

async function opened(row, bytes) {
  const sealed = unb64(row.m);
  const key = await crypto.subtle.importKey("raw", bytes, "AES-GCM", false, ["decrypt"]);
  const plain = await crypto.subtle.decrypt({ name: "AES-GCM", iv: sealed.slice(0, 12) }, key, sealed.slice(12));
  return JSON.parse(new TextDecoder().decode(plain));
}

function tellFound(bundle, found, mark) {
  get("as-of").textContent = day(bundle.on);
  get("letters").hidden = !found.letters.length;
  get("letter-list").replaceChildren(...found.letters.map(letter));
  const told = new URLSearchParams(tail.slice(1));
  told.set("reply", mark);
  get("reply").hidden = !mark;
  get("reply").href = `${base}#${told}`;
  get("chains").replaceChildren(
    ...found.chains.flatMap((steps, n) => [
      ...(found.chains.length > 1 ? [make("h2", word("nth", { n: n + 1 }))] : []), chain(steps),
    ])
  );
  show("step-found");
}

function tellAbsent(bundle) {
  const list = make("ul", "", { class: "list" });
  for (const batch of bundle.batches.filter((one) => one.purpose !== "rating")) {
    const state = batch.on ? word("batch-opened", { day: day(batch.on) }) : word("batch-sealed", { day: day(batch.by) });
    list.append(make("li", `${word("batch", { n: batch.no })} · ${state}`));
  }
  get("claims").hidden = !bundle.claims;
  get("claims").href = (english ? "/en" : "") + bundle.claims;
  get("batches").replaceChildren(...(list.children.length ? [list] : []));
  show("step-absent");
}

// Plain text only: whatever it says, nothing in it becomes a link.
function letter(one) {
  const figure = make("figure", "", { class: "quote" });
  figure.append(make("blockquote", one.text, { class: "said pre" }), make("figcaption", word("seen-on", { day: day(one.on) })));
  return figure;
}

function chain(steps) {
  const list = make("ol", "", { class: "chain" });
  list.append(...steps.map(line));
  return list;
}

function line(step) {
  const { title, note, text } = worded(step);
  const item = make("li", "", { class: `chain__step${title ? "" : " chain__step--open"}` });
  const label = make("div", `${word(`k-${step.k}`)} `, { class: "chain__label" });
  const badge = get(`badge-${step.state}`);
  if (badge) label.append(badge.content.cloneNode(true));
  item.append(label);
  if (title) item.append(make("div", title, { class: "chain__title" }));
  if (text) item.append(make("p", text, { class: "said pre" }));
  if (note) item.append(make("div", note, { class: "small soft" }));
  return item;
}

// The words of one step; what the records hold stands as it is, the rest in the page's language.
function worded(step) {
  const of = {
    received: () => ({ title: word("t-received"), note: step.how }),
    opened: () => ({ title: word("t-opened"), note: word("n-opened", { day: day(step.on) }) }),
    reading: () => ({ note: word("n-reading") }),
    waiting: () => ({ note: word("n-waiting") }),
    handed: () => ({ title: word("t-handed"), note: word("n-handed") }),
    aside: () => ({ title: word(`w-${step.word}`), note: step.note }),
    item: () => ({ title: step.title }),
    answer: () => ({ title: word(`w-${step.word}`), text: step.text, note: step.who ? word("n-answer-who", step) : "" }),
    reply: () => ({ title: step.title, text: step.text }),
    measures: () => ({ title: word("t-measures", step), text: step.text }),
  }[step.k];
  return of ? of() : { title: "" };
}
