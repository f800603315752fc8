// Reviews that cannot leave wait on this phone and leave by themselves, each once: the form's key sees to that. The lot
// is kept to be read without a network. Without this file a review is sent like any form, with a network.

const desk = document.querySelector("[data-desk]");
const lot = desk.dataset.lot.split(" ").filter(Boolean);
const shelf = new Shelf(`waiting:${desk.dataset.desk}:`);

// What became of it: where to go on when it was sent; refused, because a person must look at it; or it stays.
async function leave(entry) {
  const answer = await post(entry.action, new URLSearchParams(entry.body), { Accept: "application/json" });
  if (!answer) return "stays";
  if (answer.ok && answer.headers.get("content-type")?.includes("json"))
    return answer.json().then(
      ({ next }) => ({ next }),
      () => "stays", // the answer was cut off: it is sent again, and counts once
    );
  return answer.ok && answer.redirected ? { next: answer.url } : "refused";
}

function forgetDraft(entry) {
  if (entry.draft) localStorage.removeItem(`draft:${entry.draft}`);
}

async function leaveAndForget(entry) {
  const became = await leave(entry);
  if (became.next) forgetDraft(entry);
  return became;
}

async function leaveAll() {
  const left = await shelf.empty(leaveAndForget);
  say();
  if (left && "queue" in desk.dataset) location.reload();
}

function say() {
  const entries = shelf.waiting();
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
  anchor.addEventListener("click", () => shelf.drop(entry));
  item.append(anchor);
  return item;
}

function goOn(action) {
  const held = new Set(shelf.waiting().map((each) => each.action));
  const left = lot.filter((address) => address !== action && !held.has(address));
  location.href = left.find((address) => address > action) ?? left[0] ?? desk.dataset.home;
}

async function send(event) {
  const sending = event.currentTarget;
  event.preventDefault();
  event.stopImmediatePropagation();
  const entry = {
    key: shelf.name + location.pathname,
    action: location.pathname,
    code: desk.dataset.code,
    body: new URLSearchParams(new FormData(sending)).toString(),
    draft: document.querySelector("[data-draft]")?.dataset.draft,
    at: Date.now(),
  };
  document.dispatchEvent(new CustomEvent("leaving")); // no copy of it is kept behind our back: it leaves, or waits here
  sending.querySelector("[type=submit]").disabled = true;
  const became = navigator.onLine === false ? "stays" : await leaveAndForget(entry);
  if (became.next) {
    shelf.drop(entry);
    location.href = became.next;
  } else if (became === "stays" && shelf.keep(entry)) goOn(entry.action);
  else sending.submit(); // the page says what is wrong
}

document.getElementById("review")?.addEventListener("submit", send);
say();
wheneverThereIsANetwork(leaveAll, 60000);
readWithoutNetwork([desk.dataset.home, ...lot]);
