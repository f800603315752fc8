// « Share » opens the phone's own sheet, with the picture where it can go along. Without this file WhatsApp's link does.
async function pictureOf(address) {
  const answer = await fetch(address);
  return new File([await answer.blob()], "balanzan.png", { type: "image/png" });
}

async function share({ currentTarget: button }) {
  const said = { text: button.dataset.share };
  try {
    const files = button.dataset.image ? [await pictureOf(button.dataset.image)] : [];
    await navigator.share(files.length && navigator.canShare?.({ files }) ? { ...said, files } : said);
  } catch {
    // whoever shares may think better of it
  }
}

if (navigator.share) {
  for (const button of document.querySelectorAll("[data-share]")) {
    button.hidden = false;
    button.addEventListener("click", share);
  }
}
