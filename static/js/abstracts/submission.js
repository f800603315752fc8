// The submission form, made easier: only the parts of the chosen kind, the words counted as one types, what is missing
// said at once, a short list of authors that moves, the page of the book shown. Without this file
// the same form works; the server decides in any case.

const form = document.getElementById("abstract");
const aside = document.querySelector(".missing");
const live = aside.querySelector("[data-live]");
const parts = [...form.querySelectorAll("[data-part]")];
const questions = [...form.querySelectorAll("[data-question]")];
const limits = Object.fromEntries(form.dataset.limits.split(" ").map((limit) => limit.split(":")));
const moreLines = form.querySelector("[data-more]");
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
const element = (name, content = "", facts = {}) => Object.assign(document.createElement(name), { textContent: content, ...facts });
const radio = (author) => author.querySelector("[name=presenter]");
const presents = (author) => radio(author).checked;

// ── What is missing ──────────────────────────────────────────────────────────────────────────────────────────────────

function showChosenParts() {
  const kind = value("template");
  for (const part of [...parts, ...questions]) {
    part.hidden = kind !== "" && !part.dataset.templates.split(" ").includes(kind);
  }
  form.querySelector("[data-limit]").textContent = String(mostWords());
}

const mostWords = () => Number(limits[value("template")] ?? Object.values(limits)[0]);

// Which of the names in the panel are still needed.
function missing(count) {
  const { fewestKeywords, mostKeywords } = form.dataset;
  const given = keywords().length;
  const presenter = authors.find(presents);
  const named = authors.some(isNamed);
  const isReady = named && presenter && isNamed(presenter);
  const required = questions.filter((question) => "required" in question.dataset && !question.hidden);
  const ticks = [...form.querySelectorAll("[name^=declares_]")];
  return {
    title: !value("title"),
    specialty: !value("specialty"),
    theme: "theme" in form.elements && !value("theme"),
    template: !value("template"),
    ...Object.fromEntries(parts.map((part) => [`section-${part.dataset.part}`, !part.hidden && !text(part)])),
    ...Object.fromEntries(parts.map((part) => [`long-${part.dataset.part}`, !part.hidden && isLong(part)])),
    words: count > mostWords(),
    keywords: given < Number(fewestKeywords) || given > Number(mostKeywords),
    ...Object.fromEntries(required.map(({ dataset }) => [`question-${dataset.question}`, !value(`question_${dataset.question}`)])),
    authors: !named,
    presenter: named && !isReady,
    contact: isReady && !typed(presenter, "phone") && !typed(presenter, "email"),
    ...Object.fromEntries(ticks.map((tick) => [tick.name.replace("_", "-"), !tick.checked])),
  };
}

const isLong = (part) => "most" in part.dataset && words(text(part)) > Number(part.dataset.most);

function countWords() {
  let sum = 0;
  for (const part of parts) {
    const count = words(text(part));
    part.querySelector("[data-count]").textContent = String(count);
    part.querySelector("[data-words]").classList.toggle("over", isLong(part));
    if (!part.hidden) sum += count;
  }
  form.querySelector("[data-total] [data-count]").textContent = String(sum);
  return sum;
}

const MOST_NAMED = 3;
let told = "";

// One sentence, never a list: three things at the most, each a link to its field, and how many more.
function tell(needs) {
  const wanted = [...live.querySelectorAll("[data-needs]")].filter((name) => needs[name.dataset.needs]);
  const key = wanted.map((name) => name.dataset.needs).join(" ");
  if (key === told) return;
  told = key;
  const sentence = live.querySelector("[data-sentence]");
  if (wanted.length === 0) {
    sentence.replaceChildren(element("b", live.dataset.complete));
    return;
  }
  const named = wanted.slice(0, wanted.length > MOST_NAMED + 1 ? MOST_NAMED : wanted.length);
  const said = named.map((name) => element("a", name.textContent, { href: name.getAttribute("href") }));
  if (named.length < wanted.length) said.push(live.dataset.more.replace("#", String(wanted.length - named.length)));
  const joined = said.flatMap((part, place) => [joint(place, said.length), part]);
  sentence.replaceChildren(`${live.dataset.lead} `, ...joined, ".");
}

function joint(place, length) {
  if (place === 0) return "";
  return place === length - 1 ? ` ${live.dataset.and} ` : ", ";
}

function refresh() {
  showChosenParts();
  const needs = missing(countWords());
  form.querySelector("[data-total]").classList.toggle("over", needs.words);
  tell(needs);
}

// ── Authors ──────────────────────────────────────────────────────────────────────────────────────────────────────────

let shown = 1;

function showAuthors() {
  const last = authors.findLastIndex((author) => !isEmpty(author) || author.querySelector(".wrong"));
  shown = Math.min(Math.max(shown, last + 1, 1), authors.length);
  authors.forEach((author, place) => {
    author.hidden = place >= shown;
    author.querySelector("[data-moves]").hidden = shown === 1;
    for (const [name, isEnd] of [["raise", place === 0], ["lower", place >= shown - 1], ["remove", false]]) {
      const button = author.querySelector(`[data-${name}]`);
      if (button) Object.assign(button, { disabled: isEnd, hidden: false });
    }
    author.draggable = false;
  });
  adder.hidden = shown === authors.length;
  if (moreLines) moreLines.hidden = shown < authors.length;
  offerStructures();
}

// A structure typed once is offered for the others, before those the council knows.
const offered = [...document.getElementById("structures").options].map((option) => option.value);

function offerStructures() {
  const known = new Set([...authors.map((author) => typed(author, "structure")).filter(Boolean), ...offered]);
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
  event.preventDefault(); // without this file the server moves them
  const place = authors.indexOf(button.closest("[data-author]"));
  if ("remove" in button.dataset) {
    remove(place);
    return;
  }
  const to = "raise" in button.dataset ? place - 1 : place + 1;
  moved(place, to);
  const same = authors[to].querySelector("raise" in button.dataset ? "[data-raise]" : "[data-lower]");
  (!same || same.disabled ? authors[to].querySelector("[data-moves] button:not(:disabled)") : same).focus();
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
