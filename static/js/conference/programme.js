// Communications kept on this phone: a star beside each, and a button that shows these alone.
function keepCommunications(bar) {
  const page = document.querySelector(".timetable");
  const shelf = `kept:${bar.dataset.keep}`;
  const talks = [...page.querySelectorAll("li[data-code]")];
  const show = bar.querySelector("button");

  function kept() {
    try {
      const codes = JSON.parse(localStorage.getItem(shelf));
      return new Set(Array.isArray(codes) ? codes : []);
    } catch {
      return new Set(); // what is on the shelf is not ours, or the phone keeps nothing
    }
  }

  function keep(codes) {
    try {
      localStorage.setItem(shelf, JSON.stringify([...codes]));
    } catch {
      // full, or forbidden: the stars hold until the page is left
    }
    draw(codes);
  }

  function draw(codes) {
    for (const talk of talks) {
      const isKept = codes.has(talk.dataset.code);
      talk.classList.toggle("kept", isKept);
      talk.querySelector(".keep").setAttribute("aria-pressed", String(isKept));
    }
    show.querySelector("b").textContent = codes.size;
  }

  function star(talk) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "keep";
    button.setAttribute("aria-label", bar.dataset.keepLabel.replace("{code}", talk.dataset.code));
    button.append(show.querySelector("svg").cloneNode(true));
    button.addEventListener("click", () => {
      const codes = kept();
      codes.delete(talk.dataset.code) || codes.add(talk.dataset.code);
      keep(codes);
    });
    talk.prepend(button);
  }

  function showKept(alone) {
    page.classList.toggle("only-kept", alone);
    show.setAttribute("aria-pressed", String(alone));
    for (const rest of page.querySelectorAll(".rest")) rest.open = alone;
  }

  talks.forEach(star);
  draw(kept());
  bar.hidden = false;
  show.addEventListener("click", () => {
    const whole = new URL(bar.dataset.whole, location.href);
    if (location.search === whole.search) showKept(show.getAttribute("aria-pressed") === "false");
    else location.assign(`${whole}#kept`); // those of the other days too
  });
  if (location.hash === "#kept") showKept(true);
  addEventListener("storage", () => draw(kept()));
  addEventListener("beforeprint", () => page.querySelectorAll(".rest").forEach((rest) => (rest.open = true)));
}

// The other days come along to be read without a network: once this one has been looked at for a while, where the
// network is good and nobody pays for each kilobyte, and only those that are not here as last published.
const AFTER = 6000;

function keepOtherDays(bar) {
  const { saveData, effectiveType = "4g" } = navigator.connection ?? {};
  const asked = [...new URLSearchParams(location.search).keys()].filter((name) => !["day", "lang"].includes(name));
  if (asked.length || saveData || effectiveType !== "4g") return;
  const days = [...document.querySelectorAll(".tabs a:not([aria-current])")].map((tab) => tab.getAttribute("href"));
  const since = Date.parse(bar.dataset.since);
  setTimeout(async () => {
    const { active } = await navigator.serviceWorker.ready;
    (window.requestIdleCallback ?? setTimeout)(() => active.postMessage({ keep: days, since }));
  }, AFTER);
}

const shelfBar = document.querySelector("[data-keep]");
if (shelfBar) keepCommunications(shelfBar);
if (shelfBar && "serviceWorker" in navigator && navigator.onLine) keepOtherDays(shelfBar);
