// English for the words of the page: every text and label outside translate="no" that english.json knows, as a whole or
// as a pattern with gaps {}. What stood there before is kept, and comes back with 中文.

const ATTRIBUTES = ["placeholder", "title", "aria-label", "alt"];
const FOREIGN = '[translate="no"]'; // articles, questions, answers, names: never translated
const HAN = /[\u3400-\u9fff]/;
const DATE = /^(\d{4})年(?:(\d{1,2})月(?:(\d{1,2})日)?)?(（推断）)?$/;
const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
const JOINTS = / · |、|；|　/;

// ---- From Chinese to English

const told = new Map(); // null where there is no English
let exact = new Map();
let patterns = [];

async function load() {
  const words = await (await fetch(new URL("english.json", import.meta.url))).json();
  const literal = (text) => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
  const compiled = (phrase) => new RegExp(`^${phrase.split("{}").map(literal).join("(.+?)")}$`, "s");
  exact = new Map(Object.entries(words));
  patterns = Object.keys(words)
    .filter((phrase) => phrase.includes("{}"))
    .sort((a, b) => b.replaceAll("{}", "").length - a.replaceAll("{}", "").length) // the most telling first
    .map((phrase) => [compiled(phrase), words[phrase]]);
}

function english(text) {
  const phrase = text.trim();
  if (!told.has(phrase)) {
    if (told.size > 5000) told.clear();
    told.set(phrase, exact.get(phrase) ?? dated(phrase) ?? filled(phrase) ?? joined(phrase));
  }
  return told.get(phrase);
}

function dated(phrase) {
  const found = DATE.exec(phrase);
  if (!found) return null;
  const [, year, month, day, inferred] = found;
  const date = [day && Number(day), month && MONTHS[month - 1], year].filter(Boolean).join(" ");
  return inferred ? `${date} (inferred)` : date;
}

function filled(phrase) {
  for (const [pattern, words] of patterns) {
    const gaps = pattern.exec(phrase)?.slice(1).map((gap) => english(gap) ?? gap);
    if (gaps) return words.replace(/\{(\d?)\}/g, (_, number) => (number ? gaps[number - 1] : gaps.shift()));
  }
  return null;
}

function joined(phrase) {
  if (!JOINTS.test(phrase)) return null;
  const parts = phrase.split(JOINTS).map((part) => (HAN.test(part) ? english(part) : part));
  return parts.includes(null) ? null : parts.join(phrase.includes(" · ") ? " · " : ", ");
}

// ---- In the page

const before = new WeakMap(); // text node -> {zh, en}; element -> the same by attribute
let on = false;

function swap(place, kept, name) {
  const { shown, write } = place;
  const was = kept[name];
  if (!on) {
    if (was && was.en === shown) write(was.zh);
    delete kept[name];
  } else if (shown && HAN.test(shown) && was?.en !== shown) {
    if (english(shown) === null) return;
    const [, before, after] = /^(\s*).*?(\s*)$/s.exec(shown);
    const words = before + english(shown) + after;
    kept[name] = { zh: shown, en: words };
    if (words !== shown) write(words);
  }
}

function keptOf(node) {
  if (!before.has(node)) before.set(node, {});
  return before.get(node);
}

function visit(node) {
  if (node.nodeType === Node.TEXT_NODE) {
    if (on ? !HAN.test(node.data) || node.parentNode?.nodeName === "TEXTAREA" : !before.has(node)) return;
    swap({ shown: node.data, write: (words) => { node.data = words; } }, keptOf(node), "text");
    return;
  }
  for (const name of ATTRIBUTES) {
    if (!node.hasAttribute(name)) continue;
    swap({ shown: node.getAttribute(name), write: (words) => node.setAttribute(name, words) }, keptOf(node), name);
  }
}

function passed(node) {
  if (node.nodeType === Node.TEXT_NODE) return NodeFilter.FILTER_ACCEPT;
  if (node.matches("script, style")) return NodeFilter.FILTER_REJECT;
  if (!node.matches(FOREIGN)) return NodeFilter.FILTER_ACCEPT;
  if (!node.lang) node.lang = "zh-CN"; // for those who have the page read out
  return NodeFilter.FILTER_REJECT;
}

function walk(start) {
  const element = start.nodeType === Node.TEXT_NODE ? start.parentElement : start;
  if (!element) return; // gone already
  const foreign = element.closest(`${FOREIGN}, script, style`);
  if (foreign) return void passed(foreign);
  visit(start);
  const walker = document.createTreeWalker(start, NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT, passed);
  while (walker.nextNode()) visit(walker.currentNode);
}

const watched = { childList: true, subtree: true, characterData: true, attributeFilter: ATTRIBUTES };
const observer = new MutationObserver((changes) => {
  for (const change of changes) {
    if (change.type !== "childList") walk(change.target);
    else for (const node of change.addedNodes) if (node.nodeType <= Node.TEXT_NODE) walk(node);
  }
  observer.takeRecords(); // of our own writing
});

async function follow() {
  const wanted = baowen.looks.language === "en";
  if (wanted && exact.size === 0) await load();
  if (wanted === on || wanted !== (baowen.looks.language === "en")) return;
  on = wanted;
  observer.disconnect();
  walk(document.documentElement);
  if (on) observer.observe(document.documentElement, watched);
}

document.addEventListener("baowen-looks", follow);
follow();
