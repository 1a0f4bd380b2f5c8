// Written into the head of every page, so that it runs before anything is painted: theme, text size and language as
// this browser keeps them, else the defaults. `looks.js` changes them.
(() => {
  const KEY = "baowen-looks";
  const VALUES = { theme: ["auto", "light", "dark"], size: ["normal", "small", "large", "huge"], language: ["zh", "en"] };
  const SIZES = { small: 0.9, normal: 1, large: 1.15, huge: 1.35 };
  const root = document.documentElement;
  const night = matchMedia("(prefers-color-scheme: dark)");

  function read() {
    let kept = {};
    try { kept = JSON.parse(localStorage.getItem(KEY)) ?? {}; } catch { /* another's value, or no storage at all */ }
    const looks = {};
    for (const [name, values] of Object.entries(VALUES)) looks[name] = values.includes(kept[name]) ? kept[name] : values[0];
    return looks;
  }

  function apply() {
    const { theme, size, language } = baowen.looks;
    const dark = theme === "dark" || (theme === "auto" && night.matches);
    root.dataset.theme = dark ? "dark" : "light";
    root.lang = language === "en" ? "en" : "zh-CN";
    root.style.setProperty("--text-size", SIZES[size]);
    if (document.body && document.body.classList.contains("dark") !== dark) document.body.classList.toggle("dark", dark);
  }

  function keep(changes) {
    Object.assign(baowen.looks, changes);
    try { localStorage.setItem(KEY, JSON.stringify(baowen.looks)); } catch { /* then until the page is closed */ }
    apply();
  }

  window.baowen = { looks: read(), defaults: Object.fromEntries(Object.entries(VALUES).map(([n, v]) => [n, v[0]])), keep };
  const asked = new URLSearchParams(location.search).get("__theme"); // Gradio's own way to ask for a theme
  if (VALUES.theme.includes(asked)) baowen.looks.theme = asked;
  // Gradio speaks the browser's language; ours is Chinese, which english.js translates.
  Object.defineProperty(navigator, "language", { get: () => "zh-CN" });
  apply();
  night.addEventListener("change", apply);
  addEventListener("storage", (event) => {
    if (event.key !== KEY) return;
    baowen.looks = read();
    apply();
    document.dispatchEvent(new Event("baowen-looks"));
  });
  addEventListener("DOMContentLoaded", () => {
    apply();
    new MutationObserver(apply).observe(document.body, { attributeFilter: ["class"] }); // Gradio follows the system
  });
})();
