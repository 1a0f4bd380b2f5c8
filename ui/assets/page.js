// Chips and quotes point at each other by id (data-goto): go there, flash it, and show its answer's evidence.
import "./browse.js";
import "./english.js";
import "./looks.js";

(() => {
  const calm = matchMedia("(prefers-reduced-motion: reduce)");

  function flash(target) {
    target.classList.remove("flash");
    void target.offsetWidth; // restarts the animation
    target.classList.add("flash");
    setTimeout(() => target.classList.remove("flash"), 2000);
  }

  function showSources(section) {
    if (!section) return;
    for (const other of document.querySelectorAll(".sources")) other.hidden = other !== section;
  }

  function goTo(id) {
    const target = document.getElementById(id);
    if (!target) return;
    showSources(target.closest(".sources"));
    target.scrollIntoView({ behavior: calm.matches ? "auto" : "smooth", block: "center" });
    target.focus({ preventScroll: true });
    flash(target);
  }

  document.addEventListener("click", (event) => {
    const chip = event.target.closest("[data-goto]");
    if (chip) goTo(chip.dataset.goto);
  });

  // A new turn comes into sight with its question at the top.
  let turns = 0;
  new MutationObserver(() => {
    const all = document.querySelectorAll(".turn");
    if (all.length > turns) all[all.length - 1].scrollIntoView({ block: "start" });
    turns = all.length;
  }).observe(document.documentElement, { childList: true, subtree: true });
})();
