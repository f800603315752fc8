// Gestures leave one after the other and the board that comes back takes the place of this one, part by part: what has
// the focus, what is open and what is in hand stay. Every few seconds the page asks what others did. Without a network a
// gesture waits here and goes by itself. hand.js and dragging.js say what to send by the event "gesture".

const page = document.querySelector(".board-page");
const EVERY = 4000;
const waiting = [];
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
  if (href === board().dataset.href) request.setRequestHeader("If-None-Match", board().dataset.tag);
  request.addEventListener("load", () => then(request));
  for (const fault of ["error", "timeout"]) request.addEventListener(fault, failed);
  request.send(body);
}

// ── One board becomes another ────────────────────────────────────────────────────────────────────────────────────────

const KEPT = new Set(["open", "hidden"]); // what the reader opened stays open; hand.js shows and hides

const keeps = (node, name) => KEPT.has(name) && node.matches("details, .hand, .card, .tray-kind, [data-nothing]");

function settle(old, fresh) {
  if (old.isEqualNode(fresh)) return;
  if (old.nodeType === Node.TEXT_NODE) return void (old.data = fresh.data);
  for (const { name, value } of fresh.attributes) if (!keeps(old, name)) old.setAttribute(name, value);
  for (const { name } of [...old.attributes]) if (!fresh.hasAttribute(name) && !keeps(old, name)) old.removeAttribute(name);
  if (!old.matches("input, select, .hand, .tray-filter, [aria-live]")) settleChildren(old, fresh);
}

// Who has a key stays who it is wherever it goes; what has none stays in its order. A part that stays keeps the focus.
function settleChildren(old, fresh) {
  const present = new Map();
  for (const child of old.childNodes) present.set(sort(child), [...(present.get(sort(child)) ?? []), child]);
  let place = old.firstChild;
  for (const child of [...fresh.childNodes]) {
    const same = present.get(sort(child))?.shift();
    if (same) settle(same, child);
    if (same && same === place) place = place.nextSibling;
    else old.insertBefore(same ?? document.adoptNode(child), place);
  }
  for (const gone of [...present.values()].flat()) gone.remove();
}

const sort = (node) => node.dataset?.key ?? node.nodeName;

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
      if (request.status === 200 && !isSending) show(request.response);
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
