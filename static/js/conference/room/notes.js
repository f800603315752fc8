// What a room's secretary notes leaves by itself, each note once and with the moment at which it was made. Without a
// network it waits on this phone and is shown as noted. Without this file a note is sent like any form.

const bar = document.querySelector("[data-room]");
const shelf = new Shelf(`noted:${bar.dataset.room}:`);

function newKey() {
  return [...crypto.getRandomValues(new Uint8Array(18))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

function noteOf(form, button) {
  const body = new URLSearchParams(new FormData(form, button));
  body.set("form_key", newKey()); // a correction is another note
  const at = Date.now();
  const said = button?.childNodes[0]?.textContent.trim() ?? "";
  const key = `${shelf.name}${form.getAttribute("action")}:${at}`;
  return { key, action: form.getAttribute("action"), what: form.dataset.note, said, body: body.toString(), at };
}

// What became of it: taken, refused because a person must look at it, or it could not leave.
async function leave(entry) {
  const body = new URLSearchParams(entry.body);
  body.set("age", String(Math.max(0, Math.round((Date.now() - entry.at) / 1000))));
  const answer = await post(entry.action, body);
  return answer ? (answer.ok ? "taken" : "refused") : "stays";
}

async function leaveAll() {
  const left = await shelf.empty(leave);
  say();
  if (left && !isTyping()) location.reload();
}

function isTyping() {
  return [...document.querySelectorAll("#report input:not([type=hidden]), #report textarea")].some(
    (field) => field.value !== field.defaultValue,
  );
}

function say() {
  const entries = shelf.waiting();
  for (const [name, held] of [
    ["held", entries.filter((each) => !each.refused)],
    ["refused", entries.filter((each) => each.refused)],
  ]) {
    const line = bar.querySelector(`[data-${name}]`);
    line.hidden = held.length === 0;
    line.querySelector("b").textContent = [...new Set(held.map((each) => each.what))].join(", ");
  }
  bar.hidden = entries.length === 0;
  for (const entry of entries) show(entry);
}

function show(entry) {
  const line = document.querySelector(`[data-talk="${CSS.escape(entry.what)}"] [data-noted]`);
  if (!line) return;
  const badge = document.createElement("b");
  badge.textContent = entry.said;
  line.replaceChildren(badge);
  line.hidden = false;
}

async function send(event) {
  event.preventDefault();
  const form = event.currentTarget;
  const entry = noteOf(form, event.submitter);
  for (const each of shelf.waiting()) if (each.refused && each.what === entry.what) shelf.drop(each);
  if (!shelf.keep(entry)) return form.submit();
  const became = navigator.onLine === false ? "stays" : await leave(entry);
  if (became === "stays") return say();
  shelf.drop(entry);
  if (became === "refused") return resend(form, event.submitter);
  form.closest("li") ? location.reload() : location.assign("#report");
  return location.reload();
}

// The page that says what is wrong is the form's own.
function resend(form, button) {
  const chosen = document.createElement("input");
  Object.assign(chosen, { type: "hidden", name: button?.name || "none", value: button?.value ?? "" });
  form.append(chosen);
  form.submit();
}

for (const form of document.querySelectorAll("form[data-note]")) form.addEventListener("submit", send);
say();
wheneverThereIsANetwork(leaveAll, 30000);
const others = [...document.querySelectorAll(".breadcrumbs a")].map((link) => link.getAttribute("href"));
readWithoutNetwork([location.pathname, ...others]);
