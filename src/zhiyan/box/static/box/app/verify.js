// Check a receipt in the reader's own browser: signature, published batch, log, witness. Also works from a file on disk.
import { equalBytes, fromHex, sha256, unb64, utf8 } from "../bytes.js";
import { emptyRoot, leafHash, nodeHash, verifyConsistency, verifyInclusion } from "../merkle.js";
import { keyId, verifyHead, verifyReceipt, verifySigned } from "../receipt.js";
import { keyDigits } from "../seal.js";

const place = (id) => document.getElementById(id);
const words = (name, values = {}) =>
  document.querySelector(`[data-word="${name}"]`).textContent.replace(/\{(\w+)\}/g, (_whole, key) => values[key]);
const inEnglish = document.documentElement.lang === "en";
const spelledDay = (iso) => {
  const [year, month, date] = iso.split("-").map(Number);
  return inEnglish ? iso : `${year}年${month}月${date}日`;
};

// The root of a tree over these values, in this order (RFC 9162, 2.1.1).
async function rootOver(values) {
  if (!values.length) return emptyRoot();
  let level = await Promise.all(values.map((value) => leafHash(value)));
  while (level.length > 1) {
    const above = [];
    for (let n = 0; n + 1 < level.length; n += 2) above.push(await nodeHash(level[n], level[n + 1]));
    if (level.length % 2) above.push(level[level.length - 1]);
    level = above;
  }
  return level[0];
}

const keysOf = (proof, purpose) => (proof.keys[purpose] || []).map((one) => unb64(one.public, 32));

// The first of the keys for which `check` passes, with what it gave; null where none does.
async function firstThat(keys, check) {
  for (const key of keys) {
    try {
      return { key, value: await check(key) };
    } catch {
      // another key may have signed it
    }
  }
  return null;
}

// Everything that can be said of a receipt with this proof: { verdict, checks: [{ state, name, values }], key }.
// Verdicts: good, early, bad-missing, bad-forged, bad-log.
async function judged(receipt, proof, today) {
  const signer = await firstThat(keysOf(proof, "receipts"), (key) =>
    verifyReceipt(receipt, key, { unit: proof.unit, cycle: proof.cycle }));
  if (!signer) return { verdict: "bad-forged", checks: [{ state: "blocked", name: "c-signature" }], key: null };
  const said = signer.value;
  const checks = [{ state: "done", name: "c-signature" }];
  const batch = proof.batches.find((one) => one.purpose === said.purpose && one.commitments.includes(said.c));
  const log = await logChecks(said, batch, proof);
  checks.push(batch ? { state: "done", name: "c-batch", values: { n: batch.no } }
    : { state: today > said.by ? "blocked" : "active", name: "c-batch-not" }, ...log);
  const broken = log.some((one) => one.state === "blocked");
  const verdict = broken ? "bad-log" : batch ? "good" : today > said.by ? "bad-missing" : "early";
  return { verdict, checks, key: signer.key, by: said.by };
}

async function logChecks(said, batch, proof) {
  const head = proof.head && (await firstThat(keysOf(proof, "heads"), (key) => verifyHead(proof.head, key)));
  if (proof.head && !head) return [{ state: "blocked", name: "c-head", values: headValues(proof.head) }];
  const checks = head ? [{ state: "done", name: "c-head", values: headValues(proof.head) }] : [];
  if (batch) checks.push({ state: (await isInLog(batch, proof)) ? "done" : batch.entry ? "blocked" : "info", name: "c-entry" });
  checks.push(await continuity(said.head, proof));
  checks.push(await witnessed(proof));
  return checks;
}

const headValues = (head) => ({ n: head.size, day: spelledDay(head.on) });

// The entry holds exactly this batch's commitments, and the log of the head holds the entry.
async function isInLog(batch, proof) {
  if (!batch.entry || !proof.head) return false;
  const { index, body, proof: path } = batch.entry;
  const { facts } = JSON.parse(body);
  const list = batch.commitments.map((c) => unb64(c, 32));
  const sorted = list.every((_c, n) => n === 0 || isBefore(list[n - 1], list[n]));
  if (!sorted || facts.cycle !== proof.cycle || !equalBytes(await rootOver(list), fromHex(facts.commitments))) return false;
  const leaf = await leafHash(utf8(body));
  return verifyInclusion(leaf, index, proof.head.size, path.map(fromHex), fromHex(proof.head.root));
}

