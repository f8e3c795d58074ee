// Suggestions for input[data-suggest]: a list box below, moved through with the arrow keys (ARIA combobox). The address
// receives q and answers a JSON list of { "text", "href"?, "note"? } or of texts.
import { announce } from "./announce.js";

const WAIT = 200;
let serial = 0;

class Suggest {
  constructor(input) {
    this.input = input;
    this.at = -1;
    this.list = document.createElement("ul");
    this.list.className = "suggestions";
    this.list.id = `suggestions-${++serial}`;
    this.list.setAttribute("role", "listbox");
    this.list.setAttribute("aria-label", "建议");
    this.list.hidden = true;
    input.parentElement.classList.add("has-suggestions");
    input.after(this.list);
    for (const [name, value] of [["role", "combobox"], ["aria-autocomplete", "list"], ["aria-expanded", "false"],
      ["aria-controls", this.list.id], ["autocomplete", "off"]]) input.setAttribute(name, value);
    input.addEventListener("input", () => this.ask());
    input.addEventListener("keydown", (event) => this.key(event));
    input.addEventListener("blur", () => setTimeout(() => this.close(), 150));
  }

  ask() {
    clearTimeout(this.later);
    this.later = setTimeout(() => this.fetch(), WAIT);
  }

  async fetch() {
    const q = this.input.value.trim();
    this.pending?.abort();
    if (!q) return this.close();
    this.pending = new AbortController();
    try {
      const address = new URL(this.input.dataset.suggest, location.href);
      address.searchParams.set("q", q);
      const answer = await fetch(address, { signal: this.pending.signal, headers: { Accept: "application/json" } });
      if (answer.ok) this.show(await answer.json());
    } catch {
      this.close();
    }
  }

  show(found) {
    this.at = -1;
    this.input.removeAttribute("aria-activedescendant");
    this.list.replaceChildren(...found.map((one, i) => this.option(typeof one === "string" ? { text: one } : one, i)));
    this.list.hidden = found.length === 0 || document.activeElement !== this.input;
    this.input.setAttribute("aria-expanded", String(!this.list.hidden));
    if (!this.list.hidden) announce(`有${found.length}条建议，用上下键选`);
  }

  option(one, index) {
    const item = document.createElement("li");
    item.id = `${this.list.id}-${index}`;
    item.setAttribute("role", "option");
    item.append(one.text);
    if (one.note) {
      const note = document.createElement("small");
      note.textContent = one.note;
      item.append(note);
    }
    item.choose = () => {
      if (one.href) return location.assign(one.href);
      this.input.value = one.text;
      this.close();
      if (this.input.type === "search") this.input.form?.requestSubmit();
    };
    item.addEventListener("mousedown", (event) => event.preventDefault());
    item.addEventListener("click", item.choose);
    return item;
  }

  move(step) {
    const all = [...this.list.children];
    all[this.at]?.removeAttribute("aria-selected");
    this.at = (this.at + step + all.length + (this.at < 0 && step < 0 ? 1 : 0)) % all.length;
    all[this.at].setAttribute("aria-selected", "true");
    all[this.at].scrollIntoView({ block: "nearest" });
    this.input.setAttribute("aria-activedescendant", all[this.at].id);
  }

  key(event) {
    if (this.list.hidden || event.isComposing) return;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      this.move(event.key === "ArrowDown" ? 1 : -1);
    } else if (event.key === "Escape") {
      event.preventDefault();
      this.close();
    } else if (event.key === "Enter" && this.at >= 0) {
      event.preventDefault();
      this.list.children[this.at].choose();
    }
  }

  close() {
    this.pending?.abort();
    this.list.hidden = true;
    this.at = -1;
    this.input.setAttribute("aria-expanded", "false");
    this.input.removeAttribute("aria-activedescendant");
  }
}

export function start() {
  for (const input of document.querySelectorAll("input[data-suggest]")) new Suggest(input);
}
