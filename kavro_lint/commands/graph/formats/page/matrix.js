"use strict";
// The second view: columns import rows. Both are in the order of the layers, so that what
// agrees with it stands below the diagonal, and what runs against it above.

const CELL = 20;

function matrix_view(stage, app) {
  const paper = canvas(stage, "Dependency matrix: columns import rows");
  const { svg, root } = paper;
  let view = null, order = [], at = new Map(), cells = new Map(), names = [], margin = 0;
  let current = null, cross = [];

  function render() {
    view = visible();
    order = in_order(view).map(({ item, path }, n) => { at.set(item.key, n); return { item, path }; });
    at = new Map(order.map(({ item }, n) => [item.key, n]));
    cells = new Map();
    root.replaceChildren();
    const side = order.length * CELL;
    margin = Math.min(260, Math.max(60, ...order.map(({ item }) => text_width(item.label, 11))) + 14);
    const layers = order.some(({ path }) => path.some((part) => part.label)) ? 110 : 0;
    const left = margin + layers;
    [paper.w, paper.h] = [left + side, margin + side];
    const field = draw(root, "g", { transform: `translate(${left} ${margin})` });
    draw(field, "rect", { width: side, height: side, class: "ground" });
    draw(root, "text", { x: left - 8, y: margin - 8, "text-anchor": "end", class: "corner" }, "columns import rows");
    cross = [draw(field, "rect", { class: "cross", height: CELL, width: side, y: -1e6 }),
      draw(field, "rect", { class: "cross", width: CELL, height: side, x: -1e6 })];
    names = order.map(({ item }, n) => heading(field, item, n));
    blocks(field, layers ? left : 0);
    [...view.links].sort((a, b) => at.get(a.to.key) - at.get(b.to.key) || at.get(a.from.key) - at.get(b.from.key))
      .forEach((link) => cell(field, link));
    stop(cells.values().next().value || null);
  }

  function heading(field, item, n) {
    const middle = n * CELL + CELL / 2 + 4;
    draw(field, "rect", { x: n * CELL, y: n * CELL, width: CELL, height: CELL, class: "diagonal" });
    const label = (item.box ? "+ " : "") + item.label;
    const pair = [
      draw(field, "text", { x: -8, y: middle, "text-anchor": "end", class: "name" }, label),
      draw(field, "text", { transform: `translate(${middle} -8) rotate(-90)`, class: "name" }, label),
    ];
    for (const text of pair) {
      draw(text, "title", {}, item.name);
      text.addEventListener("click", () => { if (!paper.moved) app.choose({ item }); });
      text.addEventListener("dblclick", () => { if (item.box) app.toggle(item.box.id); });
    }
    return pair;
  }

  function blocks(field, left) {
    const spans = new Map();
    order.forEach(({ path }, n) => path.forEach((part) => {
      if (!part.box && !part.label) return;
      if (!spans.has(part)) spans.set(part, [n, n]);
      spans.get(part)[1] = n;
    }));
    for (const [part, [first, last]] of spans) {
      const [from, size] = [first * CELL, (last - first + 1) * CELL];
      draw(field, "rect", { x: from, y: from, width: size, height: size, class: part.box ? "block" : "block layer" });
      if (!part.box && left) {
        const text = draw(field, "text", { x: 4 - left, y: from + 14, class: "name layer-name" },
          part.label.length > 16 ? `${part.label.slice(0, 15)}…` : part.label);
        draw(text, "title", {}, part.label);
      }
    }
  }

  function cell(field, link) {
    const [x, y] = [at.get(link.from.key) * CELL, at.get(link.to.key) * CELL];
    const group = draw(field, "g", { class: `cell ${link.state}${link.count < 4 ? " few" : ""}`, role: "button",
      tabindex: -1, "aria-label": sentence(link), "data-edge": `${link.from.name} → ${link.to.name}` });
    draw(group, "rect", { x: x + 1, y: y + 1, width: CELL - 2, height: CELL - 2, rx: 2 });
    draw(group, "text", { x: x + CELL / 2, y: y + CELL / 2 + 3 }, link.count > 999 ? "999+" : link.count);
    const one = { key: link.key, link, group, cx: x, cy: y };
    group.addEventListener("click", () => { if (!paper.moved) { stop(one); app.choose({ link }); } });
    group.addEventListener("pointerenter", () => point(one));
    group.addEventListener("focus", () => point(one));
    cells.set(link.key, one);
  }

  function point(one) {
    app.say(sentence(one.link));
    cross[0].setAttribute("y", one.cy);
    cross[1].setAttribute("x", one.cx);
    names.flat().forEach((text) => text.classList.remove("on"));
    names[at.get(one.link.to.key)][0].classList.add("on");
    names[at.get(one.link.from.key)][1].classList.add("on");
  }

  function stop(one) {
    if (current) current.group.setAttribute("tabindex", -1);
    current = one;
    if (current) current.group.setAttribute("tabindex", 0);
  }

  svg.addEventListener("click", (event) => { if (event.target === svg && !paper.moved) app.choose({}); });
  svg.addEventListener("keydown", (event) => {
    if (!current || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key.startsWith("Arrow")) {
      event.preventDefault();
      const inside = current.group === document.activeElement;
      const next = inside ? nearest(cells.values(), current, event.key) : current;
      if (!next) return;
      stop(next);
      next.group.focus();
      const offset = paper.w - order.length * CELL;
      paper.see(offset + next.cx, margin + next.cy);
    } else if (event.key === "Enter" || event.key === " ") {
      event.preventDefault();
      app.choose({ link: current.link });
    }
  });

  return {
    ...paper, render,
    mark() {
      root.querySelectorAll(".chosen").forEach((element) => element.classList.remove("chosen"));
      const { link } = app.chosen();
      if (link) cells.get(link.key)?.group.classList.add("chosen");
    },
    item: (node) => view.of[node],
    link: (from, to) => view.links.find((each) => each.from === view.of[from] && each.to === view.of[to]),
    box_item: (id) => view.items.find((each) => each.box && each.box.id === id),
    go(item) {
      const n = at.get(item.key) * CELL;
      paper.center(paper.w - order.length * CELL + n, margin + n);
      names.flat().forEach((text) => text.classList.remove("on"));
      names[at.get(item.key)].forEach((text) => text.classList.add("on"));
    },
    focus() { if (current) current.group.focus({ preventScroll: true }); },
    match(nodes) {
      names.flat().forEach((text) => text.classList.remove("on"));
      nodes.forEach((id) => names[at.get(view.of[id].key)]?.forEach((text) => text.classList.add("on")));
    },
  };
}
