// A file may be let fall on its frame, and a form that says data-progress shows how much of it has left.

function fall(frame) {
  const input = frame.querySelector("input");
  for (const name of ["dragenter", "dragover", "dragleave", "drop"]) {
    frame.addEventListener(name, (event) => {
      event.preventDefault();
      frame.classList.toggle("over", name === "dragenter" || name === "dragover");
    });
  }
  frame.addEventListener("drop", (event) => {
    if (!event.dataTransfer.files.length) return;
    input.files = event.dataTransfer.files;
    input.dispatchEvent(new Event("change", { bubbles: true }));
  });
}

function show(form) {
  form.addEventListener("submit", (event) => {
    const bar = form.querySelector(".drop progress");
    const sends = [...form.querySelectorAll("input[type=file]")].some((input) => input.files.length);
    if (!bar || !sends || event.submitter?.name) return;
    event.preventDefault();
    send(form, bar);
  });
}

// What comes back, thanks or refusal, is the page a plain form would lead to: it takes the place of this one.
function send(form, bar) {
  const request = new XMLHttpRequest();
  bar.hidden = false;
  request.responseType = "document";
  request.upload.addEventListener("progress", (event) => {
    if (event.lengthComputable) bar.value = (100 * event.loaded) / event.total;
  });
  request.addEventListener("load", () => {
    const page = request.response;
    if (!page?.querySelector("main")) return form.submit();
    for (const part of [".masthead", "main"]) document.querySelector(part).replaceWith(page.querySelector(part));
    if (request.status < 400) history.replaceState(null, "", request.responseURL);
    begin();
    document.querySelector("main").focus();
    scrollTo(0, 0);
  });
  request.addEventListener("error", () => form.submit());
  request.open("POST", form.action);
  request.send(new FormData(form));
}

function begin() {
  document.querySelectorAll(".drop").forEach(fall);
  document.querySelectorAll("form[data-progress]").forEach(show);
}

begin();
