// The submission form, a little easier: only the parts of the chosen kind, and the words counted as one types.
const form = document.getElementById("abstract");
const total = document.querySelector("[data-total]");
const parts = [...form.querySelectorAll("[data-templates]")];

function chosen() {
  return form.querySelector("input[name=template]:checked")?.value ?? "";
}

function words(text) {
  return text.trim() ? text.trim().split(/\s+/u).length : 0;
}

function refresh() {
  const kind = chosen();
  for (const part of parts) part.hidden = kind !== "" && !part.dataset.templates.split(" ").includes(kind);
  const count = parts.filter((part) => !part.hidden).reduce((sum, part) => sum + words(part.querySelector("textarea").value), 0);
  total.querySelector("[data-count]").textContent = String(count);
  total.classList.toggle("over", count > Number(form.dataset.mostWords));
}

form.addEventListener("input", refresh);
refresh();
