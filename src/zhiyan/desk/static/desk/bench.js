/* The workbench by keyboard and by drag. It only presses buttons that are on the page: without scripts they do the same. */
(function () {
  "use strict";
  /* t, g, a, r lead to a field; every other key presses what carries it: in the row that has the focus first. */
  var FIELDS = { t: "id_title", g: "id_no", a: "id_reason", r: "id_reword" };
  var ROW = "[data-rows] > li";
  var dragged = null;
  var place = null;

  function typing(target) {
    return target.isContentEditable || /^(TEXTAREA|SELECT)$/.test(target.tagName) ||
      (target.tagName === "INPUT" && !/^(checkbox|radio)$/.test(target.type));
  }

  function keyed(key, within) {
    return within && within.querySelector('[data-key="' + key + '"]');
  }

  function visible(found) {
    return found && found.offsetParent !== null ? found : null;
  }

  /* where the reader is: which list and which row of it, so that it is found again once the page has changed */
  function remember() {
    var row = document.activeElement && document.activeElement.closest(ROW);
    if (!row) return;
    var list = row.parentNode;
    var lists = Array.prototype.slice.call(document.querySelectorAll("[data-rows]"));
    place = { list: lists.indexOf(list), row: Array.prototype.indexOf.call(list.children, row) };
  }

  function comeBack() {
    if (!place) return;
    var list = document.querySelectorAll("[data-rows]")[place.list];
    var row = list && list.children[Math.min(place.row, list.children.length - 1)];
    place = null;
    if (!row) return;
    row.setAttribute("tabindex", "-1");
    row.focus();
  }

  function lead(id) {
    var field = document.getElementById(id);
    if (!field) return false;
    var folded = field.closest("details");
    if (folded) folded.open = true;
    field.focus();
    return true;
  }

  function press(key) {
    var row = document.activeElement && document.activeElement.closest(ROW);
    var found = visible(keyed(key, row));
    if (!found && !/^[x0-9]$/.test(key)) found = visible(keyed(key, document));
    if (!found) return false;
    remember();
    found.click();
    return true;
  }

  function enter(event) {
    var button = document.querySelector('[data-enter="' + event.target.id + '"]');
    if (!button) return;
    event.preventDefault();
    button.click();
  }

  document.addEventListener("keydown", function (event) {
    if (event.isComposing || event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
    if (event.key === "Enter" && event.target.id) return enter(event);
    if (typing(event.target) || document.querySelector("dialog[open]")) return;
    var key = event.key.toLowerCase();
    if (!/^[a-z0-9]$/.test(key)) return;
    var field = document.querySelector("[data-bench]") && FIELDS[key];
    if (field ? lead(field) : press(key)) event.preventDefault();
  });

  /* drag: what is dropped on an item goes there with everything else that is marked, as its button says */
  function mark(card) {
    return card.querySelector("input[name=point]");
  }

  function choose(card) {
    var box = mark(card);
    if (!box.checked) {
      document.querySelectorAll("input[name=point]:checked").forEach(function (other) {
        other.checked = false;
      });
      box.checked = true;
    }
  }

  function over(target) {
    var item = target.closest && target.closest("[data-item]");
    if (item && item.querySelector("[data-drop]") && !item.contains(dragged)) return item;
    var card = target.closest && target.closest("[data-card]");
    return card && card !== dragged && !card.closest("[data-item]") && !dragged.closest("[data-item]") ? card : null;
  }

  function unmark() {
    document.querySelectorAll(".is-over").forEach(function (one) {
      one.classList.remove("is-over");
    });
  }

  function ready() {
    document.querySelectorAll("[data-card]").forEach(function (card) {
      if (mark(card)) card.setAttribute("draggable", "true");
    });
  }

  document.addEventListener("dragstart", function (event) {
    var card = event.target.closest && event.target.closest("[data-card]");
    if (!card || !mark(card)) return;
    dragged = card;
    card.classList.add("is-dragged");
    event.dataTransfer.effectAllowed = "move";
    event.dataTransfer.setData("text/plain", "");
  });
  document.addEventListener("dragover", function (event) {
    if (!dragged) return;
    var target = over(event.target);
    unmark();
    if (!target) return;
    target.classList.add("is-over");
    event.preventDefault();
  });
  document.addEventListener("drop", function (event) {
    if (!dragged) return;
    var target = over(event.target);
    if (!target) return;
    event.preventDefault();
    choose(dragged);
    if (target.matches("[data-item]")) target.querySelector("[data-drop]").click();
    else {
      mark(target).checked = true;
      lead("id_title");
    }
  });
  document.addEventListener("dragend", function () {
    if (dragged) dragged.classList.remove("is-dragged");
    dragged = null;
    unmark();
  });

  document.addEventListener("DOMContentLoaded", ready);
  document.addEventListener("htmx:afterSettle", function () {
    ready();
    comeBack();
  });
})();
