// A screen follows by itself: the clock of the place, what goes on and what comes next. It looks for news every half
// minute; when the network is gone it goes on with what it has. Without this file the browser asks anew every half minute.

const EVERY = 30000;
const clockFace = document.querySelector(".clock");
const rows = [...document.querySelectorAll("[data-span]")].map((row) => {
  const [starts, ends] = row.dataset.span.split("/").map((moment) => Date.parse(moment));
  const talks = [...row.querySelectorAll("[data-at]")].map((talk) => ({ talk, at: Date.parse(talk.dataset.at) }));
  return { row, starts, ends, talks };
});

function tick() {
  const now = Date.now();
  const [hours, minutes] = new Intl.DateTimeFormat("fr", { hour: "2-digit", minute: "2-digit", timeZone: clockFace.dataset.zone })
    .format(now)
    .split(":");
  clockFace.textContent = document.documentElement.lang === "fr" ? `${Number(hours)} h ${minutes}` : `${hours}:${minutes}`;
  for (const { row, starts, ends, talks } of rows) {
    const isOn = starts <= now && now < ends && !("off" in row.dataset);
    row.className = isOn ? "on" : ends <= now ? "over" : "next";
    const reached = isOn ? talks.filter(({ at }) => at <= now).at(-1) : undefined;
    for (const each of talks) each.talk.classList.toggle("at", each === reached);
  }
}

let tag = null;

async function look() {
  try {
    const answer = await fetch(location.href, { cache: "no-cache", signal: AbortSignal.timeout(10000) });
    const present = answer.headers.get("ETag");
    if (answer.ok && tag && present && present !== tag) location.reload();
    tag = present ?? tag;
  } catch {
    // no network: what is here goes on
  }
}

tick();
look();
setInterval(tick, 5000);
setInterval(look, EVERY);
navigator.wakeLock?.request("screen").catch(() => {});
