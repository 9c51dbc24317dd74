"use strict";
// Places: layers from top to bottom, in each the users above what they use, groups in frames.

const GAP = { x: 28, y: 38, head: 26, pad: 14, band: 22 };
// More rows than that, or so much more height than width, and levels share rows.
const MOST_ROWS = 22;
const TALLEST = 2.2;

function text_width(text, size) { return text.length * size * 0.56; }

function measure(item) {
  item.label = short(item);
  if (item.label.length > 34) item.label = `…${item.label.slice(-33)}`;
  item.note = item.box
    ? `${item.nodes.length} ${NOUN}`
    : DATA.level === "file" ? "" : item.node.files === 1 ? "1 file" : `${item.node.files} files`;
  item.w = Math.max(64, text_width(item.label, 13), text_width(item.note, 11)) + 26;
  item.h = item.note ? 38 : 28;
}

// The drawing as a tree: bands, open boxes, items. Every part has `items`, those below it.
function arrange(view) {
  view.items.forEach(measure);
  const layered = DATA.boxes.some((box) => box.kind === "layer" && box.outer === null);
  const bands = new Map();
  for (const item of view.items) {
    const first = item.box && !item.path.length ? item.box : DATA.boxes[item.path[0]];
    const layer = first && first.kind === "layer" ? first : null;
    const key = layer ? `l${layer.id}` : layered ? outside(item, view) : "all";
    if (!bands.has(key)) {
      const label = layer ? layer.label : layered ? "outside the layers" : "";
      const rank = layer ? layer.rank : key === "above" ? -1 : 1e9;
      bands.set(key, { key, layer, label, rank, outside: layered && !layer, members: [] });
    }
    bands.get(key).members.push([layer ? item.path.slice(1) : item.path, item]);
  }
  const tree = [...bands.values()].sort((a, b) => a.rank - b.rank);
  for (const band of tree) Object.assign(band, grown(null, band.members, view));
  return tree;
}

// What stands outside the layers is above them where it uses more than it is used.
function outside(item, view) {
  let balance = 0;
  for (const link of view.links) {
    if (link.from === item) balance += 1;
    if (link.to === item) balance -= 1;
  }
  return balance >= 0 ? "above" : "below";
}

function grown(box, members, view) {
  const parts = [];
  const inner = new Map();
  for (const [path, item] of members) {
    if (!path.length) { parts.push({ item, items: [item] }); continue; }
    if (!inner.has(path[0])) { inner.set(path[0], []); parts.push({ inner: path[0] }); }
    inner.get(path[0]).push([path.slice(1), item]);
  }
  const children = parts.map((part) => (part.item ? part
    : grown(DATA.boxes[part.inner], inner.get(part.inner), view)));
  const at = new Map();
  children.forEach((child, n) => child.items.forEach((item) => at.set(item, n)));
  const links = view.links.filter((link) => at.has(link.from) && at.has(link.to)
    && at.get(link.from) !== at.get(link.to))
    .map((link) => [at.get(link.from), at.get(link.to), link.count]);
  levels(children, links).forEach((where, n) => Object.assign(children[n], where));
  // Layers of a contract within this one keep their own order.
  for (const child of children) {
    if (child.box && child.box.kind === "layer") child.level = 1e5 + child.box.rank;
  }
  const gives = children.map(() => 0);
  links.forEach(([a, b, count]) => {
    if (children[a].component === children[b].component) { gives[a] += count; gives[b] -= count; }
  });
  children.forEach((child, n) => { child.gives = gives[n]; child.order = n; child.depth = child.level; });
  return { box, children, items: children.flatMap((child) => child.items) };
}

function place(view) {
  const tree = arrange(view);
  const area = view.items.reduce((sum, item) => sum + (item.w + GAP.x) * (item.h + GAP.y), 0);
  const width = Math.max(700, Math.sqrt(area * 1.9), ...view.items.map((item) => item.w));
  const ends = new Map(view.items.map((item) => [item, []]));
  for (const link of view.links) {
    ends.get(link.from).push(link.to);
    ends.get(link.to).push(link.from);
  }
  GAP.x = 28;
  GAP.x *= Math.max(1, Math.min(3.5, fewer_rows(tree, width)));
  let best = null;
  for (let round = 0; round < 9; round += 1) {
    settle(tree, width * GAP.x / 28, ends);
    const cost = crossings(view);
    if (best === null || cost < best.cost) best = { cost, at: snapshot(tree, view) };
  }
  best.at();
  const all = { w: Math.max(...tree.map((band) => band.w)), h: tree.at(-1).y + tree.at(-1).h };
  return { tree, ...all, cost: best.cost };
}

// Draws several levels in one row, where the picture would be too tall to be read.
function fewer_rows(tree, width) {
  const ratio = () => {
    settle(tree, width, null);
    return (tree.at(-1).y + tree.at(-1).h) / Math.max(...tree.map((band) => band.w));
  };
  const fold = (part, by) => {
    const all = [...new Set(part.children.map((child) => child.depth))].sort((a, b) => a - b);
    for (const child of part.children) {
      const fixed = child.box && child.box.kind === "layer";
      child.level = fixed ? child.depth : Math.floor(all.indexOf(child.depth) / by);
      if (child.children) fold(child, by);
    }
  };
  const rows = tree.reduce((sum, band) => sum + height(band), 0);
  let by = Math.ceil(rows / MOST_ROWS);
  if (by > 1) tree.forEach((band) => fold(band, by));
  while (ratio() > TALLEST && by < 4) {
    by += 1;
    tree.forEach((band) => fold(band, by));
  }
  return ratio();
}

