// The worker: keeps the pages a phone has read, and gives them back when there is no network.
//
// What it must know of the build stands above, as BUILD. Files whose address carries their fingerprint come from the
// phone first; pages come from the network first, and from the phone when it fails or is slow. Each reader has a store
// of their own: it goes when they sign out, or when somebody else reads here. Nothing that was sent is ever kept.

const ASSETS = `assets-${BUILD.version}`;
const PAGES = "pages-";
const STATE = "state";
const NOBODY = "nobody";
const MOST_PAGES = 160; // a reviewer's whole lot, and what else one reads
const PATIENCE = 3000;
const FILE = /\/(?:static|accent)\/[0-9a-f]{12}\/[\w./-]+/gu;
const UNREACHABLE = [502, 503, 504];
const NOT_KEPT = ["content-encoding", "content-length", "set-cookie", "vary", "etag", "date"];

// ── A new build ────────────────────────────────────────────────────────────────────────────────────────────────────

let isFirst = false;

self.addEventListener("install", (event) => {
  isFirst = !self.registration.active;
  event.waitUntil(keepAssets(Object.values(BUILD.pages).join("")).then(() => self.skipWaiting()));
});

self.addEventListener("activate", (event) => event.waitUntil(takeOver()));

async function takeOver() {
  const names = await caches.keys();
  await Promise.all(names.filter((name) => name.startsWith("assets-") && name !== ASSETS).map((name) => caches.delete(name)));
  await self.registration.navigationPreload?.enable();
  await self.clients.claim();
  if (isFirst) await keepOpenPages();
}

// The page that brought the worker was read before it: it is taken from the browser's own copy, without asking again.
async function keepOpenPages() {
  for (const client of await self.clients.matchAll({ type: "window" })) {
    const answer = await fetch(client.url, { cache: "force-cache" }).catch(() => null);
    if (answer?.ok) await keep(new URL(client.url), answer, Date.now());
  }
}

// ── Who reads ──────────────────────────────────────────────────────────────────────────────────────────────────────

let state = null;
let forgottenAt = 0;

async function present() {
  if (!state) {
    const kept = await (await caches.open(STATE)).match("/");
    state = kept ? await kept.json() : { reader: NOBODY, language: "fr" };
  }
  return state;
}

async function meet(reader, language) {
  const before = await present();
  if (before.reader === reader && before.language === language) return;
  state = { reader, language };
  await (await caches.open(STATE)).put("/", Response.json(state));
  if (before.reader !== reader) await forgetOthers(reader);
}

async function forgetOthers(reader) {
  const theirs = (name) => name.startsWith(PAGES) && name !== PAGES + reader && name !== PAGES + NOBODY;
  await Promise.all((await caches.keys()).filter(theirs).map((name) => caches.delete(name)));
}

async function forgetReader() {
  forgottenAt = Date.now();
  await meet(NOBODY, (await present()).language);
  await forgetOthers(NOBODY);
}

// ── What is asked for ──────────────────────────────────────────────────────────────────────────────────────────────

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (url.origin !== self.location.origin) return;
  if (request.method === "POST" && url.pathname === BUILD.signOut) event.waitUntil(forgetReader());
  if (request.method !== "GET") return;
  if (url.pathname.search(FILE) === 0) event.respondWith(asset(request, url));
  else if (request.mode === "navigate") event.respondWith(page(event, url));
});

async function page(event, url) {
  const begun = Date.now();
  const arriving = fromNetwork(event).then((answer) => {
    event.waitUntil(keep(url, mayKeep(answer) ? answer.clone() : answer, begun).catch(() => {}));
    return answer;
  });
  const answer = await Promise.race([arriving.catch(() => "offline"), patience()]);
  if (answer instanceof Response && !UNREACHABLE.includes(answer.status)) return answer;
  const copy = await copyOf(url);
  if (copy) {
    event.waitUntil(arriving.catch(() => {}));
    return dated(copy, answer === "slow" ? "slow" : "offline");
  }
  if (answer instanceof Response) return answer;
  return arriving.catch(offlinePage);
}

async function fromNetwork(event) {
  return (await event.preloadResponse) ?? fetch(event.request);
}

function patience() {
  return new Promise((resolve) => setTimeout(resolve, PATIENCE, "slow"));
}

async function offlinePage() {
  const { language } = await present();
  return new Response(BUILD.pages[language] ?? BUILD.pages.fr, { headers: BUILD.headers });
}

// ── Pages ──────────────────────────────────────────────────────────────────────────────────────────────────────────

async function keep(url, answer, begun) {
  const { headers } = answer;
  const reader = headers.get("Balanzan-Reader");
  const language = headers.get("Content-Language");
  if (!reader || begun < forgottenAt) return;
  await meet(reader, language);
  if (!mayKeep(answer)) return;
  const html = await answer.text();
  const kept = new Headers([...headers].filter(([name]) => !NOT_KEPT.includes(name)));
  kept.set("Kept-At", String(begun));
  kept.set("Kept-Title", encodeURIComponent(titleOf(html)));
  const store = await caches.open(PAGES + reader);
  await store.put(keyOf(url, language), new Response(html, { headers: kept }));
  const keys = await store.keys();
  await Promise.all(keys.slice(0, Math.max(0, keys.length - MOST_PAGES)).map((key) => store.delete(key)));
  await keepAssets(html);
}

