// A long form is kept while it is typed: on this phone at once, on the server every few seconds when there is one. Opened
// again after a cut, it takes up the newer of the two. What is kept goes once the form had its effect, when one signs
// out (menu.js), and when somebody else opens a form here. Never kept: passwords, files, keys. Without this file the server's drafts and the buttons of the form are what there is.

const DAY = 24 * 3600 * 1000;
const KEPT_FOR = 60 * DAY;
const PREFIX = "draft:";
const PAUSE = { here: 300, there: 4000, again: 15000 };
const NEVER = new Set(["csrf_token", "form_key", "draft", "draft_key", "time_zone"]);

const memory = {
  read(key) {
    try {
      const found = JSON.parse(localStorage.getItem(PREFIX + key));
      return found && typeof found.at === "number" && found.fields instanceof Object ? found : null;
    } catch {
      return null; // not ours, cut in the middle of writing, or storage refused
    }
  },
  write(key, entry) {
    try {
      localStorage.setItem(PREFIX + key, JSON.stringify(entry));
      return true;
    } catch {
      return false;
    }
  },
  drop(key) {
    try {
      localStorage.removeItem(PREFIX + key);
    } catch {
      /* nothing was kept */
    }
  },
  keys() {
    try {
      return Object.keys(localStorage).filter((key) => key.startsWith(PREFIX)).map((key) => key.slice(PREFIX.length));
    } catch {
      return [];
    }
  },
};

const isKept = (control) =>
  control.name && !NEVER.has(control.name) && !["password", "file", "submit", "button"].includes(control.type);

function typedIn(form) {
  const fields = {};
  for (const control of form.elements) {
    const isUnchosen = (control.type === "radio" || control.type === "checkbox") && !control.checked;
    if (isKept(control) && !isUnchosen) (fields[control.name] ??= []).push(control.value);
  }
  return fields;
}

function fill(form, fields) {
  const left = Object.fromEntries(Object.entries(fields).map(([name, values]) => [name, [].concat(values).map(String)]));
  for (const control of form.elements) {
    if (!isKept(control)) continue;
    if (control.type === "checkbox") control.checked = (left[control.name] ?? []).includes(control.value);
    else if (control.type === "radio") control.checked = (left[control.name] ?? [""]).includes(control.value);
    else if (left[control.name]?.length) control.value = left[control.name].shift();
  }
  form.dispatchEvent(new CustomEvent("resumed", { bubbles: true }));
}

async function hadEffect(formKey) {
  try {
    const answer = await fetch(`/drafts/received?key=${encodeURIComponent(formKey)}`);
    return answer.ok && (await answer.json()).received === true;
  } catch {
    return false;
  }
}

// Copies whose form had its effect go, of this form or another; so do old ones, and those of whoever wrote here before.
async function tidy(owner) {
  for (const key of memory.keys()) {
    const entry = memory.read(key);
    const isOld = entry && entry.at < Date.now() - KEPT_FOR;
    const isAnothers = entry?.owner && owner && entry.owner !== owner;
    if (!entry || isOld || isAnothers || (entry.sent && (await hadEffect(entry.sent)))) memory.drop(key);
  }
}

async function keep(shown) {
  const form = document.getElementById(shown.dataset.of);
  const key = shown.dataset.draft;
  const line = shown.querySelector("[data-state]");
  const ahead = Date.parse(shown.dataset.now) - Date.now(); // the server's clock against this phone's
  const formKey = () => form.elements.form_key.value;
  let isDirty = false;
  let isHere = true;
  let timers = {};

  const say = (sentence) => {
    if (line.textContent !== sentence) line.textContent = sentence;
  };

  function keepHere(facts = {}) {
    isHere = memory.write(key, { at: Date.now() + ahead, owner: shown.dataset.owner, fields: typedIn(form), ...facts });
  }

  async function keepThere(isLeaving = false) {
    clearTimeout(timers.there);
    timers.there = undefined;
    if (!isDirty) return;
    const body = new URLSearchParams();
    for (const [name, values] of Object.entries(typedIn(form))) for (const value of values) body.append(name, value);
    body.set("csrf_token", form.elements.csrf_token.value);
    body.set("draft", key);
    body.set("draft_key", formKey());
    body.set("time_zone", shown.dataset.zone);
    isDirty = false;
    try {
      const answer = await fetch("/drafts/", { method: "POST", body, keepalive: isLeaving });
      const told = answer.headers.get("content-type")?.includes("json") ? await answer.json() : {};
      if (answer.ok) say(told.said ?? "");
      else say(told.said ?? (isHere ? line.dataset.keptHere : ""));
      if (!answer.ok && answer.status >= 500) later();
    } catch {
      say(isHere ? line.dataset.offline : line.dataset.notKept);
      later();
    }
  }

  function later() {
    isDirty = true;
    timers.there ??= setTimeout(keepThere, PAUSE.again);
  }

  function typed() {
    isDirty = true;
    clearTimeout(timers.here);
    timers.here = setTimeout(keepHere, PAUSE.here);
    timers.there ??= setTimeout(keepThere, PAUSE.there);
  }

  function leaving() {
    if (!isDirty) return;
    keepHere();
    keepThere(true);
  }

  const mine = memory.read(key);
  const isSentAlready = mine?.sent && (await hadEffect(mine.sent));
  if (mine && !isSentAlready && !("asSent" in shown.dataset) && mine.at > (Date.parse(shown.dataset.keptAt) || 0)) {
    fill(form, mine.fields);
    shown.querySelector("[data-from-server]")?.remove();
    shown.querySelector("[data-from-phone]").hidden = false;
    shown.querySelector("[data-resumed]").hidden = false;
    typed();
  }

  form.addEventListener("input", typed);
  form.addEventListener("change", typed);
  form.addEventListener("submit", (event) => {
    if (navigator.onLine === false) {
      event.preventDefault();
      event.stopImmediatePropagation();
      keepHere();
      say(isHere ? line.dataset.notSent : line.dataset.notKept);
      return;
    }
    clearTimeout(timers.here);
    clearTimeout(timers.there);
    isDirty = false;
    keepHere({ sent: formKey() });
  });
  document.addEventListener("leaving", () => {
    clearTimeout(timers.here);
    clearTimeout(timers.there);
    isDirty = false;
  });
  addEventListener("online", () => keepThere());
  addEventListener("pagehide", leaving);
  document.addEventListener("visibilitychange", () => document.visibilityState === "hidden" && leaving());
}

const forms = document.querySelectorAll("[data-draft]");
for (const shown of forms) keep(shown);
tidy(forms[0]?.dataset.owner);
