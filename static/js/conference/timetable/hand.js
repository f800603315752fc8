// What is in hand: taken by a tap, a click or Enter, put down by another; arrows go from place to place, Escape lets go.
// Every place it may go to is drawn as such. dragging.js does the same with a pointer that is held down.

const page = document.querySelector(".board-page");
let held = null; // the card or the box
let over = null; // the place it would go to

const board = () => document.getElementById("board");
const hand = () => page.querySelector(".hand");
const word = (name, facts = {}) =>
  page.querySelector(`[data-word="${name}"]`).textContent.replace("{what}", facts.what).replace("{where}", facts.where);
const say = (text) => page.dispatchEvent(new CustomEvent("say", { detail: text }));
const isBox = (thing) => thing.matches(".box");
const what = (thing) => thing.querySelector(".grip").dataset.what;
const thingOf = (element) => element?.closest(".card") ?? element?.closest(".box");
const address = (deed) => {
  const [kind, name] = isBox(held) ? ["sessions", held.dataset.session] : ["talks", held.dataset.talk];
  return `${location.pathname.replace(/\/$/, "")}/${kind}/${encodeURIComponent(name)}/${deed}`;
};

function places() {
  if (!held) return [];
  if (isBox(held)) return [...page.querySelectorAll('[data-target="free"]')];
  const { kind } = held.querySelector(".grip").dataset;
  const fits = (place) => place.closest(".box").dataset.holds.split(" ").includes(kind);
  const among = [...page.querySelectorAll('[data-target="talk"], [data-target="end"]')].filter((place) => place !== held && fits(place));
  return held.closest(".tray") ? among : [...among, page.querySelector(".tray")];
}

function where(place) {
  const box = place.closest(".box");
  if (place.dataset.target === "talk") return word("before", { where: box.dataset.where, what: place.dataset.talk });
  if (place.dataset.target === "end") return word("end", { where: box.dataset.where });
  return place.dataset.where;
}

// ── Taking, aiming, putting down ─────────────────────────────────────────────────────────────────────────────────────

function take(thing) {
  drop();
  held = thing;
  draw();
  held.scrollIntoView({ block: "nearest" }); // a narrow page draws what is around it shorter
  const text = places().length ? word("picked", { what: what(held) }) : word("nowhere", { what: what(held) });
  say(text);
}

function draw() {
  page.classList.toggle("holding", Boolean(held));
  for (const each of page.querySelectorAll(".held-now, .can, .over")) each.classList.remove("held-now", "can", "over");
  for (const grip of page.querySelectorAll(".grip")) grip.setAttribute("aria-pressed", String(grip.closest(".held-now") !== null));
  hand().hidden = !held;
  if (!held) return;
  held.classList.add("held-now");
  held.querySelector(".grip").setAttribute("aria-pressed", "true");
  for (const place of places()) place.classList.add("can");
  over?.classList.add("over");
  fill();
}

function fill() {
  const box = isBox(held);
  hand().querySelector("[data-hand-what]").textContent = what(held);
  hand().querySelector("[data-hand-how]").textContent = over ? where(over) : word("choose");
  hand().querySelector("[data-hand=open]").href = held.querySelector(".grip").href;
  hand().querySelector("[data-hand=out]").hidden = box || Boolean(held.closest(".tray"));
  hand().querySelector("[data-hand=pin]").hidden = !box && Boolean(held.closest(".tray"));
  hand().querySelector("[data-hand=shift]").hidden = !box;
}

function aim(place) {
  over?.classList.remove("over");
  over = place;
  over?.classList.add("over");
  hand().querySelector("[data-hand-how]").textContent = over ? where(over) : word("choose");
}

function drop() {
  held = null;
  over = null;
  draw();
}

function letGo() {
  const thing = held;
  drop();
  if (thing) say(word("let-go", { what: what(thing) }));
  thing?.querySelector(".grip").focus({ preventScroll: true });
}

function gesture(href, facts, said) {
  page.dispatchEvent(new CustomEvent("gesture", { detail: { href, facts, said } }));
}

