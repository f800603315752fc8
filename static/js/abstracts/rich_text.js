// Italics, superscripts and subscripts in a plain text: kept when one pastes from a word processor, set by three
// buttons, shown as they will be printed. The text stays what is typed, with <i>, <sup> and <sub> in it; without this
// file one can still type them. What is pasted is read letter by letter: no HTML of anybody's is ever made a page of.

const TAG = /<(\/?)(i|em|sup|sub)\s*>/giu;
const HAS_TAG = /<(?:i|em|sup|sub)\s*>/iu;

// ── Reading and showing ──────────────────────────────────────────────────────────────────────────────────────────────

function runs(text) {
  const found = [];
  let [slanted, level, place] = [false, "", 0];
  const say = (letters) => letters && found.push({ letters, slanted, level });
  for (const tag of text.matchAll(TAG)) {
    say(text.slice(place, tag.index));
    place = tag.index + tag[0].length;
    const [opens, name] = [!tag[1], tag[2].toLowerCase()];
    if (name === "i" || name === "em") slanted = opens;
    else if (opens || name === level) level = opens ? name : "";
  }
  say(text.slice(place));
  return found;
}

function drawn({ letters, slanted, level }) {
  let node = document.createTextNode(letters);
  for (const name of [level, slanted && "i"]) {
    if (!name) continue;
    const around = document.createElement(name);
    around.append(node);
    node = around;
  }
  return node;
}

customElements.define("rich-text", class extends HTMLElement {
  set text(text) {
    this.replaceChildren(...runs(text).map(drawn));
  }
});

// The marked words with the letters that touch them: one sees that 10³ is no 103.
function marked(text) {
  const pieces = text.match(/[^\s<]*<(?:i|em|sup|sub)\s*>[^]*?<\/(?:i|em|sup|sub)\s*>(?:<\/?(?:i|em|sup|sub)\s*>)*[^\s<]*/giu) ?? [];
  return [...new Set(pieces)].slice(0, 12);
}

// ── What is pasted ───────────────────────────────────────────────────────────────────────────────────────────────────

const LATIN = ("nbsp iexcl cent pound curren yen brvbar sect uml copy ordf laquo not shy reg macr deg plusmn sup2 sup3 acute " +
  "micro para middot cedil sup1 ordm raquo frac14 frac12 frac34 iquest Agrave Aacute Acirc Atilde Auml Aring AElig Ccedil " +
  "Egrave Eacute Ecirc Euml Igrave Iacute Icirc Iuml ETH Ntilde Ograve Oacute Ocirc Otilde Ouml times Oslash Ugrave Uacute " +
  "Ucirc Uuml Yacute THORN szlig agrave aacute acirc atilde auml aring aelig ccedil egrave eacute ecirc euml igrave iacute " +
  "icirc iuml eth ntilde ograve oacute ocirc otilde ouml divide oslash ugrave uacute ucirc uuml yacute thorn yuml").split(" ");
const NAMED = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'", ndash: "–", mdash: "—", lsquo: "‘", rsquo: "’", ldquo: "“",
  rdquo: "”", hellip: "…", bull: "•", le: "≤", ge: "≥", ne: "≠", minus: "−", oelig: "œ", OElig: "Œ", alpha: "α", beta: "β",
  gamma: "γ", mu: "μ", euro: "€", thinsp: " ", ensp: " ", emsp: " " };
