"use strict";
// An SVG that is moved and zoomed by pointer, wheel and keys.

const SVG = "http://www.w3.org/2000/svg";

function draw(parent, tag, attributes, text) {
  const element = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes || {})) element.setAttribute(name, value);
  if (text !== undefined) element.textContent = text;
  if (parent) parent.append(element);
  return element;
}

function canvas(stage, label) {
  const svg = draw(null, "svg", { role: "application", "aria-label": label, tabindex: 0 });
  const root = draw(svg, "g");
  const view = { x: 0, y: 0, k: 1 };
  const self = { svg, root, view, w: 1, h: 1, moved: false };

  self.show = () => root.setAttribute("transform", `translate(${view.x} ${view.y}) scale(${view.k})`);
  self.fit = () => {
    const { width, height } = stage.getBoundingClientRect();
    view.k = Math.min(1.4, Math.max(0.02, Math.min((width - 32) / self.w, (height - 32) / self.h)));
    view.x = (width - self.w * view.k) / 2;
    view.y = Math.max(16, (height - self.h * view.k) / 2);
    self.show();
  };
  self.zoom = (by, at) => {
    const { width, height, left, top } = stage.getBoundingClientRect();
    const [x, y] = at ? [at.clientX - left, at.clientY - top] : [width / 2, height / 2];
    const k = Math.min(6, Math.max(0.02, view.k * by));
    view.x = x - (x - view.x) * (k / view.k);
    view.y = y - (y - view.y) * (k / view.k);
    view.k = k;
    self.show();
  };
  self.pan = (dx, dy) => { view.x += dx; view.y += dy; self.show(); };
  self.center = (x, y) => {
    const { width, height } = stage.getBoundingClientRect();
    view.k = Math.max(view.k, 0.75);
    view.x = width / 2 - x * view.k;
    view.y = height / 2 - y * view.k;
    self.show();
  };
  // Moves only as far as it takes to see a place.
  self.see = (x, y) => {
    const { width, height } = stage.getBoundingClientRect();
    const [sx, sy] = [view.x + x * view.k, view.y + y * view.k];
    if (sx < 40 || sy < 30 || sx > width - 40 || sy > height - 30) self.center(x, y);
  };

  svg.addEventListener("wheel", (event) => {
    event.preventDefault();
    self.zoom(Math.exp(-event.deltaY * (event.deltaMode ? 0.05 : 0.0016)), event);
  }, { passive: false });
  let from = null;
  svg.addEventListener("pointerdown", (event) => {
    from = { x: event.clientX, y: event.clientY };
    self.moved = false;
  });
  window.addEventListener("pointermove", (event) => {
    if (!from) return;
    const [dx, dy] = [event.clientX - from.x, event.clientY - from.y];
    if (!self.moved && Math.hypot(dx, dy) < 4) return;
    self.moved = true;
    svg.classList.add("moving");
    self.pan(dx, dy);
    from = { x: event.clientX, y: event.clientY };
  });
  window.addEventListener("pointerup", () => { from = null; svg.classList.remove("moving"); });
  return self;
}

// Of some places, the nearest in the direction of an arrow key.
function nearest(places, from, key) {
  const [dx, dy] = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[key];
  let best = null;
  for (const place of places) {
    const [x, y] = [place.cx - from.cx, place.cy - from.cy];
    const along = x * dx + y * dy;
    if (place === from || along < 1) continue;
    const cost = along + 2.5 * Math.abs(x * dy - y * dx);
    if (!best || cost < best.cost) best = { place, cost };
  }
  return best && best.place;
}
