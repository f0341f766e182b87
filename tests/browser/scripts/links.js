// Every link of the page, drawings included: address without fragment, words, whether it is a file. Runs in the page.
() =>
  Array.from(document.querySelectorAll("a[href]")).map((a) => ({
    url: new URL(a.getAttribute("href"), document.baseURI).href.split("#")[0],
    words: (a.textContent || a.getAttribute("aria-label") || "").trim().replace(/\s+/g, " ").slice(0, 40),
    file: a.hasAttribute("download"),
  }))
