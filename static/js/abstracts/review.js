// The reviewing grid sums itself as points are given. Without this file the total is shown once the review was sent.

const form = document.getElementById("review");
const sum = form.querySelector("[data-sum]");

function refresh() {
  const given = [...form.querySelectorAll(".criterion input:checked")];
  sum.hidden = given.length === 0;
  sum.querySelector("b").textContent = String(given.reduce((total, choice) => total + Number(choice.value), 0));
}

form.addEventListener("change", refresh);
form.addEventListener("resumed", refresh);
refresh();
