// Arrow keys go from tab to tab, as in every other list of tabs.
const STEPS = { ArrowRight: 1, ArrowLeft: -1 };

document.addEventListener("keydown", (event) => {
  const tab = event.target.closest?.("[role=tab]");
  if (!tab || !STEPS[event.key]) return;
  const tabs = [...tab.closest("[role=tablist]").querySelectorAll("[role=tab]")];
  const next = tabs.at((tabs.indexOf(tab) + STEPS[event.key]) % tabs.length);
  event.preventDefault();
  next.click();
  next.focus();
});
