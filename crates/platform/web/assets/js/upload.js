// Sends the files of form[data-upload] one at a time as soon as they are chosen, and shows how far each has come. The
// attribute is the address; it receives the form's hidden fields and one file under the input's name, with the header
// X-Upload: 1, and answers the HTML of its .file: 2xx taken, 4xx not taken, with the reason inside.
import { announce } from "./announce.js";

function line(name, input) {
  const box = document.createElement("div");
  box.className = "file top-3";
  const thumb = document.createElement("span");
  thumb.className = "file-thumb";
  thumb.setAttribute("aria-hidden", "true");
  thumb.textContent = name.split(".").pop().slice(0, 4);
  const body = document.createElement("div");
  const title = document.createElement("p");
  title.className = "strong";
  title.textContent = name;
  const bar = document.createElement("progress");
  bar.max = 100;
  bar.value = 0;
  bar.setAttribute("aria-label", `${name}上传进度`);
  const note = document.createElement("p");
  note.className = "small muted";
  note.textContent = "等着上传";
  body.append(title, bar, note);
  const stop = document.createElement("button");
  stop.type = "button";
  stop.className = "link-button touch";
  stop.textContent = "取消";
  box.append(thumb, body, stop);
  let last = input.closest(".upload");
  while (last.nextElementSibling?.classList.contains("file")) last = last.nextElementSibling;
  last.after(box);
  return { box, bar, note, stop };
}

function data(form, input, file) {
  const all = new FormData();
  for (const field of form.querySelectorAll("input[type=hidden]")) all.append(field.name, field.value);
  all.append(input.name, file, file.name);
  return all;
}

function send(form, input, file, shown) {
  return new Promise((resolve) => {
    const request = new XMLHttpRequest();
    const begun = performance.now();
    request.open("POST", form.dataset.upload || form.action);
    request.setRequestHeader("X-Upload", "1");
    request.setRequestHeader("Accept", "text/html");
    request.upload.addEventListener("progress", (event) => {
      if (!event.lengthComputable) return;
      const part = event.loaded / event.total;
      shown.bar.value = Math.round(part * 100);
      const rest = Math.ceil(((performance.now() - begun) / 1000) * (1 / part - 1));
      shown.note.textContent = `已上传${shown.bar.value}%${rest > 1 ? `，大约还要${rest}秒` : ""}`;
    });
    request.addEventListener("loadend", () => resolve(request));
    shown.stop.onclick = () => request.abort();
    request.send(data(form, input, file));
  });
}

function fail(shown, words) {
  shown.box.classList.add("wrong");
  shown.bar.remove();
  shown.note.textContent = words;
  shown.stop.textContent = "移除";
  shown.stop.onclick = () => shown.box.remove();
  announce(words);
}

function finish(request, file, shown) {
  const html = (request.getResponseHeader("Content-Type") ?? "").startsWith("text/html");
  if (request.status === 0) return fail(shown, `“${file.name}”没有传完。请再传一次`);
  if (request.status === 401) return fail(shown, `登录已过期，“${file.name}”没有收下。请在新窗口重新登录，再传一次`);
  if (request.status === 413) return fail(shown, `“${file.name}”太大，没有收下。请压缩一下再传`);
  if (!html || request.status >= 500) return fail(shown, `“${file.name}”没有收下，是我们的网站出了问题。请再传一次`);
  const made = new DOMParser().parseFromString(request.responseText, "text/html").querySelector(".file, .error");
  if (!made) return fail(shown, `“${file.name}”没有收下。请刷新这一页再传`);
  made.classList.add("top-3");
  shown.box.replaceWith(document.adoptNode(made));
  announce(request.status < 400 ? `“${file.name}”已经收下` : made.textContent);
}

function watch(form) {
  let queue = Promise.resolve();
  form.addEventListener("change", (event) => {
    const input = event.target;
    if (!(input instanceof HTMLInputElement) || input.type !== "file") return;
    for (const file of [...input.files]) {
      const shown = line(file.name, input);
      let stopped = false;
      shown.stop.onclick = () => { stopped = true; shown.box.remove(); };
      queue = queue.then(async () => {
        if (!stopped) finish(await send(form, input, file, shown), file, shown);
      });
    }
    input.value = "";
  });
}

export function start() {
  for (const form of document.querySelectorAll("form[data-upload]")) watch(form);
}