// How many rows a part takes, one below the other.
function height(part) {
  const rows = new Map();
  for (const child of part.children) {
    rows.set(child.level, Math.max(rows.get(child.level) || 0, child.children ? height(child) : 1));
  }
  return [...rows.values()].reduce((sum, row) => sum + row, 0);
}

function snapshot(tree, view) {
  const parts = [...view.items];
  const walk = (part) => { if (part.children) { parts.push(part); part.children.forEach(walk); } };
  tree.forEach(walk);
  const kept = parts.map(({ x, y, w, h, cx, cy }) => ({ x, y, w, h, cx, cy }));
  return () => parts.forEach((part, n) => Object.assign(part, kept[n]));
}

function settle(tree, width, ends) {
  if (ends) tree.forEach((band) => order(band, ends));
  for (const band of tree) size(band, width);
  const wide = Math.max(...tree.map((band) => band.w));
  let y = 0;
  for (const band of tree) {
    band.indent = (wide - band.w) / 2;
    band.w = wide;
    move(band, 0, y);
    y += band.h + GAP.band;
  }
}

// The mean place of an item's neighbours (its barycenter); of a frame, that of its items.
function order(part, ends) {
  for (const child of part.children) {
    let sum = 0, count = 0;
    const own = child.children ? new Set(child.items) : null;
    for (const item of child.items) {
      for (const end of ends.get(item)) {
        if (own && own.has(end)) continue;
        sum += end.cx;
        count += 1;
      }
    }
    const here = child.items.reduce((total, item) => total + item.cx, 0) / child.items.length;
    child.pull = count ? sum / count : here;
    if (child.children) order(child, ends);
  }
}

// Sizes and inner places: one row or more a level, no wider than `width`.
function size(part, width) {
  const rows = new Map();
  for (const child of part.children) {
    if (child.item) Object.assign(child, { w: child.item.w, h: child.item.h });
    else size(child, width);
    if (!rows.has(child.level)) rows.set(child.level, []);
    rows.get(child.level).push(child);
  }
  const head = part.box ? GAP.head : GAP.pad + (part.label ? 14 : 0);
  let y = head, wide = part.box ? text_width(part.box.label, 12) + 20 : 0;
  const lines = [];
  for (const [, row] of [...rows].sort((a, b) => a[0] - b[0])) {
    row.sort((a, b) => (a.pull ?? 0) - (b.pull ?? 0) || a.order - b.order);
    for (const line of wrapped(row, width)) lines.push(line);
  }
  for (const line of lines) {
    let x = 0;
    for (const child of line) { child.rx = x; child.ry = y; x += child.w + GAP.x; }
    line.w = x - GAP.x;
    wide = Math.max(wide, line.w);
    y += Math.max(...line.map((child) => child.h)) + GAP.y;
  }
  for (const line of lines) {
    for (const child of line) child.rx += GAP.pad + (wide - line.w) / 2;
  }
  part.w = wide + 2 * GAP.pad;
  part.h = y - GAP.y + GAP.pad;
}

function wrapped(row, width) {
  const total = row.reduce((sum, child) => sum + child.w + GAP.x, 0);
  const share = total / Math.ceil(total / width);
  const lines = [[]];
  let x = 0;
  for (const child of row) {
    if (lines.at(-1).length && x + child.w / 2 > share) { lines.push([]); x = 0; }
    lines.at(-1).push(child);
    x += child.w + GAP.x;
  }
  return lines;
}

function move(part, x, y) {
  part.x = x;
  part.y = y;
  for (const child of part.children) {
    const [cx, cy] = [x + child.rx + (part.indent || 0), y + child.ry];
    if (child.children) move(child, cx, cy);
    else Object.assign(child.item, { x: cx, y: cy, cx: cx + child.w / 2, cy: cy + child.h / 2 });
  }
}

// Where there are few links, pairs that cross; where there are many, how far they lead sideways.
function crossings(view) {
  const lines = view.links.map(({ from, to }) => [from.cx, from.cy, to.cx, to.cy]);
  const sideways = lines.reduce((sum, [a, , c]) => sum + Math.abs(a - c), 0);
  if (lines.length > 700) return sideways;
  const side = (ax, ay, bx, by, cx, cy) => (bx - ax) * (cy - ay) - (by - ay) * (cx - ax);
  let count = 0;
  for (let i = 0; i < lines.length; i += 1) {
    const [ax, ay, bx, by] = lines[i];
    for (let j = i + 1; j < lines.length; j += 1) {
      const [cx, cy, dx, dy] = lines[j];
      if (side(ax, ay, bx, by, cx, cy) * side(ax, ay, bx, by, dx, dy) < 0
        && side(cx, cy, dx, dy, ax, ay) * side(cx, cy, dx, dy, bx, by) < 0) count += 1;
    }
  }
  return count + sideways / 1e6;
}

// The items in reading order: by layer, then users before what they use.
function in_order(view) {
  const listed = [];
  const walk = (part, path) => {
    const children = [...part.children].sort((a, b) => a.level - b.level
      || a.component - b.component || b.gives - a.gives || a.order - b.order);
    for (const child of children) {
      if (child.children) walk(child, [...path, child]);
      else listed.push({ item: child.item, path });
    }
  };
  for (const band of arrange(view)) walk(band, [band]);
  return listed;
}
