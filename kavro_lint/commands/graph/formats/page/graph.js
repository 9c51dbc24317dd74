"use strict";
// The first view: nodes in layers, and arrows between them.

function graph_view(stage, app) {
  const paper = canvas(stage, "Dependency graph");
  const { svg, root } = paper;
  let view = null, rows = [], at = new Map(), drawn = new Map(), lines = new Map(), way = [];

  const tips = draw(svg, "defs");
  for (const state of Object.keys(STATES)) {
    const tip = draw(tips, "marker", { id: `tip-${state}`, viewBox: "0 0 8 8", refX: 7, refY: 4,
      markerWidth: 8, markerHeight: 8, markerUnits: "userSpaceOnUse", orient: "auto" });
    draw(tip, "path", { d: "M0 0 8 4 0 8z", class: `tip-${state}` });
  }

  function render() {
    view = visible();
    mark_implied(view);
    const laid = place(view);
    rows = rows_of(view.items);
    at = ports(view.links);
    [paper.w, paper.h] = [laid.w, laid.h];
    root.replaceChildren();
    drawn = new Map();
    lines = new Map();
    svg.classList.toggle("many", view.links.length > 40);
    svg.classList.toggle("crowd", view.links.length > 350);
    const back = draw(root, "g");
    laid.tree.forEach((band) => frame(back, band));
    const edges = draw(root, "g");
    // The gravest on top.
    [...view.links].sort((a, b) => GRAVITY[b.state] - GRAVITY[a.state])
      .forEach((link) => edge(edges, link));
    const nodes = draw(root, "g");
    view.items.forEach((item) => node(nodes, item));
    svg.setAttribute("data-crossings", Math.floor(laid.cost));
    stop(view.items[0]);
  }

  function frame(parent, part) {
    if (part.box || part.label) {
      const kind = part.box ? "box" : `band${part.outside ? " outside" : ""}`;
      const group = draw(parent, "g", { class: kind });
      draw(group, "rect", { x: part.x, y: part.y, width: part.w, height: part.h, rx: 8 });
      const layer = part.box || part.layer;
      const sign = layer ? "− " : "";
      const text = draw(group, "text", { x: part.x + 10, y: part.y + 17 }, sign + (part.box || part).label);
      if (layer) {
        const fold = () => app.toggle(layer.id);
        draw(text, "title", {}, "Collapse");
        text.addEventListener("click", fold);
        text.addEventListener("dblclick", (event) => event.stopPropagation());
      }
    }
    part.children.forEach((child) => { if (child.children) frame(parent, child); });
  }

  function node(parent, item) {
    const edges = item.nodes.flatMap((id) => DATA.nodes[id].out.concat(DATA.nodes[id].in));
    const classes = ["node"];
    if (item.nodes.some((id) => DATA.nodes[id].cycle !== null)) classes.push("cycle");
    if (edges.some((each) => each.state === "broken") || item.nodes.some(bad_packages)) classes.push("broken");
    if (!edges.length) classes.push("unused");
    const group = draw(parent, "g", { class: classes.join(" "), role: "button", tabindex: -1,
      transform: `translate(${item.x} ${item.y})`, "data-name": item.name,
      "aria-label": `${item.name}, ${item.note}${item.box ? ", collapsed group" : ""}` });
    if (item.box) draw(group, "rect", { x: 5, y: 5, width: item.w, height: item.h, rx: 6, class: "stack" });
    draw(group, "rect", { width: item.w, height: item.h, rx: 6, class: "face" });
    const middle = { x: item.w / 2, "text-anchor": "middle" };
    draw(group, "text", { ...middle, y: item.note ? 17 : 19 }, (item.box ? "+ " : "") + item.label);
    if (item.note) draw(group, "text", { ...middle, y: 31, class: "small" }, item.note);
    draw(group, "title", {}, item.name);
    group.addEventListener("click", () => { if (!paper.moved) { stop(item); app.choose({ item }); } });
    group.addEventListener("dblclick", () => { if (item.box) app.toggle(item.box.id); });
    group.addEventListener("pointerenter", () => light(item));
    group.addEventListener("pointerleave", () => light(null));
    group.addEventListener("focus", () => { app.say(`${item.name}: ${item.note}`); });
    drawn.set(item.key, group);
  }

  function edge(parent, link) {
    const group = draw(parent, "g", { class: `edge ${link.state}${link.implied ? " implied" : ""}`, "data-edge": `${link.from.name} → ${link.to.name}` });
    const { d, x, y } = route(rows, link.from, link.to, at.get(link));
    const width = Math.min(4, (link.state === "allowed" ? 1 : 1.8) + Math.log10(link.count) * 0.7);
    draw(group, "path", { d, class: "ink", "stroke-width": width, "marker-end": `url(#tip-${link.state})` });
    if (view.links.length < 1500) draw(group, "path", { d, class: "hit" });
    if (view.links.length < 1500) draw(group, "text", { x, y }, link.count);
    group.addEventListener("click", () => { if (!paper.moved) app.choose({ link }); });
    group.addEventListener("pointerenter", () => app.say(sentence(link)));
    lines.set(link.key, group);
  }

  // Shows what an item, or a link, has to do with, and lets all else fade.
  function light(item, link) {
    const chosen = app.chosen();
    item = item || (link ? null : chosen.item);
    link = link || (item ? null : chosen.link);
    svg.classList.toggle("focus", Boolean(item || link));
    root.querySelectorAll(".on").forEach((element) => element.classList.remove("on"));
    if (!item && !link) return;
    const links = link ? [link] : view.links.filter((each) => each.from.key === item.key || each.to.key === item.key);
    links.forEach(light_link);
    if (item) drawn.get(item.key)?.classList.add("on");
    if (item === chosen.item) for (const each of way) light_link(each);
  }

  function light_link(each) {
    lines.get(each.key)?.classList.add("on");
    drawn.get(each.from.key)?.classList.add("on");
    drawn.get(each.to.key)?.classList.add("on");
  }

  function mark() {
    root.querySelectorAll(".chosen").forEach((element) => element.classList.remove("chosen"));
    root.querySelectorAll(".way").forEach((element) => element.classList.remove("way"));
    const { item, from } = app.chosen();
    const edges = from ? shortest_way(from.nodes, item.nodes) || shortest_way(item.nodes, from.nodes) || [] : [];
    way = edges.map((edge) => view.links.find((link) => link.edges.includes(edge))).filter(Boolean);
    way.forEach((link) => lines.get(link.key).classList.add("way"));
    if (item) drawn.get(item.key)?.classList.add("chosen");
    light(null);
  }

  let current = null;
  function stop(item) {
    if (current) drawn.get(current.key)?.setAttribute("tabindex", -1);
    current = item || null;
    if (current) drawn.get(current.key)?.setAttribute("tabindex", 0);
  }

  svg.addEventListener("click", (event) => { if (event.target === svg && !paper.moved) app.choose({}); });
  svg.addEventListener("keydown", (event) => {
    if (!current || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key.startsWith("Arrow")) {
      event.preventDefault();
      const inside = drawn.get(current.key) === document.activeElement;
      const next = inside ? nearest(view.items, current, event.key) : current;
      if (next) { stop(next); drawn.get(next.key).focus(); paper.see(next.cx, next.cy); }
    } else if (event.key === "Enter" && document.activeElement !== svg) {
      event.preventDefault();
      app.choose({ item: current });
    } else if (event.key === " " && document.activeElement !== svg) {
      event.preventDefault();
      const outer = current.box ? current.box.id : current.path.at(-1);
      if (outer !== undefined) app.toggle(outer);
    }
  });

  return {
    ...paper, render, mark,
    links: () => (view ? view.links : []),
    item: (node) => view.of[node],
    link: (from, to) => view.links.find((each) => each.from === view.of[from] && each.to === view.of[to]),
    box_item: (id) => view.items.find((each) => each.box && each.box.id === id),
    go(item) {
      stop(item);
      paper.center(item.cx, item.cy);
      drawn.get(item.key).focus({ preventScroll: true });
    },
    focus() { if (current) drawn.get(current.key).focus({ preventScroll: true }); },
    match(nodes) {
      root.querySelectorAll(".match").forEach((element) => element.classList.remove("match"));
      nodes.forEach((id) => drawn.get(view.of[id].key)?.classList.add("match"));
    },
  };
}

function sentence(link) {
  return `${link.from.name} → ${link.to.name}: ${imports(link.count)}, ${STATES[link.state]}`;
}

function imports(count) { return count === 1 ? "1 import" : `${count} imports`; }

function bad_packages(id) {
  return DATA.nodes[id].packages.some(([, , marks]) => marks.some((mark) => !DATA.marks[mark].waived));
}
