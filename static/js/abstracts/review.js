// The reviewing grid sums itself as points are given; a figure typed gives its points and goes on to the next line;
// Ctrl and Enter sends. Without this file the total is shown once the review was sent.

const grid = document.getElementById("review");
const sum = grid?.querySelector("[data-sum]");

function refresh() {
  const given = [...grid.querySelectorAll(".criterion input:checked")];
  sum.hidden = given.length === 0;
  sum.querySelector("b").textContent = String(given.reduce((total, choice) => total + Number(choice.value), 0));
}

function figure(event) {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) return grid.requestSubmit();
  const line = event.target.closest(".criterion");
  const choice = line?.querySelector(`input[value="${CSS.escape(event.key)}"]`);
  if (!choice || event.ctrlKey || event.metaKey || event.altKey) return undefined;
  event.preventDefault();
  choice.checked = true;
  choice.dispatchEvent(new Event("change", { bubbles: true }));
  const lines = [...grid.querySelectorAll(".criterion")];
  const next = lines[lines.indexOf(line) + 1];
  return (next?.querySelector("input:checked") ?? next?.querySelector("input") ?? choice).focus();
}

if (grid) {
  grid.addEventListener("change", refresh);
  grid.addEventListener("resumed", refresh);
  grid.addEventListener("keydown", figure);
  refresh();
}
