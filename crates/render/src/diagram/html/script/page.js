// Builds the picture for the window and answers the keys, the pointer and the fingers.
// The frame of something on a panel that stands at `by`, in the units of the whole picture.
const shifted = (frame, by, scale = 1) => ({ x: frame.x + by.x, y: frame.y + by.y, width: frame.width * scale, height: frame.height * scale });

const build = () => {
  sheet = layout(data.panels, { width: Math.max(1, stage.clientWidth), height: Math.max(1, stage.clientHeight) });
  [parts, tiles] = [[], []];
  canvas.replaceChildren();
  for (const placed of sheet.panels) {
    const group = panelGroup(placed, data.accounts);
    canvas.append(group);
    register(placed, group);
  }
  lines = svg("g", { class: "ways" });
  canvas.append(lines);
  networks = [...new Map(parts.filter((part) => part.network).map((part) => [part.network.name, part.network])).values()];
};

const add = (part) => {
  part.element.setAttribute("role", "button");
  part.element.setAttribute("aria-label", part.title.split("\n").join(", "));
  if (part.key) parts.push(part);
  return part;
};

const register = (placed, group) => {
  const { panel, at } = placed;
  const frame = { x: at.x, y: at.y, width: placed.width, height: placed.height };
  add({ key: panel.key, title: panel.title, element: group.querySelector(".cen"), frame, scale: 4, panel });
  group.querySelectorAll(".region").forEach((element, index) => {
    const each = placed.regions[index];
    const tile = { region: each.region, panel, placed: each, element, scale: each.scale, frame: shifted(each.frame, at) };
    tiles.push(tile);
    add({ key: each.region.key, title: each.region.title, element, frame: tile.frame, scale: each.scale, region: each.region });
    element.querySelectorAll(".network").forEach((chipElement, number) => {
      const { network, ...box } = each.chips[number];
      Object.assign(network, { region: each.region.name, panel });
      add({ key: network.key, title: network.title, element: chipElement, network, tile, scale: each.scale, frame: shifted(box, at, each.scale) });
    });
  });
  group.querySelectorAll(".package").forEach((element, index) => {
    const each = placed.packages[index];
    const tile = { key: each.item.key, panel, placed: each, element, scale: each.scale, frame: shifted(each.frame, at), parts: [] };
    tiles.push(tile);
    tile.part = add({ key: each.item.key, title: each.item.title, element, frame: tile.frame, scale: each.scale, item: each.item });
    element.querySelectorAll(".link").forEach((row, number) => {
      const { link, ...box } = each.rows[number];
      tile.parts.push(add({ key: link.key, title: link.title, element: row, link, panel, scale: each.scale, frame: shifted(box, at, each.scale) }));
    });
  });
};

const fillFilters = () => {
  const regions = data.panels.flatMap((panel) => panel.areas.flatMap((area) => area.regions.map((region) => region.name)));
  const values = {
    account: data.accounts.map((account) => [account.name, account.label]),
    cen: data.panels.map((panel) => [panel.name, panel.name]),
    region: [...new Set(regions)].sort().map((name) => [name, name]),
    state: data.marks.map((mark) => [mark.class, `${mark.sign} ${mark.text}`.trim()]),
  };
  filters.forEach(({ name, element }) => {
    element.append(...values[name].map(([value, text]) => html("option", { value }, text)));
    element.hidden = values[name].length < 2;
    element.addEventListener("change", () => { paint(); remember(); });
  });
};

const partAt = (target) => parts.find((part) => part.element === target.closest("[data-key]"));

const click = (target) => {
  const part = partAt(target);
  const tile = tiles.find((each) => each.element === target.closest(".tile"));
  if (part?.network || part?.link) return choose(part);
  if (tile && !tile.element.classList.contains("open")) return fitLegibly(tile.frame, tile.scale, LEGIBLE + 1.5);
  if (part && chosen.length === 0) {
    choose(part);
    return part.panel && !part.network ? fit(part.frame) : undefined;
  }
  return chosen.length > 0 && !part ? choose(null) : undefined;
};

