/* The desk's small conveniences: theme, text kept on the way, keys. Every page reads and every form works without it. */
(function () {
  "use strict";
  var root = document.documentElement;
  root.setAttribute("data-js", "");

  function stored(store, key, value) {
    try {
      if (value === undefined) return store.getItem(key);
      if (value === null) store.removeItem(key);
      else store.setItem(key, value);
    } catch (refused) {
      /* a browser may forbid storage; then nothing is kept and nothing breaks */
    }
    return null;
  }

  /* theme: the reader's choice before the system's wish; set before the page is drawn */
  var wish = stored(window.localStorage, "theme");
  if (wish === "light" || wish === "dark") root.setAttribute("data-theme", wish);

  function toggleTheme() {
    var now = root.getAttribute("data-theme");
    if (!now) now = window.matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
    var next = now === "dark" ? "light" : "dark";
    root.setAttribute("data-theme", next);
    stored(window.localStorage, "theme", next);
  }

  /* unsaved text: kept in this tab only, gone with the tab, at sign-out, and once the server has it */
  var KEPT = "kept:";
  var SENT = "kept-sent";

  function formKey(form) {
    return KEPT + location.pathname + "#" + (form.id || Array.prototype.indexOf.call(document.forms, form));
  }

  function textFields(form) {
    return Array.prototype.filter.call(form.elements, function (field) {
      return field.name && (field.tagName === "TEXTAREA" || field.type === "text" || field.type === "search");
    });
  }

  function keep(form) {
    var texts = {};
    textFields(form).forEach(function (field) {
      if (field.value !== field.defaultValue) texts[field.name] = field.value;
    });
    stored(window.sessionStorage, formKey(form), Object.keys(texts).length ? JSON.stringify(texts) : null);
  }

  function offerBack(form, fields) {
    var template = document.getElementById("kept-notice");
    if (!template) return;
    form.insertBefore(template.content.cloneNode(true), form.firstChild);
    var button = form.querySelector("[data-drop-kept]");
    button.addEventListener("click", function () {
      fields.forEach(function (field) {
        field.value = field.defaultValue;
      });
      stored(window.sessionStorage, formKey(form), null);
      button.closest(".banner").remove();
    });
  }

  function bringBack(form) {
    var text = stored(window.sessionStorage, formKey(form));
    if (!text || form.hasAttribute("data-errors")) return;
    var texts = JSON.parse(text);
    var changed = textFields(form).filter(function (field) {
      return typeof texts[field.name] === "string" && texts[field.name] !== field.value;
    });
    changed.forEach(function (field) {
      field.value = texts[field.name];
    });
    if (changed.length) offerBack(form, changed);
  }

  function settleSent() {
    var key = stored(window.sessionStorage, SENT);
    if (!key || document.querySelector("[data-hold-kept]")) return;
    stored(window.sessionStorage, SENT, null);
    var refused = Array.prototype.some.call(document.querySelectorAll("form[data-keep][data-errors]"), function (form) {
      return formKey(form) === key;
    });
    if (!refused) stored(window.sessionStorage, key, null);
  }

  function forgetAll() {
    Object.keys(window.sessionStorage).forEach(function (key) {
      if (key.indexOf(KEPT) === 0 || key === SENT) stored(window.sessionStorage, key, null);
    });
  }

  /* rows: j and k walk, Enter opens the row's first link */
  function rows() {
    return Array.prototype.filter.call(
      document.querySelectorAll("[data-rows] tbody > tr, ul[data-rows] > li, ol[data-rows] > li"),
      function (row) {
        return row.offsetParent !== null;
      }
    );
  }

  function walk(step) {
    var all = rows();
    if (!all.length) return;
    var here = all.indexOf(document.activeElement.closest("[data-rows] tbody > tr, [data-rows] > li"));
    var next = here < 0 ? (step > 0 ? 0 : all.length - 1) : Math.min(all.length - 1, Math.max(0, here + step));
    all[next].setAttribute("tabindex", "-1");
    all[next].focus();
  }

  function typing(target) {
    return target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName);
  }

  function openKeys() {
    var dialog = document.getElementById("keys");
    if (dialog && dialog.showModal && !dialog.open) dialog.showModal();
  }

  function onKey(event) {
    if (event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "Escape") {
      document.querySelectorAll("details.drop[open], details.menu[open]").forEach(function (open) {
        open.removeAttribute("open");
      });
      return;
    }
    if (typing(event.target) || document.querySelector("dialog[open]")) return;
    if (event.key === "j" || event.key === "k") walk(event.key === "j" ? 1 : -1);
    else if (event.key === "?" || event.key === "？") openKeys();
    else if (event.key === "/") {
      var search = document.querySelector("input[type=search]");
      if (!search) return;
      search.focus();
    } else if (event.key === "Enter" && event.target.matches("[data-rows] tbody > tr, [data-rows] > li")) {
      var link = event.target.querySelector("a[href]");
      if (link) link.click();
      return;
    } else return;
    if (event.key !== "j" && event.key !== "k") event.preventDefault();
  }

  document.addEventListener("keydown", onKey);
  document.addEventListener("click", function (event) {
    if (event.target.closest("[data-theme-toggle]")) toggleTheme();
    if (event.target.closest("[data-print]")) window.print();
    document.querySelectorAll("details.drop[open]").forEach(function (open) {
      if (!open.contains(event.target)) open.removeAttribute("open");
    });
  });
  document.addEventListener("input", function (event) {
    var form = event.target.form;
    if (form && form.hasAttribute("data-keep")) keep(form);
  });
  document.addEventListener("submit", function (event) {
    if (event.target.hasAttribute("data-sign-out")) forgetAll();
    else if (event.target.hasAttribute("data-keep")) stored(window.sessionStorage, SENT, formKey(event.target));
  });
  document.addEventListener("DOMContentLoaded", function () {
    settleSent();
    document.querySelectorAll("form[data-keep]").forEach(bringBack);
  });
})();
