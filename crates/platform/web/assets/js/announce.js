// Says something to screen readers without moving the focus.
let place;

export function announce(words) {
  if (!place) {
    place = document.createElement("p");
    place.className = "visually-hidden";
    place.setAttribute("role", "status");
    place.setAttribute("aria-live", "polite");
    document.body.append(place);
  }
  place.textContent = "";
  setTimeout(() => { place.textContent = words; }, 50);
}