function mayKeep(answer) {
  return answer.headers.get("Balanzan-Keep") === "yes" && !answer.redirected;
}

function keyOf(url, language) {
  const key = new URL(url);
  key.hash = "";
  key.searchParams.set("lang", language);
  return key.href;
}

function titleOf(html) {
  const signs = { "&amp;": "&", "&lt;": "<", "&gt;": ">", "&#39;": "'", "&#34;": '"', "&quot;": '"' };
  const title = html.match(/<title>([^<]*)<\/title>/u)?.[1] ?? "";
  return title.replace(/&(?:amp|lt|gt|quot|#39|#34);/gu, (sign) => signs[sign]).trim();
}

async function stores() {
  const { reader } = await present();
  return Promise.all([...new Set([PAGES + reader, PAGES + NOBODY])].map((name) => caches.open(name)));
}

// A copy in the language asked for, else in another one: a page in the wrong language is better than none.
async function copyOf(url) {
  const { language } = await present();
  const wished = url.searchParams.get("lang") ?? language;
  for (const each of [wished, ...Object.keys(BUILD.pages).filter((other) => other !== wished)]) {
    for (const store of await stores()) {
      const copy = await store.match(keyOf(url, each));
      if (copy) return copy;
    }
  }
  return null;
}

async function dated(copy, why) {
  const language = copy.headers.get("Content-Language");
  const at = new Date(Number(copy.headers.get("Kept-At")));
  const words = BUILD.words[language][why].replace("{day}", day(at, language)).replace("{time}", hour(at, language));
  const html = (await copy.text()).replace(/<body[^>]*>/u, (body) => `${body}<p class="kept-line" role="status">${words}</p>`);
  return new Response(html, { headers: copy.headers });
}

function day(at, language) {
  return new Intl.DateTimeFormat(language, { day: "numeric", month: "long", year: "numeric" }).format(at).replace(/^1 /u, "1er ");
}

function hour(at, language) {
  const minutes = String(at.getMinutes()).padStart(2, "0");
  if (language === "fr") return `${at.getHours()} h ${minutes}`;
  return `${String(at.getHours()).padStart(2, "0")}:${minutes}`;
}

// ── Files ──────────────────────────────────────────────────────────────────────────────────────────────────────────

async function asset(request, url) {
  const store = await caches.open(ASSETS);
  const copy = await store.match(url.pathname);
  if (copy) return copy;
  try {
    const answer = await fetch(request);
    if (isForever(answer)) await store.put(url.pathname, answer.clone());
    return answer;
  } catch (error) {
    return (await sameFile(store, url)) ?? Promise.reject(error);
  }
}

// The server may answer an address of another build with what it has: only what it promises never to change is kept.
function isForever(answer) {
  return answer.ok && (answer.headers.get("Cache-Control") ?? "").includes("immutable");
}

async function sameFile(store, url) {
  const nameOf = (path) => path.split("/").slice(3).join("/");
  const key = (await store.keys()).find((each) => nameOf(new URL(each.url).pathname) === nameOf(url.pathname));
  return key && store.match(key);
}

async function keepAssets(html) {
  const store = await caches.open(ASSETS);
  for (const path of new Set(html.match(FILE))) {
    if (path.includes("/img/icons/") || (await store.match(path))) continue; // icons are for installing only
    const answer = await fetch(path);
    if (isForever(answer)) await store.put(path, answer);
  }
}

// ── What a page may ask ────────────────────────────────────────────────────────────────────────────────────────────

self.addEventListener("message", (event) => {
  if (event.data.keep) event.waitUntil(keepAll(event.data.keep, event.data.since ?? 0));
  if (event.data === "kept?") event.waitUntil(listed().then((pages) => event.ports[0].postMessage(pages)));
});

// A lot to be read on the way: each page that is not here yet, or older than what was published since, one after the
// other, so that a slow network stays usable.
async function keepAll(addresses, since) {
  for (const url of addresses.map((address) => new URL(address, self.location.origin))) {
    const copy = url.origin === self.location.origin ? await copyOf(url) : null;
    if (url.origin !== self.location.origin || Number(copy?.headers.get("Kept-At") ?? -1) >= since) continue;
    const begun = Date.now();
    const answer = await fetch(url).catch(() => null);
    if (!answer) return;
    if (answer.ok) await keep(url, answer, begun);
  }
}

async function listed() {
  const { language } = await present();
  const found = new Map();
  for (const store of await stores()) {
    for (const key of await store.keys()) {
      const url = new URL(key.url);
      if (url.searchParams.get("lang") !== language) continue;
      const copy = await store.match(key);
      url.searchParams.delete("lang");
      const href = url.pathname + url.search;
      const at = new Date(Number(copy.headers.get("Kept-At")));
      const page = { href, title: decodeURIComponent(copy.headers.get("Kept-Title")), at: at.getTime(), when: `${day(at, language)}, ${hour(at, language)}` };
      if (!found.has(href)) found.set(href, page);
    }
  }
  return [...found.values()].sort((one, other) => other.at - one.at);
}