function isBefore(a, b) {
  const n = a.findIndex((byte, at) => byte !== b[at]);
  return n >= 0 && a[n] < b[n];
}

async function continuity(older, proof) {
  if (!older || !proof.head) return { state: "info", name: "c-no-head" };
  const signed = await firstThat(keysOf(proof, "heads"), (key) => verifyHead(older, key));
  const path = proof.continues[String(older.size)];
  const same = older.epoch === proof.head.epoch && path !== undefined;
  const holds = signed && same && older.log === proof.head.log && (await verifyConsistency(
    older.size, proof.head.size, path.map(fromHex), fromHex(older.root), fromHex(proof.head.root)));
  return { state: holds ? "done" : older.epoch < proof.head.epoch && signed ? "info" : "blocked", name: "c-consistent", values: { n: older.size } };
}

async function witnessed(proof) {
  for (const { statement, name, public: key } of proof.witnesses) {
    const good = key && (await firstThat([unb64(key, 32)], (own) => verifySigned(statement, "countersignature", own)));
    const same = ["log", "epoch", "size", "root"].every((field) => statement[field] === proof.head[field]);
    if (good && same && statement.key === (await keyId(unb64(key, 32)))) return { state: "done", name: "c-witness", values: { who: name } };
  }
  return { state: "info", name: "c-no-witness" };
}

// ------------------------------------------------------------------------------------------------------ the page

function refuse(text) {
  place("verify-error").textContent = text;
  place("verify-error").hidden = !text;
  place("verdict").hidden = true;
}

async function fileText(id) {
  const file = place(id).files[0];
  return file ? file.text() : "";
}

function parsed(text, kind) {
  try {
    const found = JSON.parse(text);
    const inner = found && found.kind !== kind && found.receipt ? found.receipt : found;
    return inner && inner.kind === kind ? inner : null;
  } catch {
    return null;
  }
}

async function proofFor(receipt) {
  const given = await fileText("proof-file");
  if (given) return parsed(given, "proof");
  if (!location.protocol.startsWith("http")) return null;
  const address = `/${encodeURIComponent(receipt.unit)}/${encodeURIComponent(receipt.cycle)}/proof.json`;
  try {
    const answer = await fetch(address, { credentials: "omit", referrerPolicy: "no-referrer", cache: "no-store" });
    return answer.ok ? parsed(await answer.text(), "proof") : null;
  } catch {
    return null;
  }
}

async function check() {
  refuse("");
  if (!globalThis.crypto || !crypto.subtle) return refuse(words("no-crypto"));
  const receipt = parsed(place("receipt").value.trim() || (await fileText("receipt-file")), "receipt");
  if (!receipt) return refuse(words("no-receipt"));
  const proof = await proofFor(receipt);
  if (!proof) return refuse(words("no-proof"));
  if (proof.unit !== receipt.unit || proof.cycle !== receipt.cycle) return refuse(words("other-proof"));
  const now = new Date();
  const today = [now.getFullYear(), now.getMonth() + 1, now.getDate()].map((part) => String(part).padStart(2, "0")).join("-");
  return tellVerdict(await judged(receipt, proof, today), proof);
}

async function tellVerdict({ verdict, checks, key, by }, proof) {
  const bad = verdict.startsWith("bad");
  place("claims").hidden = !["bad-missing", "bad-log"].includes(verdict) || !proof.claims || !location.protocol.startsWith("http");
  place("claims").href = (inEnglish ? "/en" : "") + proof.claims;
  place("verdict-title").textContent = words(bad ? "bad" : verdict);
  place("verdict-text").textContent = words(bad ? verdict : `${verdict}-text`, { day: by ? spelledDay(by) : "" });
  place("checks").replaceChildren(...checks.map((one) => {
    const row = document.createElement("li");
    row.className = "rows__row";
    const text = document.createElement("div");
    text.textContent = words(one.name, one.values);
    const end = document.createElement("div");
    end.className = "rows__end";
    end.append(place(`badge-${one.state}`).content.cloneNode(true));
    row.append(text, end);
    return row;
  }));
  place("digits").textContent = key ? await keyDigits(await sha256(key)) : "—";
  place("verdict").hidden = false;
  place("verdict-title").focus();
}

place("verify-form").addEventListener("submit", (event) => {
  event.preventDefault();
  check();
});
