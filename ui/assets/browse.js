// Lists and tables of buttons (data-roving) take one stop of the Tab key: arrows move inside. What is clicked
// keeps the focus when the server draws its part of the page anew.
let last = null; // what was clicked: { act, value, at }

function describe(source) {
  return { act: source.dataset.act, value: source.dataset.value ?? "", at: performance.now() };
}

function rove(group) {
  const buttons = [...group.querySelectorAll("button")];
  const stop = buttons.find((b) => b === document.activeElement) ?? buttons.find((b) => b.ariaPressed === "true");
  for (const button of buttons) button.tabIndex = button === (stop ?? buttons[0]) ? 0 : -1;
}

function move(event) {
  const group = event.target.closest?.("[data-roving]");
  const steps = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 };
  if (!group || !event.target.matches("button") || !(event.key in steps || event.key === "Home" || event.key === "End")) return;
  const buttons = [...group.querySelectorAll("button")];
  const at = buttons.indexOf(event.target) + (steps[event.key] ?? 0);
  const next = event.key === "Home" ? 0 : event.key === "End" ? buttons.length - 1 : at;
  const target = buttons[Math.min(Math.max(next, 0), buttons.length - 1)];
  event.preventDefault();
  for (const button of buttons) button.tabIndex = button === target ? 0 : -1;
  target.focus();
}

function restore() {
  for (const group of document.querySelectorAll("[data-roving]:not([data-ready])")) {
    group.dataset.ready = "";
    rove(group);
  }
  if (!last || performance.now() - last.at > 5000 || document.activeElement !== document.body) return;
  const same = (source) => source.dataset.act === last.act && (source.dataset.value ?? "") === last.value;
  const again = [...document.querySelectorAll("button[data-act]")].find((source) => same(source) && source.offsetParent);
  again?.focus({ preventScroll: true });
}

// On a phone the list stands above what narrows it.
function comeBack(source) {
  const list = document.getElementById("browse-results");
  const narrows = source.closest("#browse-aside") && !["year", "names"].includes(source.dataset.act);
  if (narrows && matchMedia("(max-width: 899px)").matches) list?.scrollIntoView({ block: "start" });
}

document.addEventListener("keydown", move);
document.addEventListener("click", (event) => {
  const source = event.target.closest?.("button[data-act]");
  last = source ? describe(source) : null;
  if (!source) return;
  comeBack(source);
  source.ariaBusy = "true"; // seen at once; what the server draws has no such mark
  setTimeout(() => (source.ariaBusy = null), 3000);
}, true);

new MutationObserver(restore).observe(document.documentElement, {
  childList: true, subtree: true, attributeFilter: ["data-ready"],
});