const PIECES = /<!--[^]*?-->|<!\[[^>]*>|<[!?][^>]*>|<(\/?)([a-z][\w:-]*)((?:[^<>"']|"[^"]*"|'[^']*')*)>|[^<]+|</giu;
const BLOCK = /^(?:p|div|li|tr|h[1-6]|table|ul|ol|blockquote|section|article|dt|dd)$/u;
const VOID = /^(?:br|img|hr|meta|link|input|col|wbr|area|source)$/u;
const UNSAID = /^(?:style|script|head|title|xml|del|noscript|template)$/u;

function letterOf(whole, number, hex, name) {
  const code = Number(number ?? `0x${hex}`);
  if (number || hex) return code > 0 && code < 0x110000 ? String.fromCodePoint(code) : "";
  const place = LATIN.indexOf(name);
  return NAMED[name] ?? (place < 0 ? whole : String.fromCodePoint(160 + place));
}

const letters = (piece) => piece.replace(/&(?:#(\d{1,7})|#x([\da-f]{1,6})|([a-z]+\d?));/giu, letterOf).replace(/[\s\u00A0]+/gu, " ");

function look(name, attributes, before) {
  const style = attributes.match(/style\s*=\s*(?:"([^"]*)"|'([^']*)')/iu)?.slice(1).join("").toLowerCase() ?? "";
  const slant = style.match(/(?:^|[;\s])font-style\s*:\s*(\w+)/u)?.[1];
  const raised = style.match(/(?:^|[;\s])vertical-align\s*:\s*(\w+)/u)?.[1];
  const isUnsaid = before.isUnsaid || UNSAID.test(name) || /display\s*:\s*none|mso-element\s*:\s*comment/u.test(style);
  return {
    name,
    isUnsaid,
    slanted: slant ? slant !== "normal" : before.slanted || name === "i" || name === "em",
    level: { super: "sup", sub: "sub" }[raised] ?? (name === "sup" || name === "sub" ? name : before.level),
  };
}

// From the HTML of a clipboard to our text: paragraphs apart, italics and levels as tags, all else left out.
function fromHtml(html) {
  const fragment = html.match(/<!--\s*StartFragment\s*-->([^]*)<!--\s*EndFragment\s*-->/iu)?.[1] ?? html;
  const open = [{ slanted: false, level: "", isUnsaid: false }];
  let said = "";
  for (const [piece, closes, named, attributes] of fragment.matchAll(PIECES)) {
    const now = open.at(-1);
    const name = named?.toLowerCase();
    if (name) {
      if (name === "br") said += "\n";
      if (BLOCK.test(name)) said += "\n\n";
      const place = closes ? open.findLastIndex((each) => each.name === name) : 0;
      if (place > 0) open.length = place;
      else if (!closes && !VOID.test(name) && !attributes.endsWith("/")) open.push(look(name, attributes, now));
    } else if (!now.isUnsaid && !/^<[!?]/u.test(piece)) {
      said += written({ ...now, letters: letters(piece) });
    }
  }
  return said.replace(/(<\/(?:i|sup|sub)>)(\s*)<(i|sup|sub)>/gu, (whole, end, space, name) => (end === `</${name}>` ? space : whole));
}

function written({ letters: text, slanted, level }) {
  const core = text.trim();
  if (!core || (!slanted && !level)) return text;
  const raised = level ? `<${level}>${core}</${level}>` : core;
  return text.replace(core, () => (slanted ? `<i>${raised}</i>` : raised));
}

// Lines broken by hand are joined, spaces single, bullets made dashes.
function tidied(pasted, isOneLine) {
  const paragraphs = pasted
    .replace(/\r\n?/gu, "\n")
    .replace(/[\u00AD\u200B\uFEFF]/gu, "")
    .replace(/[\t\u00A0 ]+/gu, " ")
    .replace(/^ ?[•·▪●○◦‣\uF0B7\uF0A7] ?/gmu, "– ")
    .split(/\n ?\n+/u)
    .map((paragraph) => paragraph.trim().replace(/ ?\n ?(?!– )/gu, " "))
    .filter(Boolean);
  return paragraphs.join(isOneLine ? " " : "\n").replace(/\n/gu, isOneLine ? " " : "\n");
}

function put(field, text) {
  field.focus();
  if (document.execCommand("insertText", false, text)) return; // may be undone with the keyboard
  field.setRangeText(text, field.selectionStart, field.selectionEnd, "end");
  field.dispatchEvent(new Event("input", { bubbles: true }));
}

function pasted(event) {
  const field = event.target;
  const kept = fromHtml(event.clipboardData?.getData("text/html") ?? "");
  const text = HAS_TAG.test(kept) ? kept : event.clipboardData?.getData("text/plain");
  if (!text) return;
  event.preventDefault();
  put(field, tidied(text, field.dataset.tidy === "line"));
}

// ── The buttons, and the words as printed ────────────────────────────────────────────────────────────────────────────

// What is chosen is put between two tags, or freed of them; nothing chosen, one types between them.
function mark(field, name) {
  const [start, end] = [field.selectionStart, field.selectionEnd];
  const chosen = field.value.slice(start, end);
  const [opened, closed] = [`<${name}>`, `</${name}>`];
  const isInside = field.value.slice(0, start).endsWith(opened) && field.value.slice(end).startsWith(closed);
  if (isInside) field.setSelectionRange(start - opened.length, end + closed.length);
  put(field, isInside ? chosen : opened + chosen + closed);
  const from = isInside ? start - opened.length : start + opened.length;
  field.setSelectionRange(from, from + chosen.length);
}

function equip(field, template) {
  const tools = template.content.firstElementChild.cloneNode(true);
  const printed = tools.querySelector("[data-printed]");
  const draw = () => {
    const words = marked(field.value);
    printed.hidden = !words.length;
    printed.querySelector("rich-text").text = words.join(" · ");
  };
  for (const button of tools.querySelectorAll("[data-mark]")) {
    button.setAttribute("aria-controls", field.id);
    button.addEventListener("pointerdown", (event) => event.preventDefault()); // the text stays chosen
    button.addEventListener("click", () => mark(field, button.dataset.mark));
  }
  tools.setAttribute("aria-label", `${tools.getAttribute("aria-label")} · ${field.dataset.label}`);
  field.after(tools);
  tools.append(field.closest("[data-part]")?.querySelector("[data-words]") ?? "");
  field.addEventListener("input", draw);
  field.addEventListener("paste", pasted);
  field.form.addEventListener("resumed", draw);
  draw();
}

const template = document.getElementById("marks");
for (const field of document.querySelectorAll("[data-tidy]")) equip(field, template);

// What a document brought is kept as a draft at once, as if it had been typed.
const brought = document.querySelector("[data-brought]");
if (brought) addEventListener("load", () => document.getElementById("abstract").dispatchEvent(new Event("input", { bubbles: true })));
