// The submission form, made easier: only the parts of the chosen kind, the words counted as one types, what is missing
// said at once, a short list of authors that moves, the page of the book shown. Without this file
// the same form works; the server decides in any case.

const form = document.getElementById("abstract");
const aside = document.querySelector(".missing");
const live = aside.querySelector("[data-live]");
const parts = [...form.querySelectorAll("[data-part]")];
const authors = [...form.querySelectorAll("[data-author]")];
const adder = form.querySelector("[data-add]");

const value = (name) => form.elements[name]?.value.trim() ?? "";
const text = (part) => part.querySelector("textarea").value.trim();
const TAGS = /<\/?(?:i|em|sup|sub)\s*>/giu; // rich_text.js says what they mean; they are no words
const words = (written) => written.replace(TAGS, "").split(/\s+/u).filter(Boolean).length;
const keywords = () => value("keywords").split(/[,;]/u).map((word) => word.trim()).filter(Boolean);
const input = (author, name) => author.querySelector(`[name$="-${name}"]`);
const typed = (author, name) => input(author, name).value.trim();
const inputs = (author) => [...author.querySelectorAll("input:not([type=radio])")];
const isNamed = (author) => Boolean(typed(author, "given_names") && typed(author, "family_name"));
const isEmpty = (author) => inputs(author).every((field) => !field.value.trim());
const radio = (author) => author.querySelector("[name=presenter]");
const presents = (author) => radio(author).checked;

// ── What is missing ──────────────────────────────────────────────────────────────────────────────────────────────────

function showChosenParts() {
  const kind = value("template");
  for (const part of parts) part.hidden = kind !== "" && !part.dataset.templates.split(" ").includes(kind);
}

function missing(count) {
  const { mostWords, fewestKeywords, mostKeywords } = form.dataset;
  const given = keywords().length;
  const presenter = authors.find(presents);
  const named = authors.some(isNamed);
  const isReady = named && presenter && isNamed(presenter);
  return {
    title: !value("title"),
    ...Object.fromEntries(parts.map((part) => [`section-${part.dataset.part}`, !part.hidden && !text(part)])),
    words: count > Number(mostWords),
    keywords: given < Number(fewestKeywords) || given > Number(mostKeywords),
    authors: !named,
    presenter: named && !isReady,
    contact: isReady && !typed(presenter, "phone") && !typed(presenter, "email"),
    consent: !form.elements.declares_consent.checked,
  };
}

function countWords() {
  let sum = 0;
  for (const part of parts) {
    const count = words(text(part));
    part.querySelector("[data-count]").textContent = String(count);
    if (!part.hidden) sum += count;
  }
  form.querySelector("[data-total] [data-count]").textContent = String(sum);
  return sum;
}

function refresh() {
  showChosenParts();
  const needs = missing(countWords());
  form.querySelector("[data-total]").classList.toggle("over", needs.words);
  for (const line of live.querySelectorAll("[data-needs]")) line.hidden = !needs[line.dataset.needs];
  const isComplete = !Object.values(needs).some(Boolean);
  live.querySelector("[data-lead]").hidden = isComplete;
  live.querySelector("[data-complete]").hidden = !isComplete;
}

// ── Authors ──────────────────────────────────────────────────────────────────────────────────────────────────────────

let shown = 1;

function showAuthors() {
  const last = authors.findLastIndex((author) => !isEmpty(author) || author.querySelector(".wrong"));
  shown = Math.min(Math.max(shown, last + 1, 1), authors.length);
  authors.forEach((author, place) => {
    author.hidden = place >= shown;
    author.querySelector("[data-moves]").hidden = shown === 1;
    author.querySelector("[data-raise]").disabled = place === 0;
    author.querySelector("[data-lower]").disabled = place === shown - 1;
    author.draggable = false;
  });
  adder.hidden = shown === authors.length;
  offerStructures();
}

// A structure typed once is offered for the others.
function offerStructures() {
  const known = new Set(authors.map((author) => typed(author, "structure")).filter(Boolean));
  const options = [...known].map((name) => Object.assign(document.createElement("option"), { value: name }));
  document.getElementById("structures").replaceChildren(...options);
}

// The lines stay where they are; what they say moves, so that the fields keep their numbers.
function arrange(order) {
  const said = authors.map((author) => ({
    texts: inputs(author).map((field) => field.value),
    presents: presents(author),
    isOpen: author.querySelector("details").open,
  }));
  order.forEach((from, place) => {
    const { texts, presents: now, isOpen } = said[from];
    inputs(authors[place]).forEach((field, number) => (field.value = texts[number]));
    authors[place].querySelector("details").open = isOpen;
    if (now) radio(authors[place]).checked = true;
  });
  form.dispatchEvent(new Event("input", { bubbles: true }));
}

