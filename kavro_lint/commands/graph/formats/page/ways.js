"use strict";
// Ways through the graph: links that longer ways imply, and the shortest way between two items.

// More links than this are drawn without those that longer ways imply.
const CROWDED = 150;

// Marks links whose ends a longer way joins as well. What is not allowed is never implied; in a
// cycle every link counts, so components of cycles are taken as one.
function mark_implied({ items, links }) {
  const number = new Map(items.map((item, n) => [item.key, n]));
  const next = items.map(() => new Map());
  for (const link of links) next[number.get(link.from.key)].set(number.get(link.to.key), 1);
  const group = components(next);
  const ahead = Array.from({ length: Math.max(-1, ...group) + 1 }, () => new Set());
  next.forEach((targets, n) => targets.forEach((_, m) => { if (group[n] !== group[m]) ahead[group[n]].add(group[m]); }));
  // Components come in the order of their ends: what another uses has the smaller number.
  const reached = ahead.map(() => null);
  const indirect = ahead.map(() => null);
  ahead.forEach((targets, n) => {
    indirect[n] = new Set();
    for (const target of targets) for (const end of reached[target]) indirect[n].add(end);
    reached[n] = new Set([...targets, ...indirect[n]]);
  });
  for (const link of links) {
    const [from, to] = [group[number.get(link.from.key)], group[number.get(link.to.key)]];
    link.implied = link.state === "allowed" && from !== to && indirect[from].has(to);
  }
}

// The edges of a shortest way from any of some nodes to any of others, null where there is none.
function shortest_way(starts, goals) {
  const wanted = new Set(goals);
  const came = new Map(starts.map((node) => [node, null]));
  for (const node of came.keys()) {
    for (const edge of DATA.nodes[node].out) {
      if (came.has(edge.to)) continue;
      came.set(edge.to, edge);
      if (!wanted.has(edge.to)) continue;
      const way = [];
      for (let last = edge; last; last = came.get(last.from)) way.unshift(last);
      return way;
    }
  }
  return null;
}
