// While one writes an SMS: how many letters it has and how many SMS it makes, as telephones count. Without this file the
// page that follows says the same.

const GSM = new Set(
  "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿" +
    "abcdefghijklmnopqrstuvwxyzäöñüà",
);
const DOUBLE = new Set("\f^{}\\[~]|€");

function cost(text, isPlain) {
  const letters = [...text];
  const long = isPlain || letters.every((letter) => GSM.has(letter) || DOUBLE.has(letter));
  const size = long ? letters.reduce((sum, letter) => sum + (DOUBLE.has(letter) ? 2 : 1), 0) : text.length;
  const [alone, together] = long ? [160, 153] : [70, 67];
  return [size, size <= alone ? Math.min(1, size) : Math.ceil(size / together)];
}

for (const area of document.querySelectorAll("[data-sms]")) {
  const line = document.createElement("p");
  line.className = "counter";
  line.setAttribute("aria-live", "polite");
  area.after(line);
  const box = area.form.elements.plain_sms;
  const say = () => {
    const [letters, parts] = cost(area.value.trim(), box?.checked);
    line.textContent = area.dataset.sms.replace("{letters}", letters).replace("{parts}", parts);
  };
  area.addEventListener("input", say);
  box?.addEventListener("change", say);
  say();
}
