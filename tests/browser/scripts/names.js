// What the page leaves unnamed, doubled or raw: sentences. Runs in the page.
() => {
  const faults = [];
  const all = (wanted) => Array.from(document.querySelectorAll(wanted));
  const said = (e, name) => (e.getAttribute(name) || "").trim();
  const short = (e) => e.outerHTML.slice(0, 90);

  if (!document.documentElement.lang) faults.push("no lang");
  if (!document.title.trim()) faults.push("no title");
  const heads = all("h1").filter((h) => !h.closest("[hidden]")); // a step that is not shown is not there
  if (heads.length !== 1) faults.push(`${heads.length} h1: ${heads.map((h) => h.textContent.trim()).join(" | ")}`);

  const unlabelled = new Set(["hidden", "submit", "button", "reset"]);
  for (const e of all("input, select, textarea")) {
    if (unlabelled.has(e.type) || e.getAttribute("aria-hidden") === "true") continue;
    const label = Array.from(e.labels || []).some((l) => l.textContent.trim());
    if (!label && !said(e, "aria-label") && !said(e, "aria-labelledby")) faults.push(`input without label: ${short(e)}`);
  }
  for (const e of all("a[href], button")) {
    if (!e.textContent.trim() && !said(e, "aria-label") && !e.querySelector("img[alt]:not([alt=''])")) {
      faults.push(`link or button without a name: ${short(e)}`);
    }
  }
  for (const e of all("img:not([alt])")) faults.push(`picture without alt: ${short(e)}`);

  const seen = new Set();
  for (const e of all("[id]")) {
    if (seen.has(e.id)) faults.push(`id twice: ${e.id}`);
    seen.add(e.id);
  }
  for (const e of all("[aria-describedby], label[for]")) {
    for (const id of (said(e, "aria-describedby") || said(e, "for")).split(/\s+/)) {
      if (!seen.has(id)) faults.push(`points to nothing: ${id}`);
    }
  }

  const text = document.body.innerText;
  for (const raw of [/\{\{|\{%|%\}/, /\bNone\b/, /\bundefined\b/, /%\(\w+\)[sd]/, /<(QuerySet|Model|object)/]) {
    const found = text.match(raw);
    if (found) {
      const around = text.slice(Math.max(0, found.index - 20), found.index + 30);
      faults.push(`raw text: …${around.replace(/\s+/g, " ")}…`);
    }
  }
  for (const e of all("[style]")) faults.push(`inline style: ${short(e)}`);
  return faults;
}
