// Counts what may still be written into textarea[data-max]; said aloud only when little is left.
import { announce } from "./announce.js";

const NEAR = 20;

function count(area, line) {
  const left = Number(area.dataset.max) - [...area.value].length;
  line.textContent = left >= 0 ? `还可以写${left}字` : `最多写${area.dataset.max}字，请删掉${-left}字`;
  line.classList.toggle("error", left < 0);
  return left;
}

export function start() {
  for (const area of document.querySelectorAll("textarea[data-max]")) {
    const line = document.getElementById(`${area.id}-c`);
    if (!line) continue;
    count(area, line);
    let later;
    area.addEventListener("input", () => {
      const left = count(area, line);
      clearTimeout(later);
      if (left <= NEAR) later = setTimeout(() => announce(line.textContent), 1000);
    });
  }
}
