// Put into a page by keyboard.py: knows every stop of the Tab key, and tells at each what somebody sees there.
() => {
  const STOPS = "a[href], area[href], button, input, select, textarea, summary, iframe, audio[controls], "
    + "video[controls], [tabindex], [contenteditable]";
  const DATES = ["date", "time", "datetime-local", "month", "week"]; // several stops inside one control
  const COLUMN = 40; // of a wide control, look at its beginning: words are there

  const style = (element) => {
    const look = getComputedStyle(element);
    const outline = look.outlineStyle === "none" || look.outlineWidth === "0px" ? "" : look.outline;
    return [outline, look.boxShadow, look.borderColor, look.borderWidth, look.backgroundColor].join(" | ");
  };
  const around = (element) => [element, ...(element.labels || []), element.parentElement];
  const name = (element) => {
    const label = element.getAttribute("aria-label") || element.labels?.[0]?.innerText || element.innerText;
    const words = (label || element.value || "").trim().replace(/\s+/g, " ").slice(0, 60);
    return `${element.tagName.toLowerCase()}${element.id && `#${element.id}`} « ${words} »`;
  };
  const shown = (element) => element.checkVisibility({ visibilityProperty: true }) && element.getClientRects().length;
  const chosen = (radio) => { // of a group of radios, Tab stops at one: the chosen one, or else the first
    const group = [...document.querySelectorAll("input[type=radio]")]
      .filter((one) => one.name === radio.name && one.form === radio.form && !one.disabled && shown(one));
    return (group.find((one) => one.checked) || group[0]) === radio;
  };
  const expected = () => [...document.querySelectorAll(STOPS)].filter((element) =>
    !element.disabled && element.type !== "hidden" && element.tabIndex >= 0 && shown(element)
    && (element.type !== "radio" || chosen(element)));

  const isOver = (element, x, y) => {
    const top = document.elementFromPoint(x, y);
    return top && !element.contains(top) && !top.contains(element)
      && ![...(element.labels || [])].some((label) => label.contains(top));
  };
  const hidden = (element) => {
    const box = element.getClientRects()[0];
    const left = Math.max(box.left, 0), right = Math.min(box.right, innerWidth, left + COLUMN);
    const top = Math.max(box.top, 0), bottom = Math.min(box.bottom, innerHeight);
    if (right <= left || bottom <= top) return "outside the window";
    const heights = [0.2, 0.5, 0.8].map((part) => top + part * (bottom - top));
    return heights.every((y) => isOver(element, (left + right) / 2, y)) ? "under something else" : "";
  };
  const settled = () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));

  document.activeElement.blur(); // a field that takes the focus by itself is to be seen at rest as well
  const atRest = new Map([...document.querySelectorAll(STOPS)].flatMap(around).map((one) => [one, style(one)]));
  const seen = [];
  document.body.tabIndex = -1; // from here, the next Tab leads to the first stop
  document.body.focus();
  document.body.removeAttribute("tabindex");
  scrollTo(0, 0);

  window.walk = {
    async at() {
      const element = document.activeElement;
      if (!element || element === document.body || element === document.documentElement) return null;
      if (hidden(element)) await settled(); // scrolling there takes a frame
      const isWithin = element === seen.at(-1) && DATES.includes(element.type);
      const isNew = !seen.includes(element);
      seen.push(element);
      return {
        isNew,
        isWithin,
        name: name(element),
        leadsTo: element.getAttribute("href") || "",
        jumps: element.tabIndex > 0,
        isClosed: element.tagName === "SUMMARY" && !element.parentElement.open,
        isMarked: around(element).some((one) => style(one) !== atRest.get(one)),
        hidden: hidden(element),
      };
    },
    missed: () => expected().filter((element) => !seen.includes(element)).map(name),
    disorder() {
      const order = expected().filter((element) => seen.includes(element));
      const walked = [...new Set(seen)].filter((element) => order.includes(element));
      const place = walked.findIndex((element, index) => element !== order[index]);
      return place < 0 ? "" : `${name(walked[place])} before ${name(order[place])}`;
    },
  };
}
