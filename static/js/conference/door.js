// A screen follows by itself: the clock of the place, what goes on and what comes next. It looks for news every half
// minute; when the network is gone it goes on with what it has. Written for the browser of an old television: nothing
// here is younger than 2017. Without this file the browser asks anew every half minute.
(function follow() {
  const EVERY = 30000;
  const clockFace = document.querySelector(".clock");
  const hands = new Intl.DateTimeFormat("fr", { hour: "2-digit", minute: "2-digit", hour12: false, timeZone: clockFace.dataset.zone });
  const rows = Array.from(document.querySelectorAll("[data-span]")).map((row) => {
    const edges = row.dataset.span.split("/").map((moment) => Date.parse(moment));
    const talks = Array.from(row.querySelectorAll("[data-at]")).map((talk) => ({ talk, at: Date.parse(talk.dataset.at) }));
    return { row, starts: edges[0], ends: edges[1], talks, isOff: row.hasAttribute("data-off") };
  });
  let tag = null;

  function tick() {
    const now = Date.now();
    const parts = hands.format(now).split(":");
    const isFrench = document.documentElement.lang === "fr";
    clockFace.textContent = isFrench ? `${Number(parts[0])} h ${parts[1]}` : `${parts[0]}:${parts[1]}`;
    rows.forEach((each) => {
      const isOn = each.starts <= now && now < each.ends && !each.isOff;
      each.row.className = isOn ? "on" : each.ends <= now ? "over" : "next";
      const begun = isOn ? each.talks.filter((talk) => talk.at <= now) : [];
      const reached = begun[begun.length - 1];
      each.talks.forEach((talk) => talk.talk.classList.toggle("at", talk === reached));
    });
  }

  function look() {
    const cache = tag ? "no-cache" : "force-cache"; // at first, the tag of the page that is here already
    fetch(location.href, { cache, credentials: "same-origin" }).then(
      (answer) => {
        const present = answer.headers.get("ETag");
        if (answer.ok && tag && present && present !== tag) location.reload();
        if (present) tag = present;
      },
      () => {}, // no network: what is here goes on
    );
  }

  tick();
  look();
  setInterval(tick, 5000);
  setInterval(look, EVERY);
  if (navigator.wakeLock) navigator.wakeLock.request("screen").catch(() => {});
})();
