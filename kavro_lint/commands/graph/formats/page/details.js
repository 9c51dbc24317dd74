"use strict";
// The panel: all of the repository's text goes through textContent.

function make(parent, tag, text, name) {
  const element = document.createElement(tag);
  if (text !== undefined && text !== null) element.textContent = text;
  if (name) element.className = name;
  parent.append(element);
  return element;
}

function details(panel, app) {
  function show(chosen) {
    panel.replaceChildren();
    panel.scrollTop = 0;
    if (chosen.link) show_link(chosen.link);
    else if (chosen.item && chosen.item.box) show_box(chosen.item);
    else if (chosen.item) show_node(chosen.item.node);
    else show_all();
  }

  function heading(text, note) {
    make(panel, "h2", text);
    if (note) make(panel, "p", note, "mute");
  }

  function show_all() {
    heading(DATA.title || "Dependency graph");
    const numbers = make(panel, "div", null, "numbers");
    const total = (state) => DATA.edges.filter((edge) => edge.state === state).length;
    const rows = [[DATA.nodes.length, NOUN], [DATA.edges.length, "dependencies"],
      ...Object.keys(STATES).map((state) => [total(state), STATES[state], state])];
    for (const [count, label, state] of rows) {
      make(numbers, "b", count);
      const cell = make(numbers, "span", state ? null : label);
      if (state) make(cell, "span", label, state === "allowed" ? "" : `tag ${state}`);
    }
    if (DATA.caveat) make(panel, "p", DATA.caveat, "mute");
    listed("Not allowed", DATA.edges.filter((edge) => edge.state === "broken"));
    packages_found("Packages that are not allowed", DATA.nodes, (mark) => !mark.waived);
    cycles();
    listed("Waived by a decision", DATA.edges.filter((edge) => edge.state === "waived"));
    packages_found("Packages, waived", DATA.nodes, (mark) => mark.waived);
    const idle = DATA.nodes.filter((node) => !node.out.length && !node.in.length);
    if (idle.length) {
      make(panel, "h3", `Without dependencies (${idle.length})`);
      const list = make(panel, "ul");
      idle.slice(0, 100).forEach((node) => link_to(make(list, "li"), node));
    }
  }

  function cycles() {
    if (!DATA.cycles.length) return;
    make(panel, "h3", `Cycles (${DATA.cycles.length})`);
    DATA.cycles.forEach((cycle, number) => {
      const box = make(panel, "div", null, `why cycle${cycle.waived ? " waived" : ""}`);
      if (cycle.mark !== null) why(box, DATA.marks[cycle.mark], true);
      const more = make(make(box, "details"), "summary", `${cycle.nodes.length} ${NOUN} in it`).parentElement;
      const list = make(more, "ul");
      cycle.nodes.forEach((id) => link_to(make(list, "li"), DATA.nodes[id]));
      const closing = DATA.edges.filter((edge) => edge.cycle === number);
      const arrows = make(make(box, "details"), "summary", `${closing.length} dependencies close it`).parentElement;
      const items = make(arrows, "ul");
      closing.slice(0, 200).forEach((edge) => one_edge(items, edge, "both"));
    });
  }

  function show_node(node) {
    const layer = node.boxes.map((id) => DATA.boxes[id]).filter((box) => box.kind === "layer").map((box) => box.label).join(" / ");
    heading(node.name, node.about);
    const facts = [];
    if (DATA.level !== "file") facts.push(node.files === 1 ? "1 file" : `${node.files} files`);
    if (layer) facts.push(`layer ${layer}`);
    if (node.row) facts.push(node.row);
    if (facts.length) make(panel, "p", facts.join(" · "), "mute");
    if (node.cycle !== null) make(make(panel, "p"), "span", "in a cycle", "tag cycle");
    ways();
    listed("Imports", node.out, "to");
    listed("Imported by", node.in, "from");
    packages(node);
  }

  function show_box(item) {
    heading(item.box.label, `${item.nodes.length} ${NOUN}, collapsed`);
    const open = make(panel, "button", "Open the group");
    open.type = "button";
    open.addEventListener("click", () => app.toggle(item.box.id));
    ways();
    const own = new Set(item.nodes);
    const edges = DATA.edges.filter((edge) => own.has(edge.from) !== own.has(edge.to));
    listed("Imports", edges.filter((edge) => own.has(edge.from)));
    listed("Imported by", edges.filter((edge) => own.has(edge.to)));
    make(panel, "h3", "In it");
    const list = make(panel, "ul");
    item.nodes.forEach((id) => link_to(make(list, "li"), DATA.nodes[id]));
  }

  // The shortest ways between the item and the one that was chosen before it.
  function ways() {
    const { from, item } = app.chosen();
    if (!from) return;
    for (const [a, b] of [[from, item], [item, from]]) {
      const way = shortest_way(a.nodes, b.nodes);
      const title = `${a.name} → ${b.name}`;
      make(panel, "h3", way ? `Shortest way ${title} (${way.length})` : `No way ${title}`, "way-title");
      const list = make(panel, "ul", null, "way");
      for (const edge of way || []) one_edge(list, edge, "both");
    }
  }

  function show_link(link) {
    heading(`${link.from.name} → ${link.to.name}`, `${imports(link.count)}, ${STATES[link.state]}`);
    if (link.edges.length === 1) {
      reasons(panel, link.edges[0]);
      make(panel, "h3", "Imports");
      statements(panel, link.edges[0]);
    } else listed("Dependencies", link.edges);
    make(panel, "h3", "See also");
    const list = make(panel, "ul");
    [link.from, link.to].forEach((item) => {
      if (item.node) link_to(make(list, "li"), item.node);
      else make(list, "li", item.name);
    });
  }

  function listed(title, edges, end = "both") {
    if (!edges.length) return;
    make(panel, "h3", `${title} (${edges.length})`);
    const list = make(panel, "ul");
    const sorted = [...edges].sort((a, b) => GRAVITY[a.state] - GRAVITY[b.state] || b.count - a.count || a.id - b.id);
    sorted.slice(0, 300).forEach((edge) => one_edge(list, edge, end));
    if (sorted.length > 300) make(list, "li", `and ${sorted.length - 300} more`, "mute");
  }

  // One dependency, which opens to its statements.
  function one_edge(list, edge, end) {
    const more = make(make(list, "li"), "details");
    const line = make(more, "summary");
    const [from, to] = [DATA.nodes[edge.from], DATA.nodes[edge.to]];
    if (end !== "to") link_to(line, from);
    if (end === "both") line.append(" → ");
    if (end !== "from") link_to(line, to);
    make(line, "span", ` ${edge.count}`, "count");
    if (edge.state !== "allowed") make(line, "span", STATES[edge.state], `tag ${edge.state}`);
    more.addEventListener("toggle", () => {
      if (!more.open || more.childElementCount > 1) return;
      reasons(more, edge);
      statements(more, edge);
    });
  }

  function reasons(parent, edge) {
    const marks = new Map();
    edge.found.forEach(([, , , , found]) => found.forEach((id) => marks.set(DATA.marks[id].message, DATA.marks[id])));
    for (const mark of marks.values()) why(make(parent, "div", null, `why${mark.waived ? " waived" : ""}`), mark, true);
    if (edge.cycle !== null) {
      const cycle = DATA.cycles[edge.cycle];
      const box = make(parent, "div", null, `why cycle${cycle.waived ? " waived" : ""}`);
      if (cycle.mark !== null) why(box, DATA.marks[cycle.mark], false);
      else make(box, "p", `closes a cycle of ${cycle.nodes.length}`);
    }
  }

  function why(box, mark, fix) {
    make(box, "p", `${mark.rule} ${mark.message}`);
    if (mark.waived) make(box, "p", `waived by ${mark.waived}`, "mute");
    else if (fix && mark.fix) make(box, "p", `Fix: ${mark.fix}`);
    if (mark.contract) make(box, "p", `contract: ${mark.contract}`, "mute");
  }

  function statements(parent, edge) {
    const list = make(parent, "ul");
    for (const [path, line, kind, text, marks] of edge.found) {
      const item = make(list, "li");
      make(item, "code", `${path}:${line}`, "where");
      make(item, "code", text);
      if (kind !== "import") make(item, "span", kind, "tag");
      for (const mark of new Set(marks)) {
        const { rule, waived } = DATA.marks[mark];
        make(item, "span", rule, `tag ${waived ? "waived" : "broken"}`);
      }
    }
    const left = edge.count - edge.found.length;
    if (left > 0) make(list, "li", `and ${left} more`, "mute");
  }

  function packages(node) {
    if (!node.packages.length) return;
    make(panel, "h3", `Packages (${node.packages.length})`);
    const list = make(panel, "ul");
    for (const [name, count, marks] of node.packages) package_line(make(list, "li"), name, count, marks);
  }

  function package_line(item, name, count, marks) {
    item.append(name);
    make(item, "span", ` ${count}`, "count");
    const found = marks.map((id) => DATA.marks[id]);
    if (!found.length) return;
    const broken = found.some((mark) => !mark.waived);
    make(item, "span", broken ? "not allowed" : "waived", `tag ${broken ? "broken" : "waived"}`);
    why(make(item, "div", null, `why${broken ? "" : " waived"}`), found[0], true);
  }

  function packages_found(title, nodes, wanted) {
    const found = nodes.flatMap((node) => node.packages
      .filter(([, , marks]) => marks.some((id) => wanted(DATA.marks[id])))
      .map((each) => [node, ...each]));
    if (!found.length) return;
    make(panel, "h3", `${title} (${found.length})`);
    const list = make(panel, "ul");
    for (const [node, name, count, marks] of found.slice(0, 300)) {
      const item = make(list, "li");
      link_to(item, node);
      item.append(" → ");
      package_line(item, name, count, marks);
    }
  }

  function link_to(parent, node) {
    const button = make(parent, "button", node.name, "link");
    button.type = "button";
    button.addEventListener("click", (event) => { event.preventDefault(); app.find(node.id); });
    return button;
  }

  return show;
}
