// Gestures leave one after the other and the board that comes back takes the place of this one, part by part: what has
// the focus, what is open and what is in hand stay. Every few seconds the page asks what others did. Without a network a
// gesture waits here and goes by itself. hand.js and dragging.js say what to send by the event "gesture".

const page = document.querySelector(".board-page");
const EVERY = 4000;
const waiting = [];
let tag = "";
let isSending = false;

const board = () => document.getElementById("board");
const word = (name) => page.querySelector(`[data-word="${name}"]`).textContent;
const key = () => [...crypto.getRandomValues(new Uint8Array(18))].map((byte) => byte.toString(16).padStart(2, "0")).join("");

function say(text) {
  document.getElementById("board-live").textContent = text;
}

function ask(method, href, body, then, failed) {
  const request = new XMLHttpRequest(); // parses what comes back without ever taking a text for a page
  request.open(method, href);
  request.responseType = "document";
  request.timeout = 20_000;
  request.setRequestHeader("X-Board", "1");
  if (method === "GET" && tag) request.setRequestHeader("If-None-Match", tag);
  request.addEventListener("load", () => then(request));
  for (const fault of ["error", "timeout"]) request.addEventListener(fault, failed);
  request.send(body);
}

// ── One board becomes another ────────────────────────────────────────────────────────────────────────────────────────

const KEPT = new Set(["open", "hidden"]); // what the reader opened stays open; hand.js shows and hides

function settle(old, fresh) {
  if (old.isEqualNode(fresh)) return;
  for (const { name, value } of [...fresh.attributes]) {
    if (!(KEPT.has(name) && old.matches("details, .hand, .card, .tray-kind, [data-nothing]"))) old.setAttribute(name, value);
  }
  for (const { name } of [...old.attributes]) {
    if (!fresh.hasAttribute(name) && !(KEPT.has(name) && old.matches("details, .hand, .card, .tray-kind, [data-nothing]"))) old.removeAttribute(name);
  }
  if (old.matches("input, select, .hand, .tray-filter, [aria-live]")) return;
  const known = new Map([...old.children].filter((child) => child.dataset.key).map((child) => [child.dataset.key, child]));
  if (known.size === 0 || [...fresh.children].some((child) => !child.dataset.key)) return void settleLoose(old, fresh, known);
  settleChildren(old, [...fresh.children], known);
}

function settleChildren(old, wanted, known) {
  let place = old.firstElementChild;
  for (const child of wanted) {
    const present = known.get(child.dataset.key);
    if (!present) {
      old.insertBefore(document.adoptNode(child), place);
      continue;
    }
    known.delete(child.dataset.key);
    settle(present, child);
    if (present === place) place = place.nextElementSibling;
    else old.insertBefore(present, place);
  }
  for (const gone of known.values()) gone.remove();
}

// Some children have no name: those that have one stay themselves, everything around them is made anew.
function settleLoose(old, fresh, known) {
  const made = [...fresh.childNodes].map((child) => {
    const present = child.dataset?.key && known.get(child.dataset.key);
    if (!present) return document.adoptNode(child);
    settle(present, child);
    return present;
  });
  old.replaceChildren(...made);
}

function show(answer) {
  const fresh = answer?.getElementById("board");
  if (!fresh) return false;
  const focused = document.activeElement?.closest("[data-key]")?.dataset.key;
  const before = Number(board().dataset.seen);
  settle(board(), fresh);
  if (focused && document.activeElement === document.body) page.querySelector(`[data-key="${focused}"] .grip`)?.focus({ preventScroll: true });
  page.dispatchEvent(new CustomEvent("drawn"));
  return news(before);
}

function news(before) {
  const lines = [...page.querySelectorAll("#board-steps li:not([data-mine])")].filter((line) => Number(line.dataset.step) > before);
  if (lines.length) say(lines[0].textContent);
  return true;
}

// ── Sending ──────────────────────────────────────────────────────────────────────────────────────────────────────────

function next() {
  if (isSending || waiting.length === 0) return;
  const [gesture] = waiting;
  isSending = true;
  const body = new FormData();
  const facts = { ...gesture.facts, seen: board().dataset.seen, day: board().dataset.day };
  for (const [name, value] of Object.entries(facts)) body.set(name, value);
  body.set("csrf_token", page.querySelector("[name=csrf_token]").value);
  body.set("form_key", gesture.key);
  const begun = performance.now();
  ask("POST", gesture.href, body, (request) => {
    isSending = false;
    waiting.shift();
    tag = "";
    if (!show(request.response)) return void location.reload();
    page.dataset.took = String(Math.round(performance.now() - begun)); // for who measures
    if (request.status === 200) say(gesture.said ?? "");
    else offer(gesture);
    next();
  }, () => {
    isSending = false;
    refuse(word("kept"));
  });
}

function refuse(text) {
  const line = document.getElementById("board-refusal");
  line.textContent = text;
  line.hidden = false;
}

// Refused because somebody was quicker: what they did is drawn and said, and one's own gesture is one press away.
function offer(gesture) {
  const again = Object.assign(document.createElement("button"), { type: "button", className: "button quiet slim", textContent: word("again") });
  again.addEventListener("click", () => send({ ...gesture, key: key() }));
  document.getElementById("board-refusal").append(" ", again);
}

function send(gesture) {
  waiting.push({ key: key(), ...gesture });
  next();
}

function look() {
  if (waiting.length) next();
  else if (document.visibilityState === "visible") {
    ask("GET", board().dataset.href, null, (request) => {
      if (request.status !== 200 || isSending) return;
      tag = request.getResponseHeader("ETag");
      show(request.response);
    }, () => {});
  }
}

page.addEventListener("gesture", (event) => send(event.detail));
page.addEventListener("say", (event) => say(event.detail));
page.addEventListener("submit", (event) => {
  const form = event.target.closest("form[data-gesture]");
  if (!form) return;
  event.preventDefault();
  send({ href: form.action, facts: {} });
});
page.addEventListener("click", (event) => {
  const tab = event.target.closest(".tabs a");
  if (!tab || event.ctrlKey || event.metaKey) return;
  event.preventDefault();
  tag = "";
  ask("GET", tab.href, null, (request) => {
    if (!show(request.response)) location.assign(tab.href);
    else history.replaceState(null, "", tab.href);
  }, () => location.assign(tab.href));
});
document.addEventListener("keydown", (event) => {
  if (!(event.ctrlKey || event.metaKey) || event.key.toLowerCase() !== "z" || event.target.matches("input, select, textarea")) return;
  event.preventDefault();
  page.querySelector(`form[data-gesture=${event.shiftKey ? "redo" : "undo"}] button:enabled`)?.click();
});
page.classList.add("scripted");
setInterval(look, EVERY);
