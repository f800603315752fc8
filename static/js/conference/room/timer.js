// The time of a talk: seven minutes and three of questions out of ten. It counts from the moment it was started, which
// the phone keeps: locked, closed or opened again, it is right.

const timer = document.querySelector("[data-timer]");
const started = timer && `timer:${timer.dataset.timer}`;
const SHARE = 0.7; // of a talk's minutes; the others are for questions

function running() {
  try {
    return JSON.parse(localStorage.getItem(started));
  } catch {
    return null;
  }
}

function written(seconds) {
  const whole = Math.abs(Math.trunc(seconds));
  return `${seconds < 0 ? "+" : ""}${Math.trunc(whole / 60)}:${String(whole % 60).padStart(2, "0")}`;
}

let part = "";

function tick() {
  const now = running();
  timer.hidden = !now;
  if (!now) return;
  const gone = (Date.now() - now.at) / 1000;
  const [talk, whole] = [Math.round(now.minutes * SHARE) * 60, now.minutes * 60];
  const [name, left] = gone < talk ? ["talk", talk - gone] : gone < whole ? ["questions", whole - gone] : ["over", whole - gone];
  timer.querySelector("[data-clock]").textContent = written(name === "over" ? left : Math.ceil(left));
  timer.querySelector("[data-part]").textContent = timer.dataset[name];
  timer.querySelector("[data-which]").textContent = now.code;
  timer.dataset.state = name;
  if (part && part !== name) navigator.vibrate?.([300, 150, 300]);
  part = name;
}

function start(item) {
  localStorage.setItem(started, JSON.stringify({ code: item.dataset.talk, minutes: Number(item.dataset.minutes), at: Date.now() }));
  part = "";
  tick();
  navigator.wakeLock?.request("screen").catch(() => {}); // as long as the page is looked at
  timer.scrollIntoView({ block: "nearest" });
}

if (timer) {
  for (const button of document.querySelectorAll("[data-start]")) {
    button.hidden = false;
    button.addEventListener("click", () => start(button.closest("[data-talk]")));
  }
  timer.querySelector("[data-stop]").addEventListener("click", () => {
    localStorage.removeItem(started);
    tick();
  });
  document.addEventListener("visibilitychange", tick);
  setInterval(tick, 500);
  tick();
}
