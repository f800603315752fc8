// Reviews that cannot leave wait on this phone and leave by themselves, each once: the form's key sees to that. The lot
// is kept to be read without a network. Without this file a review is sent like any form, with a network.

const WAITS = "waiting:";
const LONGEST = 12000;
const desk = document.querySelector("[data-desk]");
const lot = desk.dataset.lot.split(" ").filter(Boolean);
const mine = `${WAITS}${desk.dataset.desk}:`;

function waiting() {
  try {
    const keys = Object.keys(localStorage).filter((key) => key.startsWith(mine));
    return keys.map((key) => JSON.parse(localStorage.getItem(key))).sort((one, other) => one.at - other.at);
  } catch {
    return []; // storage refused
  }
}

function wait(entry) {
  try {
    localStorage.setItem(mine + entry.action, JSON.stringify(entry));
    return true;
  } catch {
    return false;
  }
}

function forget(entry) {
  localStorage.removeItem(mine + entry.action);
  if (entry.draft) localStorage.removeItem(`draft:${entry.draft}`);
}

// What became of it: sent, with where to go on; refused, because a person must look at it; or it could not leave.
async function leave(entry) {
  try {
    const answer = await fetch(entry.action, {
      method: "POST",
      body: new URLSearchParams(entry.body),
      headers: { Accept: "application/json" },
      signal: AbortSignal.timeout(LONGEST),
    });
    if (answer.status >= 500) return { stays: true };
    if (answer.ok && answer.headers.get("content-type")?.includes("json")) return { next: (await answer.json()).next };
    const isAsked = new URL(answer.url).pathname.startsWith("/sign-in");
    if (answer.ok && answer.redirected && !isAsked) return { next: answer.url };
    return isAsked ? { stays: true } : { refused: true };
  } catch {
    return { stays: true };
  }
}

let isLeaving = false;

async function leaveAll() {
  if (isLeaving || navigator.onLine === false) return;
  isLeaving = true;
  let left = 0;
  for (const entry of waiting().filter((each) => !each.refused)) {
    const became = await leave(entry);
    if (became.next) {
      forget(entry);
      left += 1;
    } else if (became.refused) wait({ ...entry, refused: true });
    else break;
  }
  isLeaving = false;
  say();
  if (left && "queue" in desk.dataset) location.reload();
}

function say() {
  const entries = waiting();
  const [held, refused] = [entries.filter((each) => !each.refused), entries.filter((each) => each.refused)];
  desk.hidden = entries.length === 0;
  desk.querySelector("[data-held]").hidden = held.length === 0;
  desk.querySelector("[data-held] b").textContent = held.map((each) => each.code).join(", ");
  const list = desk.querySelector("[data-refused] ul");
  desk.querySelector("[data-refused]").hidden = refused.length === 0;
  list.replaceChildren(...refused.map(link));
}

function link(entry) {
  const [item, anchor] = ["li", "a"].map((name) => document.createElement(name));
  anchor.href = entry.action;
  anchor.textContent = entry.code;
  anchor.addEventListener("click", () => localStorage.removeItem(mine + entry.action));
  item.append(anchor);
  return item;
}

function goOn(action) {
  const held = new Set(waiting().map((each) => each.action));
  const left = lot.filter((address) => address !== action && !held.has(address));
  location.href = left.find((address) => address > action) ?? left[0] ?? desk.dataset.home;
}

async function send(event) {
  const sending = event.currentTarget;
  event.preventDefault();
  event.stopImmediatePropagation();
  const entry = {
    action: location.pathname,
    code: desk.dataset.code,
    body: new URLSearchParams(new FormData(sending)).toString(),
    draft: document.querySelector("[data-draft]")?.dataset.draft,
    at: Date.now(),
  };
  document.dispatchEvent(new CustomEvent("leaving")); // no copy of it is kept behind our back: it leaves, or waits here
  sending.querySelector("[type=submit]").disabled = true;
  const became = navigator.onLine === false ? { stays: true } : await leave(entry);
  if (became.next) {
    forget(entry);
    location.href = became.next;
  } else if (became.stays && wait(entry)) goOn(entry.action);
  else sending.submit(); // the page says what is wrong
}

document.getElementById("review")?.addEventListener("submit", send);
addEventListener("online", leaveAll);
document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && leaveAll());
setInterval(leaveAll, 60000);
say();
leaveAll();
if ("serviceWorker" in navigator && navigator.onLine) {
  const whole = [desk.dataset.home, ...lot];
  navigator.serviceWorker.ready.then(({ active }) => active.postMessage({ keep: whole }));
}
