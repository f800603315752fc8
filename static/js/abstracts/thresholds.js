// The thresholds as sliders: each number gets one, moving it moves the number, letting it go shows the effect.
// Without this file one types the numbers and presses the button.

const form = document.querySelector("#together");
const most = form?.querySelector("[data-most]")?.dataset.most;

for (const number of form?.querySelectorAll("[data-most] input[type=number]") ?? []) {
  const slider = document.createElement("input");
  Object.assign(slider, { type: "range", min: "0", max: most, step: number.step, value: number.value });
  slider.className = "slider";
  slider.setAttribute("aria-label", form.querySelector(`label[for="${number.id}"]`).textContent.trim());
  slider.addEventListener("input", () => (number.value = slider.value));
  slider.addEventListener("change", showEffect);
  number.addEventListener("input", () => (slider.value = number.value));
  number.after(slider);
}

function showEffect() {
  form.requestSubmit(form.querySelector("button[value=show]"));
}