function moved(from, to) {
  const order = authors.map((_author, place) => place);
  order.splice(to, 0, ...order.splice(from, 1));
  arrange(order);
}

function remove(place) {
  for (const field of inputs(authors[place])) field.value = "";
  if (presents(authors[place])) radio(authors[place]).checked = false;
  moved(place, authors.length - 1);
  shown -= 1;
  showAuthors();
  refresh();
  input(authors[Math.max(0, Math.min(place, shown - 1))], "given_names").focus();
}

function openContact(author) {
  author.querySelector("details").open = true;
}

form.addEventListener("click", (event) => {
  const button = event.target.closest("[data-raise], [data-lower], [data-remove]");
  if (!button) return;
  const place = authors.indexOf(button.closest("[data-author]"));
  if ("remove" in button.dataset) {
    remove(place);
    return;
  }
  const to = "raise" in button.dataset ? place - 1 : place + 1;
  moved(place, to);
  const same = authors[to].querySelector("raise" in button.dataset ? "[data-raise]" : "[data-lower]");
  (same.disabled ? authors[to].querySelector("[data-moves] button:not(:disabled)") : same).focus();
});

adder.addEventListener("click", () => {
  shown += 1;
  showAuthors();
  input(authors[shown - 1], "given_names").focus();
});

form.addEventListener("change", (event) => {
  if (event.target.name === "presenter") openContact(event.target.closest("[data-author]"));
});

let dragged = -1;
for (const [place, author] of authors.entries()) {
  const handle = author.querySelector("[data-handle]");
  handle.addEventListener("pointerdown", () => (author.draggable = shown > 1));
  author.addEventListener("dragstart", (event) => {
    dragged = place;
    event.dataTransfer.effectAllowed = "move";
  });
  author.addEventListener("dragover", (event) => dragged >= 0 && event.preventDefault());
  author.addEventListener("drop", (event) => {
    event.preventDefault();
    if (dragged >= 0 && dragged !== place) moved(dragged, place);
  });
  author.addEventListener("dragend", () => {
    dragged = -1;
    author.draggable = false;
  });
}

// ── The page of the book ─────────────────────────────────────────────────────────────────────────────────────────────

const preview = document.getElementById("preview");
const element = (name, content = "", facts = {}) => Object.assign(document.createElement(name), { textContent: content, ...facts });

function initials(names) {
  return names.split(/\s+/u).map((name) => name.split("-").map((part) => `${part[0].toUpperCase()}.`).join("-")).join(" ");
}

function showAuthorsOfPage() {
  const named = authors.filter(isNamed);
  const structures = [...new Set(named.map((author) => typed(author, "structure")).filter(Boolean))];
  const number = (structure) => element("sup", structures.length > 1 && structure ? String(structures.indexOf(structure) + 1) : "");
  const names = named.flatMap((author, place) => [
    place ? ", " : "",
    element("span", `${initials(typed(author, "given_names"))} ${typed(author, "family_name")}`, {
      className: presents(author) ? "presenter" : "",
    }),
    number(typed(author, "structure")),
  ]);
  preview.querySelector("[data-authors]").replaceChildren(...names);
  const places = structures.flatMap((structure, place) => [place ? " · " : "", number(structure), ` ${structure}`]);
  preview.querySelector("[data-affiliations]").replaceChildren(...places);
}

const rich = (written) => Object.assign(document.createElement("rich-text"), { text: written });

function section(part) {
  const paragraph = element("p", "", { className: "pre" });
  paragraph.append(rich(text(part)));
  return [element("h2", part.querySelector("textarea").dataset.label), paragraph];
}

function showPage() {
  const title = preview.querySelector("[data-title]");
  title.replaceChildren(rich(value("title") || title.dataset.empty));
  preview.querySelector("[data-specialty]").textContent = form.elements.specialty.selectedOptions[0]?.textContent ?? "";
  preview.querySelector("[data-keywords]").textContent = keywords().join(", ");
  const written = parts.filter((part) => !part.hidden && text(part));
  preview.querySelector("[data-sections]").replaceChildren(...written.flatMap(section));
  showAuthorsOfPage();
  preview.showModal();
  preview.scrollTop = 0;
}

const opener = form.querySelector("[data-preview]");
opener.hidden = typeof preview.showModal !== "function";
opener.addEventListener("click", showPage);

// ── From the start ───────────────────────────────────────────────────────────────────────────────────────────────────

function everything() {
  showAuthors();
  refresh();
}

const folded = form.querySelector(".more");
if (folded) {
  form.querySelector(".authors").append(...folded.querySelectorAll("[data-author]"));
  folded.remove();
}
for (const part of parts) part.querySelector("label").textContent = part.querySelector("textarea").dataset.label;
aside.querySelector("[data-told]")?.remove();
aside.classList.add("live");
live.hidden = false;
form.addEventListener("input", everything);
form.addEventListener("resumed", everything);
everything();
