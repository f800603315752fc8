// What cannot leave waits on this phone, each entry under a key of its own, and leaves by itself, the oldest first. The
// scripts that stand in one file with this one see these names; nothing happens here until they ask.

const LONGEST = 12000;

class Shelf {
  constructor(name) {
    this.name = name;
    this.isLeaving = false;
  }

  waiting() {
    try {
      const keys = Object.keys(localStorage).filter((key) => key.startsWith(this.name));
      const entries = keys.map((key) => ({ key, ...JSON.parse(localStorage.getItem(key)) }));
      return entries.sort((one, other) => one.at - other.at);
    } catch {
      return []; // storage refused
    }
  }

  keep(entry) {
    try {
      localStorage.setItem(entry.key, JSON.stringify({ ...entry, key: undefined }));
      return true;
    } catch {
      return false;
    }
  }

  drop(entry) {
    localStorage.removeItem(entry.key);
  }

  // Has everything leave until something must stay; tells how many did. What is refused stays, for a person to look at.
  async empty(leave) {
    if (this.isLeaving || navigator.onLine === false) return 0;
    this.isLeaving = true;
    let left = 0;
    for (const entry of this.waiting().filter((each) => !each.refused)) {
      const became = await leave(entry);
      if (became === "stays") break;
      if (became === "refused") this.keep({ ...entry, refused: true });
      else {
        this.drop(entry);
        left += 1;
      }
    }
    this.isLeaving = false;
    return left;
  }
}

// The answer to what was sent, or nothing when it could not leave: no network, a server in trouble, a session that ended.
async function post(address, body, headers = {}) {
  try {
    const answer = await fetch(address, { method: "POST", body, headers, signal: AbortSignal.timeout(LONGEST) });
    return answer.status >= 500 || new URL(answer.url).pathname.startsWith("/sign-in") ? null : answer;
  } catch {
    return null;
  }
}

function wheneverThereIsANetwork(act, every) {
  addEventListener("online", act);
  document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && act());
  setInterval(act, every);
  act();
}

function readWithoutNetwork(addresses) {
  if (!("serviceWorker" in navigator) || !navigator.onLine) return;
  navigator.serviceWorker.ready.then(({ active }) => active.postMessage({ keep: addresses }));
}
