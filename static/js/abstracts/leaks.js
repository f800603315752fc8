// Words that may let somebody be recognised, pointed out while one writes. The server looks for them, each time a text
// was changed; without a network nothing is said, and the server says it again when the page is next shown.

const form = document.getElementById("abstract");
const shown = document.querySelector("[data-leaks]");
const hint = document.querySelector("[data-gives]");
let timer;

function line({ field, words, kind }) {
  const item = document.createElement("li");
  const link = Object.assign(document.createElement("a"), { href: `#${field}`, textContent: words });
  item.append(link, " ", Object.assign(document.createElement("span"), { className: "muted", textContent: kind }));
  return item;
}

function show(found) {
  shown.querySelector("ul").replaceChildren(...found.map(line));
  shown.hidden = hint.hidden = !found.length;
  form.querySelector("[data-seen]").value = found.map(({ words }) => words).join("\n");
}

async function look() {
  const body = new URLSearchParams([...new FormData(form)].filter(([name, value]) => typeof value === "string" && name !== "action"));
  body.set("action", "leaks");
  try {
    const answer = await fetch(location.pathname, { method: "POST", body, headers: { Accept: "application/json" } });
    if (answer.ok && answer.headers.get("content-type")?.includes("json")) show((await answer.json()).found);
  } catch {
    /* no network: nothing is said */
  }
}

form.addEventListener("change", (event) => {
  if (!event.target.closest("[data-tidy], [data-author]")) return;
  clearTimeout(timer);
  timer = setTimeout(look, 600);
});
hint.hidden = shown.hidden;
