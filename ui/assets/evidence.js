// Chips and quotes point at each other by id (data-goto): go there, flash it, show its answer's evidence; a chip that is
// pointed at or focused shows its quote.

const calm = matchMedia("(prefers-reduced-motion: reduce)");
const GAP = 8; // pixels

function flash(target) {
  target.classList.remove("flash");
  void target.offsetWidth; // restarts the animation
  target.classList.add("flash");
  setTimeout(() => target.classList.remove("flash"), 2000);
}

function showSources(section) {
  if (!section) return;
  for (const other of document.querySelectorAll("#evidence .sources")) other.hidden = other !== section;
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
  if (!chip) return;
  goTo(chip.dataset.goto);
  hide(); // also what focus has just opened
});

// The evidence of a new answer is seen from its beginning.
let newest = "";
document.addEventListener("grown", (event) => {
  const box = event.target.closest("#evidence");
  if (!box) return;
  const last = [...event.target.querySelectorAll(":scope > .sources")].at(-1);
  showSources(last);
  const asked = last && `${last.id} ${last.querySelector(".asked").textContent}`;
  if (asked !== newest) box.scrollTop = 0;
  newest = asked;
});

// ---- The quote behind a chip

const popover = document.createElement("div");
Object.assign(popover, { id: "popover", className: "popover", role: "tooltip", hidden: true });
let shownFor = null;
let leaving = 0;

function line(tag, kind, text) {
  const element = document.createElement(tag);
  element.className = kind;
  element.textContent = text ?? "";
  return element;
}

function show(chip) {
  const quote = document.getElementById(chip.dataset.goto);
  const card = quote?.closest(".card");
  if (!card) return;
  clearTimeout(leaving);
  popover.replaceChildren(
    line("b", "title", card.querySelector("h3")?.textContent),
    line("span", "when", card.querySelector(".when")?.textContent),
    line("q", "said", quote.querySelector("mark")?.textContent),
  );
  popover.firstElementChild.translate = popover.lastElementChild.translate = false;
  // Inside Gradio's own frame, so that its font and the page's colours hold.
  (document.querySelector("main") ?? document.body).append(popover);
  popover.hidden = false;
  stand(chip);
  shownFor?.removeAttribute("aria-describedby");
  chip.setAttribute("aria-describedby", popover.id);
  shownFor = chip;
}

function stand(chip) {
  const at = chip.getBoundingClientRect();
  const { offsetWidth: width, offsetHeight: height } = popover;
  const left = Math.min(Math.max(at.left - 24, GAP), innerWidth - width - GAP);
  const above = at.top - height - GAP;
  const top = above >= GAP ? above : Math.min(at.bottom + GAP, innerHeight - height - GAP);
  Object.assign(popover.style, { left: `${Math.max(left, GAP)}px`, top: `${Math.max(top, GAP)}px` });
}

function hide() {
  clearTimeout(leaving);
  popover.hidden = true;
  shownFor?.removeAttribute("aria-describedby");
  shownFor = null;
}

const chipOf = (event) => event.target.closest?.(".answer .chip");

document.addEventListener("pointerover", (event) => {
  const chip = event.pointerType !== "touch" && chipOf(event);
  if (chip) show(chip);
  else if (popover.contains(event.target)) clearTimeout(leaving);
});
document.addEventListener("pointerout", (event) => {
  if (chipOf(event) || popover.contains(event.target)) {
    clearTimeout(leaving);
    leaving = setTimeout(hide, 200); // time to reach the quote and select in it
  }
});
document.addEventListener("focusin", (event) => {
  const chip = chipOf(event);
  if (chip?.matches(":focus-visible")) show(chip);
});
document.addEventListener("focusout", (event) => chipOf(event) && hide());
document.addEventListener("scroll", hide, { capture: true, passive: true });
document.addEventListener("grown", () => shownFor?.isConnected === false && hide());
document.addEventListener(
  "keydown",
  (event) => {
    if (event.key !== "Escape" || popover.hidden) return;
    hide();
    event.preventDefault(); // it closes the quote, and stops nothing
  },
  { capture: true },
);