function put(place) {
  const thing = held;
  const said = word("dropped", { what: what(thing), where: where(place) });
  const { target } = place.dataset;
  if (target === "free") gesture(address("move"), { room: place.dataset.room, at: place.dataset.at }, said);
  else if (target === "tray") gesture(address("unplace"), {}, said);
  else {
    const before = target === "talk" ? place.dataset.talk : "";
    gesture(address("move"), { session: place.closest(".box").dataset.session, before }, said);
    if (target === "talk") place.before(thing); // drawn at once; the answer says whether it stays
    else place.closest(".box").querySelector(".cards").append(thing);
    thing.classList.add("sending");
  }
  drop();
  const grip = thing.querySelector(".grip");
  if (grip.isConnected) grip.focus({ preventScroll: true });
}

// ── Where the arrows lead ────────────────────────────────────────────────────────────────────────────────────────────

const AHEAD = { ArrowUp: [0, -1], ArrowDown: [0, 1], ArrowLeft: [-1, 0], ArrowRight: [1, 0] };

const middle = (element) => {
  const { left, top, width, height } = element.getBoundingClientRect();
  return [left + Math.min(width, 240) / 2, top + Math.min(height, 40) / 2];
};

function beside(from, among, arrow) {
  const [x, y] = middle(from);
  const [dx, dy] = AHEAD[arrow];
  let best = null;
  let least = Infinity;
  for (const each of among) {
    if (each === from || each.getClientRects().length === 0) continue;
    const [otherX, otherY] = middle(each);
    const along = (otherX - x) * dx + (otherY - y) * dy;
    const aside = Math.abs((otherX - x) * dy) + Math.abs((otherY - y) * dx);
    const far = along + aside * (dx ? 1.5 : 4);
    if (along > 2 && far < least) [best, least] = [each, far];
  }
  return best;
}

function pressed(event) {
  const grip = event.target.closest(".grip");
  if (event.key === "Escape" && held) return void letGo();
  if (event.key in AHEAD && (grip || (held && !event.target.matches("input, select")))) {
    event.preventDefault();
    if (held) return void step(event.key);
    const next = beside(grip, page.querySelectorAll(".grip"), event.key);
    next?.focus();
    next?.scrollIntoView({ block: "nearest" });
    return undefined;
  }
  if ((event.key === "Enter" || event.key === " ") && grip) {
    event.preventDefault();
    if (held && over) put(over);
    else if (held && thingOf(grip) === held) letGo();
    else take(thingOf(grip));
  }
  return undefined;
}

function step(arrow) {
  const next = beside(over ?? held, places(), arrow) ?? (over ? null : places()[0]);
  if (!next) return;
  aim(next);
  next.scrollIntoView({ block: "nearest" });
  say(where(next));
}

function clicked(event) {
  if (event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
  const tool = event.target.closest("[data-hand], [data-minutes]");
  if (tool && held && tool.dataset.hand !== "open") return void use(tool);
  const place = held && places().find((each) => each.contains(event.target) && (each.dataset.target !== "tray" || !event.target.closest(".tray-filter, summary")));
  const grip = event.target.closest(".grip");
  if (!place && !grip) return;
  event.preventDefault();
  if (place) put(place);
  else if (held && thingOf(grip) === held) letGo();
  else take(thingOf(grip));
}

function use(tool) {
  if (tool.dataset.hand === "cancel") return void letGo();
  if (tool.dataset.hand === "pin") gesture(address("pin"), {});
  else if (tool.dataset.hand === "out") gesture(address("unplace"), {}, word("dropped", { what: what(held), where: page.querySelector(".tray").dataset.where }));
  else if (tool.dataset.minutes) {
    gesture(address("shift"), { minutes: tool.dataset.minutes, reach: document.getElementById("hand-reach").value });
    return; // one shifts again until it is right
  } else return;
  drop();
}

page.addEventListener("click", clicked);
page.addEventListener("keydown", pressed);
page.addEventListener("drawn", () => {
  const name = held?.dataset.key;
  held = name ? page.querySelector(`[data-key="${name}"]`) ?? held : null; // on another day it stays in hand
  over = over?.isConnected ? over : null;
  draw();
});
page.addEventListener("taken", (event) => take(event.detail));
page.addEventListener("aimed", (event) => held && aim(places().find((place) => place.contains(event.detail)) ?? null));
page.addEventListener("let-go", letGo);
page.addEventListener("put", () => (held && over ? put(over) : letGo()));
for (const grip of page.querySelectorAll(".grip")) grip.setAttribute("role", "button");
new MutationObserver(() => {
  for (const grip of page.querySelectorAll(".grip:not([role])")) grip.setAttribute("role", "button");
}).observe(page, { childList: true, subtree: true });
draw();
