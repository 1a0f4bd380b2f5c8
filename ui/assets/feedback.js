// What a reader thinks of an answer shows at once; the server keeps it.
document.addEventListener("click", (event) => {
  const button = event.target.closest('[data-act="judge"]');
  if (!button) return;
  const tools = button.closest(".tools");
  const pressed = button.getAttribute("aria-pressed") === "true";
  for (const other of button.parentElement.querySelectorAll("[aria-pressed]")) other.setAttribute("aria-pressed", "false");
  button.setAttribute("aria-pressed", String(!pressed));
  const reasons = tools.querySelector(".reasons");
  if (button.closest(".judge")) {
    reasons.hidden = pressed || !button.dataset.value.endsWith(":bad");
    for (const reason of reasons.querySelectorAll("[aria-pressed]")) reason.setAttribute("aria-pressed", "false");
  }
  note(reasons);
});

document.addEventListener("change", (event) => {
  if (event.target.matches(".reasons input")) note(event.target.parentElement);
});

function note(reasons) {
  reasons.querySelector(".noted").textContent = "已记下";
}
