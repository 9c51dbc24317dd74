"use strict";
// What the parts of the page have to do with each other.

function main() {
  const by = (id) => document.getElementById(id);
  const stage = by("stage");
  let chosen = {};
  const app = {
    chosen: () => chosen,
    say(text) { by("status").textContent = text; },
    choose(what) {
      const { item } = chosen;
      chosen = what;
      // Two items, one after the other: the way between them is asked for.
      if (item && what.item && item.key !== what.item.key) chosen.from = item;
      views[shown].mark();
      show(what);
      if (what.link) app.say(sentence(what.link));
    },
    toggle(box) {
      if (!collapsed.delete(box)) collapsed.add(box);
      redraw();
      const item = views[shown].box_item(box) || views[shown].item(DATA.nodes.findIndex((node) => node.boxes.includes(box)));
      views[shown].go(item);
      app.choose({ item });
    },
    find(node) {
      if (reveal(node)) redraw();
      const item = views[shown].item(node);
      views[shown].go(item);
      app.choose({ item });
    },
  };
  const views = { graph: graph_view(stage, app), matrix: matrix_view(stage, app) };
  const show = details(by("panel"), app);
  let shown = "graph";

  function redraw() {
    chosen = {};
    views[shown].render();
    filter();
  }

  function turn(name) {
    const kept = chosen;
    shown = name;
    stage.replaceChildren(views[name].svg);
    for (const each of ["graph", "matrix"]) by(`show-${each}`).setAttribute("aria-pressed", each === name);
    redraw();
    views[name].fit();
    // The same thing, if it is still there.
    const item = kept.item && (kept.item.node ? views[name].item(kept.item.node.id) : views[name].box_item(kept.item.box.id));
    const link = kept.link && views[name].link(kept.link.from.nodes[0], kept.link.to.nodes[0]);
    app.choose(item ? { item } : link ? { link } : {});
  }

  const hidden = new Set();
  function filter() {
    for (const state of Object.keys(STATES)) views[shown].svg.classList.toggle(`hide-${state}`, hidden.has(state));
    filter_implied();
  }
  for (const [state, label] of Object.entries(STATES)) {
    const count = DATA.edges.filter((edge) => edge.state === state).length;
    if (!count) continue;
    const line = make(by("filters"), "label");
    const box = make(line, "input");
    Object.assign(box, { type: "checkbox", checked: true, id: `filter-${state}` });
    make(line, "span", `${label} ${count}`, state === "allowed" ? "" : `tag ${state}`);
    box.addEventListener("change", () => {
      if (box.checked) hidden.delete(state); else hidden.add(state);
      filter();
    });
  }

  // What longer ways imply: left out of a crowd, unless somebody asks for it.
  let wanted = null;
  const implied = make(by("filters"), "label");
  const implied_box = make(implied, "input");
  Object.assign(implied_box, { type: "checkbox", id: "filter-implied" });
  const implied_text = make(implied, "span");
  implied.title = "Arrows between modules that a longer way joins as well";
  implied_box.addEventListener("change", () => { wanted = implied_box.checked; filter(); });
  function filter_implied() {
    const links = views.graph.links();
    const count = links.filter((link) => link.implied).length;
    const all = wanted === null ? links.length <= CROWDED : wanted;
    implied.hidden = shown !== "graph" || !count;
    implied_box.checked = all;
    implied_text.textContent = `implied by longer ways ${count}`;
    views.graph.svg.classList.toggle("hide-implied", !all);
  }

  by("show-graph").addEventListener("click", () => turn("graph"));
  by("show-matrix").addEventListener("click", () => turn("matrix"));
  by("zoom-in").addEventListener("click", () => views[shown].zoom(1.3));
  by("zoom-out").addEventListener("click", () => views[shown].zoom(1 / 1.3));
  by("zoom-fit").addEventListener("click", () => views[shown].fit());
  const groups = DATA.boxes.some((box) => box.kind !== "layer");
  by("fold").hidden = !groups;
  by("unfold").hidden = !groups;
  by("fold").addEventListener("click", () => { collapse_all(); redraw(); views[shown].fit(); app.choose({}); });
  by("unfold").addEventListener("click", () => { collapsed.clear(); redraw(); views[shown].fit(); app.choose({}); });

  search(by("search"), by("results"), app, views, () => shown);

  window.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "Escape") {
      app.choose({});
      views[shown].match([]);
      views[shown].focus();
      return;
    }
    if (event.target.closest("input, button, summary")) return;
    const keys = {
      "/": () => by("search").focus(), "+": () => views[shown].zoom(1.3), "=": () => views[shown].zoom(1.3),
      "-": () => views[shown].zoom(1 / 1.3), 0: () => views[shown].fit(),
      m: () => turn(shown === "graph" ? "matrix" : "graph"),
    };
    if (keys[event.key]) { event.preventDefault(); keys[event.key](); }
  });

  collapse_for_room();
  turn("graph");
}

function search(input, list, app, views, shown) {
  let found = [], at = -1;
  const close = () => { list.hidden = true; input.setAttribute("aria-expanded", "false"); input.removeAttribute("aria-activedescendant"); };
  function take(node) {
    close();
    views[shown()].match([]);
    app.find(node.id);
  }
  function point(n) {
    at = n;
    [...list.children].forEach((item, m) => item.setAttribute("aria-selected", m === n));
    if (n >= 0) { input.setAttribute("aria-activedescendant", `result-${n}`); list.children[n].scrollIntoView({ block: "nearest" }); }
  }
  function look() {
    const words = input.value.toLowerCase().split(/\s+/).filter(Boolean);
    const all = words.length ? DATA.nodes.filter((node) => words.every((word) => node.name.toLowerCase().includes(word))) : [];
    views[shown()].match(all.map((node) => node.id));
    found = all.sort((a, b) => a.name.length - b.name.length || a.id - b.id).slice(0, 30);
    list.replaceChildren();
    found.forEach((node, n) => {
      const item = make(list, "li", node.name);
      item.setAttribute("role", "option");
      item.id = `result-${n}`;
      item.addEventListener("pointerdown", (event) => { event.preventDefault(); take(node); });
    });
    list.hidden = !found.length;
    input.setAttribute("aria-expanded", String(found.length > 0));
    point(found.length ? 0 : -1);
    if (words.length) app.say(`${all.length} found`);
  }
  input.addEventListener("input", look);
  input.addEventListener("blur", close);
  input.addEventListener("keydown", (event) => {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (found.length) point((at + (event.key === "ArrowDown" ? 1 : found.length - 1)) % found.length);
    } else if (event.key === "Enter" && found[at]) take(found[at]);
  });
}

main();
