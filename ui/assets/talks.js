// Earlier conversations: the drawer that lists them, and a question that an address brings along.
const drawer = () => document.getElementById("drawer");
const opener = () => document.querySelector(".composer .earlier");

function open() {
  drawer().classList.add("open");
  for (const [name, value] of Object.entries({ role: "dialog", "aria-modal": "true", "aria-label": "历史对话" })) {
    drawer().setAttribute(name, value);
  }
  opener().setAttribute("aria-expanded", "true");
  drawer().querySelector('[data-act="list"]').click();
  const find = document.getElementById("find-talk");
  find.value = "";
  find.focus();
}

function close() {
  if (!drawer()?.classList.contains("open")) return false;
  drawer().classList.remove("open");
  opener().setAttribute("aria-expanded", "false");
  opener().focus();
  return true;
}

function rename(row) {
  const title = row.querySelector("input.title");
  row.querySelector(".talk").hidden = true;
  title.hidden = false;
  title.focus();
  title.select();
}

function named(title) {
  title.hidden = true;
  title.parentElement.querySelector(".talk").hidden = false;
}

// The conversation on the page goes with its entry.
function removed(row) {
  const shown = new URLSearchParams(location.search).get("c");
  if (row.querySelector(".talk").dataset.id === shown) document.querySelector(".composer .clear").click();
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("button");
  if (button?.matches(".composer .earlier")) open();
  else if (button?.matches("#drawer .close")) close();
  else if (button?.matches("#drawer .talk")) opening = close();
  else if (button?.matches("#drawer .rename")) rename(button.closest("li"));
  else if (button?.matches('#drawer [data-act="delete"]')) removed(button.closest("li"));
  else if (event.target.matches?.("#drawer.open")) close(); // beside the panel
});

document.addEventListener("keydown", (event) => {
  if (event.target.matches?.("#drawer input.title") && !event.isComposing) {
    if (event.key === "Escape") event.target.value = event.target.parentElement.querySelector(".talk b").textContent;
    if (event.key === "Enter" || event.key === "Escape") {
      event.preventDefault();
      event.target.blur(); // a changed title is told by its `change`
    }
  } else if (event.key === "Escape" && close()) event.preventDefault();
}, true);

document.addEventListener("focusin", (event) => {
  if (drawer()?.classList.contains("open") && !drawer().contains(event.target)) {
    drawer().classList.remove("open");
    opener().setAttribute("aria-expanded", "false");
  }
});

document.addEventListener("focusout", (event) => {
  if (event.target.matches?.("#drawer input.title")) named(event.target);
});

// A conversation that is opened shows its newest question.
let opening = new URLSearchParams(location.search).has("c");

document.addEventListener("grown", (event) => {
  const last = [...event.target.querySelectorAll(".turn")].at(-1);
  if (!opening || !last) return;
  opening = false;
  last.scrollIntoView({ block: "start" });
});