// One finger or the pointer moves the picture, two fingers zoom it.
const fingers = new Map();
let held = null;
const spread = () => {
  const [one, two] = [...fingers.values()];
  return { length: Math.hypot(one.x - two.x, one.y - two.y), x: (one.x + two.x) / 2, y: (one.y + two.y) / 2 };
};
stage.addEventListener("pointerdown", (event) => {
  fingers.set(event.pointerId, { x: event.clientX, y: event.clientY });
  held = { x: event.clientX, y: event.clientY, moved: fingers.size > 1, target: event.target };
});
addEventListener("pointermove", (event) => {
  if (!fingers.has(event.pointerId) || !held) return;
  const before = fingers.size === 2 ? spread() : null;
  fingers.set(event.pointerId, { x: event.clientX, y: event.clientY });
  if (before) {
    const after = spread();
    zoomBy(before.length / Math.max(after.length, 1), toPicture(after.x, after.y));
    move((before.x - after.x) / zoomOf(), (before.y - after.y) / zoomOf());
    return;
  }
  const [x, y] = [event.clientX - held.x, event.clientY - held.y];
  if (!held.moved && Math.hypot(x, y) < 5) return;
  stage.classList.add("moving");
  move(-x / zoomOf(), -y / zoomOf());
  held = { ...held, x: event.clientX, y: event.clientY, moved: true };
});
const release = (event) => {
  if (held && !held.moved && fingers.has(event.pointerId) && event.type === "pointerup") click(held.target);
  fingers.delete(event.pointerId);
  if (fingers.size === 0) {
    held = null;
    stage.classList.remove("moving");
  } else [...fingers.values()].forEach(({ x, y }) => { held = { x, y, moved: true, target: stage }; });
};
addEventListener("pointerup", release);
addEventListener("pointercancel", release);
stage.addEventListener("pointerover", (event) => {
  const part = partAt(event.target);
  if (part && chosen.length === 0 && other === null) details.replaceChildren(facts(part.title));
});
stage.addEventListener("pointerleave", () => { if (chosen.length === 0) tell(); });
stage.addEventListener("wheel", (event) => { event.preventDefault(); zoomBy(Math.exp(event.deltaY / 500), toPicture(event.clientX, event.clientY)); }, { passive: false });

const back = () => {
  if (chosen.length > 0 || other !== null) return choose(null);
  if (isFiltered()) {
    filters.forEach(({ element }) => { element.value = ""; });
    search.value = "";
    look();
    return remember();
  }
  return fitWhole();
};
const help = find("help");
const side = () => { document.body.classList.toggle("wide"); resized(); };
const keys = {
  "+": () => zoomBy(0.8), "=": () => zoomBy(0.8), "-": () => zoomBy(1.25), 0: fitWhole,
  n: () => step(networkParts(), 1), p: () => step(networkParts(), -1), d: side,
  ArrowLeft: () => move(-60 / zoomOf(), 0), ArrowRight: () => move(60 / zoomOf(), 0),
  ArrowUp: () => move(0, -60 / zoomOf()), ArrowDown: () => move(0, 60 / zoomOf()),
  Escape: back, "?": () => help.showModal(),
};
search.addEventListener("input", () => { look(); remember(); });
search.addEventListener("keydown", (event) => {
  if (event.key === "Enter") step(hitParts(), event.shiftKey ? -1 : 1);
  if (event.key === "Escape") { search.value = ""; look(); remember(); stage.focus(); }
});
addEventListener("keydown", (event) => {
  if (help.open && (event.key === "Escape" || event.key === "?")) {
    event.preventDefault();
    help.close();
    return;
  }
  if (event.ctrlKey || event.metaKey || event.altKey || help.open || event.target === search) return;
  if (event.key === "/") { event.preventDefault(); search.focus(); return; }
  const isElsewhere = event.target !== stage && event.target !== document.body;
  if (isElsewhere && (event.key.startsWith("Arrow") || event.target.tagName === "SELECT")) return;
  const act = keys[event.key];
  if (act) { event.preventDefault(); act(); }
});
find("closer").addEventListener("click", () => zoomBy(0.8));
find("farther").addEventListener("click", () => zoomBy(1.25));
find("whole").addEventListener("click", fitWhole);
find("keys").addEventListener("click", () => help.showModal());
find("side").addEventListener("click", side);
document.querySelectorAll("[data-leads-to]").forEach((button) => button.addEventListener("click", () => {
  const part = parts.find((each) => each.key === button.dataset.leadsTo);
  if (!part) return;
  chooseOnly(part);
  goTo(part.network ? placeOf(part.network) : part);
}));

let shape = "";
const resized = () => {
  const now = `${stage.clientWidth}`;
  if (now === shape) return;
  shape = now;
  build();
  fitWhole();
  paint();
};
fillFilters();
resized();
recall();
addEventListener("resize", resized);
addEventListener("hashchange", recall);
