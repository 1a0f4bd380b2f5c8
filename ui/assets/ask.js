// Asking: the box that questions are typed in, what was asked before, and the turn that is running.
import { put } from "./patch.js";

const ASKED = "baowen-asked"; // questions asked in this browser, newest last
const KEPT = 100;
const OPENING = 10000; // ms that a conversation is waited for at most
const SHOWN = 120; // characters of a question that the page repeats

const wide = matchMedia("(min-width: 900px)");
const pile = () => document.querySelector("#conversation .pile");
const turns = () => [...document.querySelectorAll("#conversation .turn")];

let parts; // form, box and what reaches Python
let editing = 0; // number of the turn that the next question replaces
let walking = 0; // how far back in what was asked the box is
let running = null; // the question on its way
let clearing = false; // whether the page is on its way to being empty
let waiting = null; // what was sent meanwhile
let stopped = null; // the question that was stopped
let following = false; // whether the growing answer is kept in sight

export function compose(element, trigger) {
  const form = element.querySelector("form");
  parts = { form, box: form.querySelector("textarea"), trigger };
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    send(parts.box.value, editing);
  });
  form.querySelector(".stop").addEventListener("click", stop);
  form.querySelector(".cancel").addEventListener("click", () => edit(0, ""));
  form.querySelector(".clear").addEventListener("click", clear);
  parts.box.addEventListener("keydown", typed);
  parts.box.addEventListener("input", () => {
    walking = 0;
    fit();
  });
  takeQuestion();
  if (wide.matches) parts.box.focus({ preventScroll: true });
}

// ?ask=… writes a question into the box, for the reader to send.
function takeQuestion() {
  const address = new URL(location);
  const asked = address.searchParams.get("ask");
  if (!asked) return;
  write(asked.slice(0, 500));
  address.searchParams.delete("ask");
  history.replaceState(history.state, "", address);
}

// Whether the conversation that the address names has not come yet.
function opening() {
  const named = new URLSearchParams(location.search).has("c");
  return named && !turns().length && !document.querySelector("#kept .kept") && performance.now() < OPENING;
}

function send(text, at) {
  if (running || !parts) return;
  if (opening()) {
    setTimeout(send, 100, text, at);
    return;
  }
  if (clearing) {
    waiting = text;
    return;
  }
  stopped = null;
  const order = at || turns().length + 1;
  remember(text);
  edit(0, "");
  run({ text, at: order });
  showPending(text, order);
  parts.trigger("submit", running);
}

function stop() {
  if (!running) return;
  stopped = running;
  run(null);
  parts.trigger("stop", stopped);
}

function clear() {
  edit(0, "");
  if (!turns().length || clearing) return;
  clearing = true;
  const name = running ? "clear" : "click";
  run(null);
  parts.trigger(name, {});
}

function cleared() {
  clearing = false;
  const text = waiting;
  waiting = null;
  if (text !== null) send(text, 0);
}

function run(question) {
  running = question;
  if (!parts) return;
  parts.form.querySelector(".stop").hidden = !question;
  parts.form.querySelector(".send").hidden = Boolean(question);
}

// The question stands there at once; what the server sends takes its place.
function showPending(text, order) {
  const turn = document.createElement("section");
  Object.assign(turn, { className: "turn", id: `t${order}` });
  turn.dataset.order = order;
  turn.dataset.unheard = "";
  turn.setAttribute("aria-busy", "true");
  const question = document.createElement("h2");
  question.className = "question";
  question.translate = false;
  question.textContent = text.trim() ? text.slice(0, SHOWN) : "（空）";
  const pending = document.createElement("p");
  pending.className = "pending";
  pending.textContent = "正在翻阅报纸";
  turn.append(question, pending);
  const content = document.createDocumentFragment();
  content.append(turn);
  following = true;
  put(pile(), content);
  if (wide.matches) parts.box.focus({ preventScroll: true }); // what was pressed may be gone
}

// ---- What was asked before

function asked() {
  try {
    const kept = JSON.parse(localStorage.getItem(ASKED) ?? "[]");
    return Array.isArray(kept) ? kept.map(String) : [];
  } catch {
    return [];
  }
}

