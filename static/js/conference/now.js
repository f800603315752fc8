// Now and next, by the clock of whoever reads: a page that stays open, or a copy read without a network, goes on being
// right. Without this file the line is as true as when the page was made.
function followTheClock(line) {
  const table = document.querySelector(".timetable[data-follows]");
  const until = Date.parse(line.dataset.until);
  const [dawn, midnight] = line.dataset.day.split("/").map((moment) => Date.parse(moment));
  const sessions = [...(table?.querySelectorAll("[data-span]") ?? [])].map((cell) => {
    const [starts, ends] = cell.dataset.span.split("/").map((moment) => Date.parse(moment));
    const talks = [...cell.querySelectorAll("[data-at]")].map((talk) => ({ talk, at: Date.parse(talk.dataset.at) }));
    return { cell, starts, ends, talks, isAtOnce: cell.dataset.kind === "posters" };
  });
  let shown = "";

  function follow() {
    const moment = Date.now();
    if (!table) return (line.hidden ||= moment >= until);
    const day = moment < midnight ? sessions.filter(({ starts }) => starts >= dawn && starts < midnight) : [];
    const on = day.filter(({ starts, ends }) => starts <= moment && moment < ends);
    const first = Math.min(...day.map(({ starts }) => starts).filter((starts) => starts > moment));
    const next = day.filter(({ starts }) => starts === first);
    const talks = on.map((session) => (session.isAtOnce ? undefined : session.talks.findLast(({ at }) => at <= moment)));
    const key = [...on, ...next].map(({ cell }) => cell.id).join() + talks.map((talk) => talk?.at).join();
    if (key === shown) return undefined;
    shown = key;
    for (const { cell } of sessions) cell.classList.toggle("live", on.some((session) => session.cell === cell));
    const parts = [
      [line.dataset.now, on.map((session, place) => said(session, talks[place]?.talk))],
      [line.dataset.next.replace("{hour}", hourOf(next[0])), next.map((session) => said(session))],
    ];
    line.replaceChildren(...parts.filter(([, held]) => held.length).map(([when, held]) => paragraph(when, held)));
    line.hidden = !line.childElementCount;
    return undefined;
  }

  function hourOf(session) {
    return session?.cell.querySelector(".where").textContent.split(" – ")[0] ?? "";
  }

  function said({ cell }, talk) {
    const [link, more] = ["a", "span"].map((name) => document.createElement(name));
    link.href = `#${cell.id}`;
    link.textContent = cell.querySelector("h2").textContent;
    const room = cell.querySelector(".where").textContent.split(" · ")[1];
    if (talk) more.textContent = ` (${talk.dataset.code}, ${talk.querySelector("a").textContent})`;
    more.className = "muted";
    return [link, room ? `, ${room}` : "", more];
  }

  function paragraph(when, held) {
    const [whole, head] = ["p", "b"].map((name) => document.createElement(name));
    head.textContent = when;
    whole.append(head, " ", ...held.flatMap((parts, place) => (place ? [" · ", ...parts] : parts)));
    return whole;
  }

  follow();
  setInterval(follow, 20000);
  document.addEventListener("visibilitychange", follow);
}

const nowLine = document.querySelector(".now-line");
if (nowLine) followTheClock(nowLine);
