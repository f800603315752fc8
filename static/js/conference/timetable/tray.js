// Narrows what waits while one types or chooses a specialty, and leads from a clash to what it is about. Without this file
// the filter is sent and the links lead there.

const page = document.querySelector(".board-page");
const fold = (text) => text.toLowerCase().normalize("NFD").replace(/\p{M}|['’]/gu, "").replace(/-/g, " ");

function narrow() {
  const query = page.querySelector("#tray-q");
  if (!query) return;
  const words = fold(query.value).split(/\s+/).filter(Boolean);
  const specialty = page.querySelector("#tray-specialty").value;
  let shown = 0;
  for (const card of page.querySelectorAll(".tray .card")) {
    card.hidden = !(words.every((word) => (card.dataset.words ?? "").includes(word)) && ["", card.dataset.specialty].includes(specialty));
    shown += !card.hidden;
  }
  for (const kind of page.querySelectorAll(".tray-kind")) kind.hidden = kind.querySelectorAll(".card:not([hidden])").length === 0;
  const nothing = page.querySelector("[data-nothing]");
  if (nothing) nothing.hidden = shown > 0;
}

page.addEventListener("input", (event) => event.target.closest(".tray-filter") && narrow());
page.addEventListener("submit", (event) => event.target.closest(".tray-filter") && event.preventDefault());
page.addEventListener("drawn", narrow);
page.addEventListener("click", (event) => {
  const link = event.target.closest("[data-shows]");
  const box = link && document.getElementById(link.dataset.shows);
  if (!box) return;
  event.preventDefault();
  box.scrollIntoView({ block: "center" });
  box.querySelector(".grip").focus({ preventScroll: true });
});
if (matchMedia("(max-width: 59.99rem)").matches) page.querySelector(".tray > details").open = false;
