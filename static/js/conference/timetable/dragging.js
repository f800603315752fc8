// Taking with a pointer that is held down: a mouse that moves, or a finger that rests for a moment and then moves. What is
// taken, aimed at and put down is hand.js's business.

const page = document.querySelector(".board-page");
const FAR = 6;
const REST = 350;
let from = null;
let ghost = null;
let rest = 0;

const tell = (name, detail) => page.dispatchEvent(new CustomEvent(name, { detail }));

function begin(thing) {
  tell("taken", thing);
  ghost = Object.assign(document.createElement("div"), { className: "ghost", textContent: thing.querySelector(".grip").textContent.trim() });
  ghost.setAttribute("aria-hidden", "true");
  document.body.append(ghost);
  from.thing.setPointerCapture?.(from.pointer);
}

function follow(event) {
  ghost.style.transform = `translate(${event.clientX + 12}px, ${event.clientY + 12}px)`;
  tell("aimed", document.elementFromPoint(event.clientX, event.clientY));
  const edge = 60;
  if (event.clientY < edge) scrollBy(0, -14);
  else if (event.clientY > innerHeight - edge - 60) scrollBy(0, 14);
  const tab = document.elementFromPoint(event.clientX, event.clientY)?.closest(".tabs a:not([aria-current])");
  if (tab && from.tab !== tab) tab.click();
  from.tab = tab;
}

function end(isDone) {
  clearTimeout(rest);
  const wasDragging = Boolean(ghost);
  ghost?.remove();
  ghost = null;
  from = null;
  if (!wasDragging) return;
  tell(isDone ? "put" : "let-go");
  page.addEventListener("click", swallow, { capture: true, once: true }); // the click that ends a drag means nothing
  setTimeout(() => page.removeEventListener("click", swallow, { capture: true }), 50);
}

function swallow(event) {
  event.preventDefault();
  event.stopPropagation();
}

page.addEventListener("pointerdown", (event) => {
  const grip = event.target.closest(".grip");
  if (!grip || event.button !== 0 || !event.isPrimary) return;
  from = { x: event.clientX, y: event.clientY, thing: grip.closest(".card") ?? grip.closest(".box"), pointer: event.pointerId, isTouch: event.pointerType === "touch" };
  if (from.isTouch) rest = setTimeout(() => from && begin(from.thing), REST);
});
page.addEventListener("pointermove", (event) => {
  if (!from || event.pointerId !== from.pointer) return;
  if (ghost) return void follow(event);
  if (Math.hypot(event.clientX - from.x, event.clientY - from.y) < FAR) return;
  if (from.isTouch) end(false); // a finger that moves at once scrolls
  else begin(from.thing);
});
page.addEventListener("pointerup", () => end(true));
page.addEventListener("pointercancel", () => end(false));
page.addEventListener("touchmove", (event) => ghost && event.preventDefault(), { passive: false });
page.addEventListener("contextmenu", (event) => from?.isTouch && event.preventDefault());
page.addEventListener("dragstart", (event) => event.preventDefault());
