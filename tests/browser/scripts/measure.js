// What does not fit at the width the page has: sentences. Runs in the page.
(width) => {
  const faults = [];
  const root = document.scrollingElement;
  const style = (e) => getComputedStyle(e);
  const shown = (e) => {
    const box = e.getBoundingClientRect();
    return box.width > 0 && box.height > 0 && style(e).visibility !== "hidden";
  };
  const where = (e) => {
    const words = (e.innerText || e.value || e.getAttribute("name") || "").trim().replace(/\s+/g, " ").slice(0, 30);
    const names = typeof e.className === "string" ? e.className.trim().split(/\s+/).filter(Boolean) : [];
    return `<${[e.tagName.toLowerCase(), ...names].join(".")}> “${words}”`;
  };
  const scrolled = (e) => {
    for (let p = e.parentElement; p && p !== document.body; p = p.parentElement) {
      if (/auto|scroll|hidden|clip/.test(style(p).overflowX)) return true;
    }
    return false;
  };
  const unseen = (e) => {
    for (let p = e; p && p !== document.body; p = p.parentElement) if (style(p).clipPath !== "none") return true;
    return false;
  };
  const all = Array.from(document.body.querySelectorAll("*")).filter(shown);

  if (root.scrollWidth > width) {
    const wide = all.filter((e) => e.getBoundingClientRect().right > width + 1 && !scrolled(e));
    const inner = wide.filter((e) => !wide.some((other) => other !== e && e.contains(other)));
    faults.push(`sideways: ${root.scrollWidth} > ${width}: ${inner.slice(0, 3).map(where).join("; ")}`);
  }

  const skipped = new Set(["OPTION", "SELECT", "INPUT"]);
  for (const e of all) {
    const { display, overflowX, overflowY } = style(e);
    if (display === "inline") continue;
    if (e instanceof SVGElement || skipped.has(e.tagName) || e.clientWidth === 0) continue;
    if (!Array.from(e.childNodes).some((n) => n.nodeType === Node.TEXT_NODE && n.textContent.trim())) continue;
    if (unseen(e)) continue;
    if (e.scrollWidth > e.clientWidth + 2 && !/auto|scroll/.test(overflowX)) {
      faults.push(`text wider than its box (${e.scrollWidth} > ${e.clientWidth}): ${where(e)}`);
    }
    if (/hidden|clip/.test(overflowY) && e.scrollHeight > e.clientHeight + 4) faults.push(`text cut below: ${where(e)}`);
    const line = parseFloat(style(e).fontSize);
    const words = e.textContent.trim();
    const narrow = e.clientHeight > e.clientWidth * 2 && e.clientWidth < line * 4;
    if (narrow && /^T[HD]$/.test(e.tagName) && !e.closest(".matrix") && words.length > 3) {
      faults.push(`text stands on end: ${where(e)}`);
    }
  }

  for (const svg of Array.from(document.querySelectorAll("svg")).filter(shown)) {
    const box = svg.getBoundingClientRect();
    for (const text of Array.from(svg.querySelectorAll("text")).filter(shown)) {
      const own = text.getBoundingClientRect();
      if (own.right > box.right + 1.5 || own.left < box.left - 1.5 || own.bottom > box.bottom + 1.5) {
        faults.push(`drawn text outside its drawing: “${text.textContent.trim().slice(0, 30)}”`);
      }
    }
  }
  return Array.from(new Set(faults));
}
