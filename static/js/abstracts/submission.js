// The submission form, made easier: only the parts of the chosen kind, the words counted as one types, what is missing
// said at once, authors moved up. Without this file the same form works; the server decides in any case.

const form = document.getElementById("abstract");
const aside = document.querySelector(".missing");
const live = aside.querySelector("[data-live]");
const parts = [...form.querySelectorAll("[data-part]")];
const authors = [...form.querySelectorAll("[data-author]")];

const value = (name) => form.elements[name]?.value.trim() ?? "";
const text = (part) => part.querySelector("textarea").value.trim();
const words = (written) => (written ? written.split(/\s+/u).length : 0);
const keywords = () => value("keywords").split(/[,;]/u).filter((word) => word.trim()).length;
const typed = (author, name) => author.querySelector(`[name$="-${name}"]`).value.trim();
const isNamed = (author) => Boolean(typed(author, "given_names") && typed(author, "family_name"));
const presents = (author) => author.querySelector("[name=presenter]").checked;

function showChosenParts() {
  const kind = value("template");
  for (const part of parts) part.hidden = kind !== "" && !part.dataset.templates.split(" ").includes(kind);
}

function missing(count) {
  const { mostWords, fewestKeywords, mostKeywords } = form.dataset;
  const presenter = authors.find(presents);
  const named = authors.some(isNamed);
  const isReady = named && presenter && isNamed(presenter);
  return {
    title: !value("title"),
    ...Object.fromEntries(parts.map((part) => [`section-${part.dataset.part}`, !part.hidden && !text(part)])),
    words: count > Number(mostWords),
    keywords: keywords() < Number(fewestKeywords) || keywords() > Number(mostKeywords),
    authors: !named,
    presenter: named && !isReady,
    contact: isReady && !typed(presenter, "phone") && !typed(presenter, "email"),
    consent: !form.elements.declares_consent.checked,
  };
}

function refresh() {
  showChosenParts();
  const count = parts.filter((part) => !part.hidden).reduce((sum, part) => sum + words(text(part)), 0);
  const total = form.querySelector("[data-total]");
  total.querySelector("[data-count]").textContent = String(count);
  const needs = missing(count);
  total.classList.toggle("over", needs.words);
  for (const line of live.querySelectorAll("[data-needs]")) line.hidden = !needs[line.dataset.needs];
  const isComplete = !Object.values(needs).some(Boolean);
  for (const author of authors.slice(1)) author.querySelector("[data-raise]").hidden = !isNamed(author);
  live.querySelector("[data-lead]").hidden = isComplete;
  live.querySelector("[data-complete]").hidden = !isComplete;
}

function swap(one, other) {
  const fields = (author) => author.querySelectorAll("input:not([type=radio])");
  const theirs = fields(other);
  fields(one).forEach((field, place) => {
    [field.value, theirs[place].value] = [theirs[place].value, field.value];
  });
  if (presents(one) || presents(other)) {
    const now = presents(one) ? other : one;
    now.querySelector("[name=presenter]").checked = true;
    openContact(now);
  }
}

function openContact(author) {
  author.querySelector("details").open = true;
}

form.addEventListener("change", (event) => {
  if (event.target.name === "presenter") openContact(event.target.closest("[data-author]"));
});

form.addEventListener("click", (event) => {
  const mover = event.target.closest("[data-raise]");
  if (!mover) return;
  const place = authors.indexOf(mover.closest("[data-author]"));
  swap(authors[place], authors[place - 1]);
  const above = authors[place - 1].querySelector("[data-raise]");
  (above.hidden ? authors[place - 1].querySelector("input") : above).focus();
  refresh();
});

aside.querySelector("[data-told]")?.remove();
aside.classList.add("live");
live.hidden = false;
form.addEventListener("input", refresh);
form.addEventListener("resumed", refresh);
refresh();
