// Zooms and turns the page in [data-viewer], 25 to 400 per cent; fits the width to begin with.
import { announce } from "./announce.js";

const STEPS = [25, 33, 50, 67, 82, 100, 125, 150, 200, 300, 400];

function watch(viewer) {
  const page = viewer.querySelector(".viewer-page > *");
  const tools = viewer.querySelector("[data-zoom-tools]");
  if (!page || !tools) return;
  const level = viewer.querySelector("[data-zoom-level]");
  let zoom = 100;
  let turned = 0;
  const apply = () => {
    page.style.maxWidth = "none";
    page.style.width = `${zoom}%`;
    page.style.transform = turned ? `rotate(${turned}deg)` : "";
    level.textContent = `${zoom}%`;
  };
  const act = {
    in: () => { zoom = STEPS.find((s) => s > zoom) ?? zoom; },
    out: () => { zoom = STEPS.findLast((s) => s < zoom) ?? zoom; },
    fit: () => { zoom = 100; },
    turn: () => { turned = (turned + 90) % 360; announce(`转了${turned}度`); },
  };
  tools.hidden = false;
  viewer.addEventListener("click", (event) => {
    const action = event.target.closest("[data-zoom]")?.dataset.zoom;
    if (!action) return;
    act[action]();
    apply();
  });
}

export function start() {
  for (const viewer of document.querySelectorAll("[data-viewer]")) watch(viewer);
}
