// Gradio renders by changing attributes in place, which a field that somebody has touched no longer follows: here what a
// field shows and what its attributes say are kept alike, in both directions.

function write(field) {
  if (field.matches("select")) for (const option of field.options) option.toggleAttribute("selected", option.selected);
  else if (/checkbox|radio/.test(field.type)) field.toggleAttribute("checked", field.checked);
  else if (field.type !== "file") field.setAttribute("value", field.value);
}

function read(field, attribute) {
  if (field.matches("option")) field.selected = field.hasAttribute("selected");
  else if (attribute === "checked") field.checked = field.hasAttribute("checked");
  else if (field.value !== (field.getAttribute("value") ?? "")) field.value = field.getAttribute("value") ?? "";
}

const FIELDS = "input[data-act], select[data-act]";
const OPTIONS = "select[data-act] option, .browse-form option";
const observer = new MutationObserver((changes) => {
  for (const { target, attributeName } of changes) {
    if (target.matches(`${FIELDS}, ${OPTIONS}, .browse-form input`)) read(target, attributeName);
  }
});
observer.observe(document.documentElement, { subtree: true, attributeFilter: ["value", "checked", "selected"] });

for (const kind of ["input", "change"]) {
  document.addEventListener(kind, (event) => { if (event.target.matches(FIELDS)) write(event.target); }, true);
}
