// Narrows the people shown while one types, as the server would find them; the button still asks the server.

const LETTERS = { ɛ: "e", ɔ: "o", ɲ: "ny", ŋ: "ng", ɓ: "b", ɗ: "d", ƙ: "k", œ: "oe", æ: "ae" };
const fold = (text) =>
  text
    .toLowerCase()
    .normalize("NFD")
    .replace(/\p{M}|['’‘ʼ]/gu, "")
    .replace(/[ɛɔɲŋɓɗƙœæ]/g, (letter) => LETTERS[letter])
    .replace(/-/g, " ");

for (const picker of document.querySelectorAll("[data-picker]")) {
  const rows = [...picker.querySelectorAll("li.choice")].map((row) => [row, fold(row.textContent)]);
  const nobody = picker.querySelector("[role=status]");
  picker.querySelector("input[type=search]").addEventListener("input", (event) => {
    const words = fold(event.target.value).split(/\s+/).filter(Boolean);
    for (const [row, text] of rows) row.hidden = !words.every((word) => text.includes(word));
    nobody.hidden = rows.length === 0 || rows.some(([row]) => !row.hidden);
  });
}
