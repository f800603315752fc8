// The account's menu closes when one goes on, presses Escape or clicks elsewhere, so that it covers nothing that has
// the focus. Without this file it closes as it opened.

// Signing out leaves nothing on a shared phone: what was being typed goes with the account, the server has the rest.

const menu = document.querySelector("details.account");

function leave(to) {
  if (to && !menu.contains(to)) menu.open = false;
}

menu.addEventListener("focusout", (event) => leave(event.relatedTarget));
document.addEventListener("click", (event) => leave(event.target));
menu.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || !menu.open) return;
  menu.open = false;
  menu.querySelector("summary").focus();
});

function forgetDrafts() {
  document.dispatchEvent(new CustomEvent("leaving"));
  try {
    for (const key of Object.keys(localStorage)) if (key.startsWith("draft:")) localStorage.removeItem(key);
  } catch {
    /* storage refused: nothing was kept */
  }
}

menu.querySelector("form")?.addEventListener("submit", forgetDrafts);
