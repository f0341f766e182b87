"""What can be measured of a page's look: it fits, nothing is cut, everything has a name."""

from __future__ import annotations

from playwright.sync_api import Page

PHONE, DESK = 360, 1280

# Returns sentences; runs in the page at whatever width it has.
MEASURE = r"""
(width) => {
  const faults = [];
  const root = document.scrollingElement;
  const shown = (e) => { const r = e.getBoundingClientRect(); return r.width > 0 && r.height > 0 && getComputedStyle(e).visibility !== 'hidden'; };
  const where = (e) => {
    const words = (e.innerText || e.value || e.getAttribute('name') || '').trim().replace(/\s+/g, ' ').slice(0, 30);
    const style = typeof e.className === 'string' && e.className ? '.' + e.className.trim().split(/\s+/).join('.') : '';
    return `<${e.tagName.toLowerCase()}${style}> “${words}”`;
  };
  const scrolls = (e) => { for (let p = e.parentElement; p && p !== document.body; p = p.parentElement) { if (/auto|scroll|hidden|clip/.test(getComputedStyle(p).overflowX)) return true; } return false; };
  const all = Array.from(document.body.querySelectorAll('*')).filter(shown);

  if (root.scrollWidth > width) {
    const wide = all.filter((e) => e.getBoundingClientRect().right > width + 1 && !scrolls(e));
    const inner = wide.filter((e) => !wide.some((o) => o !== e && e.contains(o)));
    faults.push(`sideways: ${root.scrollWidth} > ${width}: ${inner.slice(0, 3).map(where).join('; ')}`);
  }
  for (const e of all) {
    const style = getComputedStyle(e);
    if (style.clip === 'rect(0px, 0px, 0px, 0px)' || style.clipPath !== 'none' || style.display === 'inline') continue;
    if (e instanceof SVGElement || e.tagName === 'OPTION' || e.tagName === 'SELECT' || e.tagName === 'INPUT') continue;
    const own = Array.from(e.childNodes).some((n) => n.nodeType === 3 && n.textContent.trim());
    if (!own || e.clientWidth === 0) continue;
    if (e.scrollWidth > e.clientWidth + 2 && !/auto|scroll/.test(style.overflowX)) faults.push(`text wider than its box (${e.scrollWidth} > ${e.clientWidth}): ${where(e)}`);
    if (/hidden|clip/.test(style.overflowY) && e.scrollHeight > e.clientHeight + 4) faults.push(`text cut below: ${where(e)}`);
  }
  for (const svg of document.querySelectorAll('svg')) {
    if (!shown(svg)) continue;
    const box = svg.getBoundingClientRect();
    for (const text of svg.querySelectorAll('text')) {
      if (!shown(text)) continue;
      const r = text.getBoundingClientRect();
      if (r.right > box.right + 1.5 || r.left < box.left - 1.5 || r.bottom > box.bottom + 1.5) faults.push(`drawn text outside its drawing: “${text.textContent.trim().slice(0, 30)}”`);
    }
  }
  return Array.from(new Set(faults));
}
"""

NAMES = r"""
() => {
  const faults = [];
  const shown = (e) => e.getClientRects().length > 0;
  if (!document.documentElement.lang) faults.push('no lang');
  if (!document.title.trim()) faults.push('no title');
  const heads = Array.from(document.querySelectorAll('h1'));
  if (heads.length !== 1) faults.push(`${heads.length} h1: ${heads.map((h) => h.textContent.trim()).join(' | ')}`);
  for (const e of document.querySelectorAll('input, select, textarea')) {
    if (['hidden', 'submit', 'button', 'reset'].includes(e.type)) continue;
    const named = (e.labels && Array.from(e.labels).some((l) => l.textContent.trim())) || (e.getAttribute('aria-label') || '').trim() || e.getAttribute('aria-labelledby');
    if (!named) faults.push(`input without label: ${e.name || e.id || e.outerHTML.slice(0, 80)}`);
  }
  for (const e of document.querySelectorAll('a[href], button')) {
    const name = (e.textContent || '').trim() || (e.getAttribute('aria-label') || '').trim() || (e.querySelector('svg title, img[alt]') ? 'x' : '');
    if (!name) faults.push(`link or button without a name: ${e.outerHTML.slice(0, 100)}`);
  }
  for (const e of document.querySelectorAll('img')) if (!e.hasAttribute('alt')) faults.push(`picture without alt: ${e.getAttribute('src')}`);
  const seen = new Set();
  for (const e of document.querySelectorAll('[id]')) { if (seen.has(e.id)) faults.push(`id twice: ${e.id}`); seen.add(e.id); }
  for (const e of document.querySelectorAll('[aria-describedby], label[for]')) {
    for (const id of (e.getAttribute('aria-describedby') || e.getAttribute('for')).split(/\s+/)) if (!document.getElementById(id)) faults.push(`points to nothing: ${id}`);
  }
  const text = document.body.innerText;
  for (const bad of [/\{\{|\{%|%\}/, /\bNone\b/, /\bundefined\b/, /%\(\w+\)[sd]/, /\b[a-z]+\.[a-z_]+\.None\b/, /<(QuerySet|Model|object)/]) {
    const found = text.match(bad);
    if (found) faults.push(`raw text: …${text.slice(Math.max(0, found.index - 20), found.index + 30).replace(/\s+/g, ' ')}…`);
  }
  if (document.querySelector('[style]')) faults.push('inline style: ' + document.querySelector('[style]').outerHTML.slice(0, 80));
  return faults;
}
"""

LINKS = r"""
() => Array.from(document.querySelectorAll('a[href]')).map((a) => ({
  url: new URL(a.getAttribute('href'), document.baseURI).href.split('#')[0], words: (a.textContent || a.getAttribute('aria-label') || '').trim().replace(/\s+/g, ' ').slice(0, 40), file: a.hasAttribute('download'),
}))
"""


def faults_of_names(page: Page) -> list[str]:
    """What the page leaves unnamed or raw, whatever its width."""
    return list(page.evaluate(NAMES))


def faults_at(page: Page, width: int) -> list[str]:
    """What does not fit at a width (pixels)."""
    page.set_viewport_size({"width": width, "height": 900})
    return [f"{width}px {fault}" for fault in page.evaluate(MEASURE, width)]
