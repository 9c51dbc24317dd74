"use strict";
// Which rows nodes are in: users above what they use.

// Longest path from what nothing imports, cycles taken as one; ties are broken by weight.
function levels(children, links) {
  const next = children.map(() => new Map());
  for (const [a, b, count] of links) next[a].set(b, (next[a].get(b) || 0) + count);
  const group = components(next);
  const level = new Map();
  const above = new Map();
  next.forEach((targets, a) => targets.forEach((_, b) => {
    if (group[a] === group[b]) return;
    if (!above.has(group[b])) above.set(group[b], new Set());
    above.get(group[b]).add(group[a]);
  }));
  // Components come in the order of their ends: what uses another has the larger number.
  const last = Math.max(-1, ...group);
  for (let c = last; c >= 0; c -= 1) {
    let deep = 0;
    for (const other of above.get(c) || []) deep = Math.max(deep, level.get(other) + 1);
    level.set(c, deep);
  }
  return children.map((_, n) => ({ level: level.get(group[n]), component: group[n] }));
}

// Tarjan's strongly connected components, without recursion.
function components(next) {
  const state = next.map(() => null);
  const group = next.map(() => -1);
  const stack = [];
  let time = 0, found = 0;
  for (let root = 0; root < next.length; root += 1) {
    if (state[root]) continue;
    const work = [];
    const enter = (n) => {
      state[n] = { index: time, low: time, todo: [...next[n].keys()], on: true };
      time += 1;
      stack.push(n);
      work.push(n);
    };
    enter(root);
    while (work.length) {
      const n = work.at(-1);
      const target = state[n].todo.pop();
      if (target !== undefined) {
        if (!state[target]) enter(target);
        else if (state[target].on) state[n].low = Math.min(state[n].low, state[target].index);
        continue;
      }
      work.pop();
      if (work.length) state[work.at(-1)].low = Math.min(state[work.at(-1)].low, state[n].low);
      if (state[n].low !== state[n].index) continue;
      let m;
      do { m = stack.pop(); state[m].on = false; group[m] = found; } while (m !== n);
      found += 1;
    }
  }
  return group;
}
