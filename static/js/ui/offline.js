// Reading without a network: has the browser install the worker that keeps pages, once the page is there and never
// before; and lists, on the offline page, what can be read now. Without this file every page works as before.

function address() {
  const worker = "/sw.js";
  if (!window.trustedTypes) return worker;
  return window.trustedTypes.createPolicy("balanzan-worker", { createScriptURL: () => worker }).createScriptURL("");
}

function install() {
  navigator.serviceWorker.register(address()).catch(() => {}); // a browser may refuse; nothing is lost
}

function line({ href, title, when }) {
  const [item, link, date] = ["li", "a", "small"].map((name) => document.createElement(name));
  link.href = href;
  link.textContent = title || href;
  date.textContent = when;
  item.append(link, date);
  return item;
}

function list(section, worker) {
  const { port1, port2 } = new MessageChannel();
  port1.onmessage = ({ data }) => {
    section.querySelector("ul").replaceChildren(...data.map(line));
    section.hidden = data.length === 0;
  };
  worker.postMessage("kept?", [port2]);
}

if ("serviceWorker" in navigator) {
  const whenIdle = () => (window.requestIdleCallback ?? setTimeout)(install);
  if (document.readyState === "complete") whenIdle();
  else window.addEventListener("load", whenIdle, { once: true });
  const section = document.querySelector("[data-kept]");
  if (section) navigator.serviceWorker.ready.then(({ active }) => list(section, active));
}
