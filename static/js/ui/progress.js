// Long work, followed: asks the page's own address how far it is, at longer and longer intervals while nothing moves,
// and says when it is done. Without this file the page asks again by itself, or by its link.

const SHORTEST = 1500;
const LONGEST = 20_000;
const job = document.querySelector('[data-job="under-way"]');
let pause = SHORTEST;
let seen = "";

function show({ label, count, done, total }) {
  job.querySelector("p > span").textContent = label;
  job.querySelector("p > b").textContent = count;
  const bar = job.querySelector("progress");
  bar.max = total;
  bar.value = done;
  bar.setAttribute("aria-label", label);
}

function finish(label) {
  const over = job.querySelector("[data-over]");
  over.hidden = false;
  document.title = label;
  over.querySelector("[data-begin]")?.click();
}

async function look() {
  try {
    const answer = await fetch(location.href, { headers: { Accept: "application/json" } });
    if (!answer.ok) throw new Error(answer.statusText);
    const told = await answer.json();
    const now = `${told.stage} ${told.done} ${told.label}`;
    pause = now === seen ? Math.min(pause * 1.5, LONGEST) : SHORTEST;
    seen = now;
    if (told.stage === "failed") return location.reload();
    show(told);
    if (told.stage !== "under-way") return finish(told.label);
  } catch {
    pause = Math.min(pause * 2, LONGEST); // no network: the work goes on without us
  }
  return setTimeout(look, pause);
}

if (job) setTimeout(look, pause);
