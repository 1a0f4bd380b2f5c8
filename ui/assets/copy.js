// Buttons with `data-copy` copy their text, also where the page is not served over https, and say so.

const said = document.createElement("p");
Object.assign(said, { className: "copied", role: "status", ariaLive: "polite" });
let fading = 0;

async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return copyBySelection(text); // no permission, or no https
  }
}

function copyBySelection(text) {
  const focused = document.activeElement;
  const area = document.createElement("textarea");
  area.value = text;
  area.className = "unseen";
  document.body.append(area);
  area.select();
  const copied = document.execCommand("copy");
  area.remove();
  focused?.focus({ preventScroll: true });
  return copied;
}

function say(text) {
  (document.querySelector("main") ?? document.body).append(said);
  said.textContent = text;
  said.classList.add("seen");
  clearTimeout(fading);
  fading = setTimeout(() => {
    said.classList.remove("seen");
    said.textContent = "";
  }, 1800);
}

document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-copy]");
  if (button) say((await copy(button.dataset.copy)) ? "已复制" : "没有复制成，请手工选择文字");
});
