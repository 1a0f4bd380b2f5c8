// Sends chosen or dropped files one by one, folders with their paths, and then lets the server look at them.
const AT_ONCE = 4;
const LARGEST = 50 * 2 ** 20; // of a text file; a larger one is only named, and comes back as a problem
const MOST = 20000;
const TEXT = /(^|\/)[^./]+$|\.(txt|text|md|markdown)$/i;
const ZIP = /\.zip$/i;
const HIDDEN = /(^|\/)(\.|__MACOSX\/|Thumbs\.db$|desktop\.ini$)/;
let sending = null; // an AbortController while files are on their way

function batch() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

async function inside(entry) {
  if (entry.isFile) {
    const file = await new Promise((resolve, reject) => entry.file(resolve, reject));
    return [{ file, name: entry.fullPath.replace(/^\//, "") }];
  }
  const reader = entry.createReader(), found = [];
  for (;;) { // a reader gives a hundred at a time
    const some = await new Promise((resolve, reject) => reader.readEntries(resolve, reject));
    if (!some.length) break;
    for (const each of some) found.push(...(await inside(each)));
  }
  return found;
}

async function dropped(transfer) {
  const entries = [...transfer.items].map((item) => item.webkitGetAsEntry?.()).filter(Boolean);
  if (!entries.length) return chosen(transfer);
  const found = await Promise.all(entries.map(inside));
  return found.flat();
}

function chosen(input) {
  return [...input.files].map((file) => ({ file, name: file.webkitRelativePath || file.name }));
}

async function send(id, { file, name }, signal) {
  const fits = ZIP.test(name) || (TEXT.test(name) && file.size <= LARGEST);
  const address = `/upload/${id}?name=${encodeURIComponent(name)}&size=${file.size}`;
  const body = fits ? file : null;
  const answer = await fetch(address, { method: "POST", body, signal, headers: { "x-baowen": "1" } });
  if (!answer.ok) throw new Error((await answer.json().catch(() => ({}))).error ?? "上传没有成功。请再试一次。");
}

async function sendAll(pick, files) {
  const id = batch(), bar = pick.querySelector("progress"), said = pick.querySelector("[role=status]");
  sending = new AbortController();
  const { signal } = sending, queue = files.slice();
  let done = 0;
  bar.max = files.length;
  const work = async () => {
    for (let next = queue.shift(); next; next = queue.shift()) {
      await send(id, next, signal);
      bar.value = ++done;
      said.textContent = `正在上传第 ${done} 个文件，共 ${files.length} 个`;
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return id;
}

// Presses the button that lets the server read the batch, again where the page was not ready to hear it.
async function look(pick, id) {
  const read = pick.querySelector('[data-act="read"]');
  read.dataset.value = id;
  for (let tries = 0; tries < 20 && !document.querySelector(`#add-work [data-batch="${id}"]`); tries++) {
    read.click();
    await new Promise((resolve) => setTimeout(resolve, 700));
  }
}

async function take(pick, listing) {
  if (sending) return;
  const panel = pick.querySelector(".sending"), problem = pick.querySelector(".problem");
  panel.querySelector("[role=status]").textContent = "正在列出文件";
  problem.textContent = "";
  panel.hidden = false;
  try {
    const files = (await listing).filter(({ name }) => !HIDDEN.test(name));
    if (!files.length) throw new Error("没有选中文件。文件夹里要有 .txt 文件。");
    if (files.length > MOST) throw new Error(`一次最多添加 ${MOST} 个文件。请分几次添加。`);
    await look(pick, await sendAll(pick, files));
  } catch (error) {
    const stopped = error.name === "AbortError";
    const lost = error instanceof TypeError ? "上传中断了：连不上服务器。请再试一次。" : error.message;
    problem.textContent = stopped ? "已停止上传，没有添加任何文件。" : lost;
  }
  sending?.abort(); // one that failed ends the others
  sending = null;
  panel.hidden = true;
}

const place = (event) => event.target.closest?.(".pick .drop");

document.addEventListener("change", (event) => {
  const input = event.target;
  if (!input.matches?.(".pick input[type=file]") || !input.files.length) return;
  take(input.closest(".pick"), Promise.resolve(chosen(input)));
  input.value = ""; // the same file may be chosen again
});
document.addEventListener("dragover", (event) => {
  if (!place(event)) return;
  event.preventDefault();
  place(event).classList.add("over");
});
document.addEventListener("dragleave", (event) => place(event)?.classList.remove("over"));
document.addEventListener("drop", (event) => {
  if (!place(event)) return;
  event.preventDefault();
  place(event).classList.remove("over");
  take(place(event).closest(".pick"), dropped(event.dataTransfer));
});
document.addEventListener("click", (event) => {
  if (event.target.closest?.(".sending button")) sending?.abort();
});
