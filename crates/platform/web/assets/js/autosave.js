// Saves form[data-autosave] every 30 seconds when something was written. The attribute is the address, or empty for the
// form's own. Sent as the form itself would be, without files, with the header X-Autosave: 1. The answer may be JSON
// { "saved": "10:32", "version": 7 }; 401 means signed out, 409 changed on another device.
import { announce } from "./announce.js";

const EVERY = 30_000;

function words(form) {
  const data = new URLSearchParams();
  for (const [name, value] of new FormData(form)) {
    if (typeof value === "string") data.append(name, value);
  }
  return data.toString();
}

function show(text) {
  const place = document.querySelector("[data-saved]");
  if (place) place.textContent = text;
  else announce(text);
}

async function save(form, state) {
  const now = words(form);
  if (now === state.kept || state.busy || state.stopped) return;
  state.busy = true;
  try {
    const answer = await fetch(form.dataset.autosave || form.action, {
      method: "POST",
      body: now,
      headers: { "Content-Type": "application/x-www-form-urlencoded", "X-Autosave": "1", Accept: "application/json" },
      credentials: "same-origin",
    });
    await judge(answer, form, state, now);
  } catch {
    show("没有连上，您写的还在这一页。30秒后再试");
  } finally {
    state.busy = false;
  }
}

async function judge(answer, form, state, sent) {
  if (answer.status === 401) {
    state.stopped = true;
    show("登录已过期，没有自动保存。您写的还在这一页：请照常点保存，会请您重新登录，写的不会丢");
  } else if (answer.status === 409) {
    state.stopped = true;
    show("您在另一台设备上刚改过这一页。请先保存，再选留哪一份");
  } else if (answer.ok && !answer.redirected) {
    const result = answer.status === 204 ? {} : await answer.json().catch(() => ({}));
    if (result.version !== undefined && form.elements.version) form.elements.version.value = result.version;
    state.kept = result.version === undefined ? sent : words(form);
    show(`${result.saved ?? clock()}已自动保存`);
  } else {
    show("这次没有自动保存成，30秒后再试");
  }
}

function clock() {
  return new Date().toLocaleTimeString("zh-CN", { hour: "numeric", minute: "2-digit", hour12: false });
}

export function start() {
  for (const form of document.querySelectorAll("form[data-autosave]")) {
    const state = { kept: words(form), busy: false, stopped: false };
    setInterval(() => save(form, state), EVERY);
    document.addEventListener("visibilitychange", () => {
      if (document.visibilityState === "hidden") save(form, state);
    });
    form.addEventListener("submit", () => { state.stopped = true; });
  }
}
