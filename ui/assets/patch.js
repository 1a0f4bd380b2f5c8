// Boxes that grow: a value is either all that is shown, or one piece with `data-order`, which takes the place of the
// piece of that order and ends what came after it. The other pieces stay as they are: open, selected, scrolled. A value
// with `data-unless` is not shown where something that it names is.

export function patch(element, value) {
  const template = document.createElement("template");
  template.innerHTML = value ?? ""; // made by ui/render on the server, where everything is escaped
  const unless = template.content.firstElementChild?.dataset.unless;
  if (!unless || !element.querySelector(unless)) put(element.querySelector(".pile"), template.content);
}

export function put(pile, content) {
  const [piece, ...others] = content.children;
  const order = Number(piece?.dataset.order);
  if (!order || others.length) pile.replaceChildren(content);
  else place(pile, piece, order);
  pile.dispatchEvent(new CustomEvent("grown", { bubbles: true }));
}

function place(pile, piece, order) {
  const stay = (node) => Number(node.dataset.order) < order;
  const same = [...pile.children].find((node) => node.id === piece.id);
  for (const node of [...pile.children]) if (!stay(node) && node !== same) node.remove();
  if (same) same.replaceWith(piece);
  else pile.append(piece);
}
