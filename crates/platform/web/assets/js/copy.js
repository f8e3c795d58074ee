// Shows button[data-copy] and copies what it names.
import { announce } from "./announce.js";

export function start() {
  if (!navigator.clipboard) return;
  for (const button of document.querySelectorAll("button[data-copy]")) {
    button.hidden = false;
    button.addEventListener("click", async () => {
      try {
        await navigator.clipboard.writeText(button.dataset.copy);
        announce("已复制");
        button.firstChild.textContent = "已复制";
      } catch {
        announce("没有复制成，请选中号码再复制");
      }
    });
  }
}
