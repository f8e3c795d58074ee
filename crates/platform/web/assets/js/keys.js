// The keys of the desk (all are in #keys). Off while writing, except with Ctrl, and off as a whole with
// html[data-keys=off]. Every key presses something that can also be seen: [data-key], [data-go], rows and points.
import { announce } from "./announce.js";

const WRITING = "input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable]";
let going = false;

function visible(element) {
  return element && element.getClientRects().length > 0;
}

function menu(id) {
  const place = document.getElementById(id);
  if (!place) return;
  place.togglePopover();
  if (place.matches(":popover-open")) place.querySelector("button, a")?.focus();
}

function press(element) {
  if (element.matches("textarea")) element.focus();
  else element.click();
}

// What a key means: first in the open row or point, then on the page.
function pressKey(key) {
  const here = document.querySelector("tr.here, .points > .here");
  for (const scope of [here, document]) {
    const found = [...(scope?.querySelectorAll(`[data-key="${CSS.escape(key)}"]`) ?? [])].find(visible);
    if (found) {
      press(found);
      return true;
    }
  }
  return false;
}

function rows() {
  return [...document.querySelectorAll(".worklist tbody tr:not(.band)")];
}

function moveRow(step) {
  const all = rows();
  if (all.length === 0) return false;
  const at = all.findIndex((row) => row.classList.contains("here"));
  const next = all[Math.min(Math.max(at + step, 0), all.length - 1)];
  all[at]?.classList.remove("here");
  next.classList.add("here");
  next.querySelector("a.open")?.focus();
  return true;
}

function movePoint(step) {
  const all = [...document.querySelectorAll(".points > li:not(.band)")];
  const at = all.findIndex((point) => point.classList.contains("here"));
  const link = all[at + step]?.querySelector(".what a");
  if (link) link.click();
  return all.length > 0;
}

function moveMaterial(step) {
  const all = [...document.querySelectorAll(".case-list > ul > li > a")];
  const at = all.findIndex((link) => link.hasAttribute("aria-current"));
  all[at + step]?.click();
  return all.length > 0;
}

let lastPicked;
function pick(range) {
  const boxes = rows().map((row) => row.querySelector(".c-pick input"));
  const at = rows().findIndex((row) => row.classList.contains("here"));
  if (at < 0 || !boxes[at]) return false;
  if (range && lastPicked !== undefined) {
    for (let i = Math.min(at, lastPicked); i <= Math.max(at, lastPicked); i++) set(boxes[i], true);
  } else {
    set(boxes[at], !boxes[at].checked);
  }
  lastPicked = at;
  return true;
}

function set(box, on) {
  box.checked = on;
  box.dispatchEvent(new Event("change", { bubbles: true }));
}

function plain(key, event) {
  if (key === "/") return focusSearch();
  if (key === "?") return menu("keys"), true;
  if (key === "g") return (going = true), setTimeout(() => { going = false; }, 1500), true;
  if (key === "j" || key === "k") {
    const step = key === "j" ? 1 : -1;
    return document.querySelector(".worklist") ? moveRow(step) : movePoint(step);
  }
  if (key === "x") return pick(event.shiftKey);
  if (key === "[" || key === "]") return moveMaterial(key === "]" ? 1 : -1);
  const zoom = { "+": "in", "=": "in", "-": "out", w: "fit" }[key];
  if (zoom && document.querySelector("[data-viewer]")) {
    document.querySelector(`[data-zoom=${zoom}]`)?.click();
    return true;
  }
  if (/^[1-9]$/.test(key)) {
    const choice = document.querySelector(`:popover-open [data-pick="${key}"]`);
    if (choice) return choice.click(), true;
  }
  return pressKey(event.shiftKey && /^[a-z]$/.test(key) ? `shift+${key}` : key);
}

function focusSearch() {
  document.querySelector("[data-search]")?.focus();
  return true;
}

function listen(event) {
  if (event.isComposing || event.altKey || event.metaKey || event.defaultPrevented) return;
  const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  if (event.ctrlKey) {
    if (pressKey(`ctrl+${key.toLowerCase()}`)) event.preventDefault();
    return;
  }
  if (event.target.matches?.(WRITING) || document.documentElement.dataset.keys === "off") return;
  if (key.length !== 1 || (key === " " && event.target.matches?.("button, a, input, summary"))) return;
  if (going) {
    going = false;
    const target = document.querySelector(`[data-go="${CSS.escape(key)}"]`);
    if (target) {
      event.preventDefault();
      target.click();
    }
    return;
  }
  if (plain(key === " " ? "space" : key, event)) event.preventDefault();
}

function fill(event) {
  const link = event.target.closest("[data-fill]");
  if (!link) return;
  event.preventDefault();
  const area = document.getElementById(link.dataset.fill);
  area.value = link.dataset.text;
  area.dispatchEvent(new Event("input", { bubbles: true }));
  link.closest("[popover]")?.hidePopover();
  area.focus();
  announce("已填入意见");
}

function insert(event) {
  const button = event.target.closest("[data-insert]");
  if (!button) return;
  const area = document.getElementById(button.dataset.insert);
  area.setRangeText(button.textContent, area.selectionStart, area.selectionEnd, "end");
  area.dispatchEvent(new Event("input", { bubbles: true }));
  area.focus();
}

// Links to menus open the popover instead of jumping to it.
function menus(event) {
  const opener = event.target.closest("[data-menu]");
  if (opener) {
    event.preventDefault();
    menu(opener.dataset.menu);
  }
  const closer = event.target.closest("[popover] [data-close]");
  if (closer?.closest("[popover]").matches(":popover-open")) {
    event.preventDefault();
    closer.closest("[popover]").hidePopover();
  }
}

function selection() {
  const all = document.querySelector("[data-select-all]");
  const boxes = [...document.querySelectorAll(".c-pick input")];
  if (!all) return;
  all.hidden = false;
  const told = document.querySelector("[data-selected]");
  const count = () => {
    const chosen = boxes.filter((box) => box.checked);
    for (const box of boxes) box.closest("tr").toggleAttribute("aria-selected", false);
    for (const box of chosen) box.closest("tr").setAttribute("aria-selected", "true");
    all.checked = chosen.length === boxes.length && boxes.length > 0;
    if (told) told.textContent = `已选 ${chosen.length} 件`;
    document.querySelector("[data-batch]")?.toggleAttribute("hidden", chosen.length === 0);
  };
  all.addEventListener("change", () => {
    for (const box of boxes) box.checked = all.checked;
    count();
  });
  for (const box of boxes) box.addEventListener("change", count);
  count();
}

export function start() {
  document.addEventListener("keydown", listen);
  for (const act of [menus, fill, insert]) document.addEventListener("click", act);
  for (const phrases of document.querySelectorAll("[data-phrases]")) phrases.hidden = false;
  selection();
}
