"use strict";
// The way of a link: down (or up) through the gaps between the nodes of each row it passes.

const SIDE = 9;

// Rows of nodes: spans of height with nodes in them, each with the gaps that are free.
function rows_of(items) {
  const rows = [];
  for (const item of [...items].sort((a, b) => a.y - b.y)) {
    const last = rows.at(-1);
    if (last && item.y < last.bottom) {
      last.items.push(item);
      last.bottom = Math.max(last.bottom, item.y + item.h);
    } else rows.push({ top: item.y, bottom: item.y + item.h, items: [item] });
  }
  for (const row of rows) {
    row.items.sort((a, b) => a.x - b.x);
    row.gaps = [];
    let left = -Infinity;
    for (const item of row.items) {
      if (item.x - left > 2 * SIDE) row.gaps.push(gap(left + SIDE, item.x - SIDE));
      left = Math.max(left, item.x + item.w);
    }
    row.gaps.push(gap(left + SIDE, Infinity));
  }
  return rows;
}

function gap(left, right) { return { left, right, lanes: [0, 0] }; }

// The free place in a row nearest to the one wished for. Links that are all pushed to the same
// edge of a gap get lanes beside each other.
function through(row, x) {
  let best = null;
  for (const gap of row.gaps) {
    const at = Math.max(gap.left, Math.min(gap.right, x));
    if (best === null || Math.abs(at - x) < Math.abs(best.at - x)) best = { gap, at };
  }
  const { gap, at } = best;
  const room = Math.min(60, (gap.right - gap.left) / 2);
  if (at === x) return x;
  if (at === gap.left) return at + Math.min(room, 2.5 * gap.lanes[0]++);
  return at - Math.min(room, 2.5 * gap.lanes[1]++);
}

function is_down(from, to) { return from.y + from.h <= to.y; }
function is_up(from, to) { return to.y + to.h <= from.y; }

// Where each link leaves and reaches its nodes: side by side, in the order of where they lead.
function ports(links) {
  const sides = new Map();
  const at = new Map(links.map((link) => [link, {}]));
  const add = (item, side, other, link, end) => {
    const key = `${item.key} ${side}`;
    if (!sides.has(key)) sides.set(key, { item, ends: [] });
    sides.get(key).ends.push({ other, link, end });
  };
  for (const link of links) {
    const { from, to } = link;
    const down = is_down(from, to);
    if (!down && !is_up(from, to)) continue;
    add(from, down ? "bottom" : "top", to, link, "start");
    add(to, down ? "top" : "bottom", from, link, "end");
  }
  for (const { item, ends } of sides.values()) {
    ends.sort((a, b) => a.other.cx - b.other.cx || (a.end < b.end ? -1 : 1));
    const room = Math.min(item.w - 24, 16 * ends.length);
    ends.forEach(({ link, end }, n) => {
      at.get(link)[end] = item.cx + room * ((n + 0.5) / ends.length - 0.5);
    });
  }
  return at;
}

// Returns the path, and where the count is written.
function route(rows, from, to, port) {
  const down = is_down(from, to);
  if (!down && !is_up(from, to)) return beside(from, to);
  const start = { x: port.start, y: down ? from.y + from.h : from.y };
  const end = { x: port.end, y: down ? to.y - 1 : to.y + to.h + 1 };
  const [high, low] = down ? [start.y, end.y] : [end.y, start.y];
  const passed = rows.filter((row) => row.top >= high - 1 && row.bottom <= low + 1);
  if (!down) passed.reverse();
  let d = `M${round(start.x)} ${start.y}`;
  let at = start;
  const turns = [];
  const bend = (x, y) => {
    const half = (y - at.y) * 0.5;
    d += `C${round(at.x)} ${round(at.y + half)} ${round(x)} ${round(y - half)} ${round(x)} ${round(y)}`;
    turns.push({ x: (at.x + x) / 2, y: (at.y + y) / 2 + 4 });
    at = { x, y };
  };
  for (const row of passed) {
    const [first, last] = down ? [row.top, row.bottom] : [row.bottom, row.top];
    const part = Math.max(0.1, Math.min(1, (first - at.y) / (end.y - at.y)));
    const x = through(row, at.x + (end.x - at.x) * part);
    bend(x, first);
    d += `L${round(x)} ${round(last)}`;
    at = { x, y: last };
  }
  bend(end.x, end.y);
  return { d, ...turns[Math.floor(turns.length / 2)] };
}

function round(value) { return Math.round(value * 10) / 10; }

// Within one row: straight to a neighbour, in an arc over what is between.
function beside(from, to) {
  const right = to.cx > from.cx;
  const near = right ? to.x - (from.x + from.w) < 60 : from.x - (to.x + to.w) < 60;
  if (near) {
    const [a, b] = right ? [from.x + from.w, to.x - 1] : [from.x, to.x + to.w + 1];
    const y = Math.max(from.y, to.y) + (right ? 13 : 27);
    return { d: `M${a} ${y}L${b} ${y}`, x: (a + b) / 2, y: y - 3 };
  }
  const [y1, y2] = right ? [from.y, to.y] : [from.y + from.h, to.y + to.h];
  const rise = (right ? -1 : 1) * Math.min(40, 18 + Math.abs(to.cx - from.cx) / 30);
  const tip = right ? y2 - 1 : y2 + 1;
  return {
    d: `M${from.cx} ${y1}C${from.cx} ${y1 + rise} ${to.cx} ${y2 + rise} ${to.cx} ${tip}`,
    x: (from.cx + to.cx) / 2, y: (y1 + y2) / 2 + rise * 0.75,
  };
}