function remember(text) {
  if (!text.trim()) return;
  const kept = [...asked().filter((question) => question !== text), text.slice(0, 1000)];
  try {
    localStorage.setItem(ASKED, JSON.stringify(kept.slice(-KEPT)));
  } catch {
    // a browser that keeps nothing still asks
  }
}

function walk(step) {
  const kept = asked();
  const to = Math.min(Math.max(walking + step, 0), kept.length);
  if (to === walking) return;
  walking = to;
  write(to ? kept[kept.length - to] : "");
}

// ---- The box

function typed(event) {
  if (event.isComposing || event.keyCode === 229) return; // the key belongs to the input method
  const empty = !parts.box.value || walking > 0;
  if (event.key === "Enter" && !event.shiftKey) {
    event.preventDefault();
    send(parts.box.value, editing);
  } else if ((event.key === "ArrowUp" || event.key === "ArrowDown") && empty) {
    event.preventDefault();
    walk(event.key === "ArrowUp" ? 1 : -1);
  }
}

function write(text) {
  parts.box.value = text;
  fit();
  parts.box.setSelectionRange(text.length, text.length);
}

function fit() {
  parts.box.style.height = "auto";
  parts.box.style.height = `${parts.box.scrollHeight}px`;
}

function edit(at, text) {
  editing = at;
  walking = 0;
  const note = parts.form.querySelector(".editing");
  note.hidden = !at;
  note.firstElementChild.textContent = at < turns().length ? "修改后发送，这一问之后的问答会去掉" : "修改后发送，会代替这一问";
  write(text);
  if (at) parts.box.focus();
}

// ---- What can be done with a turn

document.addEventListener("click", (event) => {
  const button = event.target.closest("button");
  if (!button || !parts) return;
  const turn = button.closest(".turn");
  if (button.dataset.ask !== undefined) send(button.dataset.ask, 0);
  else if (button.matches(".turn .edit")) edit(Number(turn.dataset.order), turn.dataset.question);
  else if (button.matches(".turn .retry")) {
    const last = turn === turns().at(-1);
    send(turn.dataset.question, last ? Number(turn.dataset.order) : 0);
  }
});

document.addEventListener("keydown", (event) => {
  if (!parts || event.isComposing) return;
  const writing = event.target.closest("input, textarea, select, [contenteditable]");
  if (event.key === "/" && !writing && parts.box.checkVisibility()) {
    event.preventDefault();
    parts.box.focus();
  } else if (event.key === "Escape" && !event.defaultPrevented) {
    if (running) stop();
    else if (editing) edit(0, "");
  }
});

// ---- A growing answer stays in sight, with its question at the top, until the reader scrolls

document.addEventListener("grown", (event) => {
  if (event.target !== pile()) return;
  const last = turns().at(-1);
  if (running && last && last.getAttribute("aria-busy") !== "true") {
    run(null);
    parts.trigger("change", {});
  }
  // Gradio cannot cancel what is still on its way to the server: that is stopped once it shows.
  if (stopped && last?.ariaBusy === "true" && !("unheard" in last.dataset)) parts.trigger("stop", stopped);
  if (clearing && !last) cleared();
  follow();
  offer();
});

function follow() {
  if (following) turns().at(-1)?.scrollIntoView({ block: "start" });
}

for (const moved of ["wheel", "touchmove", "pointerdown", "keydown"]) {
  document.addEventListener(moved, () => (following = false), { capture: true, passive: true });
}

// Suggestions belong to the answer that they go on from.
const named = (turn) => turn && `${turn.dataset.order} ${turn.dataset.question}`;

function offer() {
  const offered = document.querySelector("#suggestions .suggested");
  if (!offered) return;
  const hidden = Boolean(running) || offered.dataset.after !== named(turns().at(-1));
  if (hidden === offered.hidden && offered.dataset.offered) return;
  offered.hidden = hidden;
  offered.dataset.offered = "yes";
  follow(); // the box takes room from the conversation
}
const changes = { childList: true, subtree: true, attributeFilter: ["data-after"] };
new MutationObserver(offer).observe(document.documentElement, changes);
