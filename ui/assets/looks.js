// Buttons with data-look (theme, size, language) and data-value change how the page looks, and are kept by the browser.

function press() {
  for (const button of document.querySelectorAll("[data-look]")) {
    const pressed = String(baowen.looks[button.dataset.look] === button.dataset.value);
    if (button.getAttribute("aria-pressed") !== pressed) button.setAttribute("aria-pressed", pressed);
  }
}

function change(looks) {
  baowen.keep(looks);
  document.dispatchEvent(new Event("baowen-looks"));
}

document.addEventListener("baowen-looks", press);
document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-look], [data-act=reset]");
  if (!button) return;
  change(button.dataset.look ? { [button.dataset.look]: button.dataset.value } : baowen.defaults);
});
const watched = { childList: true, subtree: true, attributeFilter: ["aria-pressed"] }; // Gradio puts back what it wrote
new MutationObserver(press).observe(document.documentElement, watched);
press();
