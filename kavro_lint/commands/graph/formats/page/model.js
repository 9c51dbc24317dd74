"use strict";
// The graph as it was read, and what is to be seen of it while some groups are collapsed.

const DATA = JSON.parse(document.getElementById("data").textContent);
const GRAVITY = { broken: 0, cycle: 1, waived: 2, allowed: 3 };
const STATES = {
  broken: "not allowed", cycle: "closes a cycle", waived: "waived", allowed: "allowed",
};
const NOUN = DATA.level === "file" ? "files" : DATA.separator === "/" ? "folders" : "modules";
// So many nodes are drawn before groups begin to be collapsed.
const ROOM = 70;

const collapsed = new Set();
DATA.boxes.forEach((box, id) => Object.assign(box, { id, inner: [], nodes: [], size: 0 }));
DATA.boxes.forEach((box) => { if (box.outer !== null) DATA.boxes[box.outer].inner.push(box.id); });
DATA.nodes.forEach((node, id) => {
  Object.assign(node, { id, out: [], in: [] });
  node.boxes.forEach((box) => { DATA.boxes[box].size += 1; });
  if (node.boxes.length) DATA.boxes[node.boxes.at(-1)].nodes.push(id);
});
DATA.edges.forEach((edge, id) => {
  edge.id = id;
  DATA.nodes[edge.from].out.push(edge);
  DATA.nodes[edge.to].in.push(edge);
});

function worst(states) {
  return states.reduce((a, b) => (GRAVITY[b] < GRAVITY[a] ? b : a), "allowed");
}

function collapse_all() {
  DATA.boxes.forEach((box) => { if (box.kind !== "layer") collapsed.add(box.id); });
}

// Open what there is room for, outer groups first, small ones before large ones.
function collapse_for_room() {
  if (DATA.nodes.length <= ROOM) return;
  collapse_all();
  let seen = visible().items.length;
  const depth = (box) => (box.outer === null ? 0 : 1 + depth(DATA.boxes[box.outer]));
  const order = DATA.boxes.filter((box) => box.kind !== "layer")
    .sort((a, b) => depth(a) - depth(b) || a.size - b.size || a.id - b.id);
  for (const box of order) {
    const hidden = box.outer !== null && collapsed.has(box.outer);
    const more = box.inner.length + box.nodes.length - 1;
    if (!hidden && seen + more <= ROOM) { collapsed.delete(box.id); seen += more; }
  }
}

function reveal(node) {
  const hidden = DATA.nodes[node].boxes.filter((box) => collapsed.has(box));
  hidden.forEach((box) => collapsed.delete(box));
  return hidden.length > 0;
}

// Items are nodes, or collapsed boxes; links join what imports what between them.
function visible() {
  const items = new Map();
  const of = DATA.nodes.map((node) => {
    const at = node.boxes.findIndex((box) => collapsed.has(box));
    const key = at < 0 ? `n${node.id}` : `b${node.boxes[at]}`;
    if (!items.has(key)) {
      const box = at < 0 ? null : DATA.boxes[node.boxes[at]];
      const path = at < 0 ? node.boxes : node.boxes.slice(0, at);
      items.set(key, { key, box, node: box ? null : node, path, nodes: [], name: box ? box.label : node.name });
    }
    const item = items.get(key);
    item.nodes.push(node.id);
    return item;
  });
  const links = new Map();
  for (const edge of DATA.edges) {
    const [from, to] = [of[edge.from], of[edge.to]];
    if (from === to) continue;
    const key = `${from.key}>${to.key}`;
    if (!links.has(key)) links.set(key, { key, from, to, count: 0, edges: [] });
    const link = links.get(key);
    link.count += edge.count;
    link.edges.push(edge);
  }
  for (const link of links.values()) link.state = worst(link.edges.map((edge) => edge.state));
  return { items: [...items.values()], links: [...links.values()], of };
}

// What a name adds to the name of the group it is drawn in.
function short(item) {
  const name = item.name;
  const outer = item.path.map((box) => DATA.boxes[box]).filter((box) => box.kind !== "layer").at(-1);
  if (!outer || outer.kind === "cycle") return name;
  if (name === outer.label) return outer.kind === "folder" ? `${name.split("/").at(-2)}/` : name;
  if (outer.kind === "folder" && name.startsWith(outer.label)) return name.slice(outer.label.length);
  if (outer.kind === "module" && name.startsWith(`${outer.label}.`)) return name.slice(outer.label.length + 1);
  return DATA.level === "file" ? name.split("/").slice(-2).join("/") : name;
}
