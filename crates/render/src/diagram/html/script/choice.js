// What is chosen, searched and filtered, and how the picture and the details show it.
// Objects without a prototype: a network may be called `constructor`.
const data = JSON.parse(find("data").textContent, (key, value) => (typeof value === "object" && value !== null && !Array.isArray(value) ? Object.assign(Object.create(null), value) : value));
const details = find("details"), found = find("found"), search = find("search");
const filters = ["account", "cen", "region", "state"].map((name) => ({ name, element: find(`filter-${name}`) }));
let parts = [], networks = [], chosen = [], other = null, hits = null, lines = null;

data.states.forEach((state) => state.route_maps.forEach((map) => { map.sources = new Set(map.from); map.targets = new Set(map.to); }));

// The state in which a network is shown: after the plan, or as it is now if the plan removes it.
const stateOf = (network) => [...data.states].reverse().find((state) => state.networks[network.name]) ?? data.states[0];

const filterFits = {
  account: (network, value) => data.accounts[network.account].name === value,
  cen: (network, value) => network.panel.name === value,
  region: (network, value) => network.region === value,
  state: (network, value) => network.mark === value,
};
const passes = (network) => (hits === null || hits.has(network.key)) && filters.every(({ name, element }) => element.value === "" || filterFits[name](network, element.value));
const isFiltered = () => hits !== null || filters.some(({ element }) => element.value !== "");

const line = (text, name) => html("div", { class: name }, text);

const tellNetwork = (network) => {
  const state = stateOf(network);
  const { reached, blocked } = surroundings(state, network, networks);
  const total = (groups) => [...groups.values()].reduce((sum, group) => sum + group.networks.length, 0);
  const all = total(reached) + total(blocked);
  details.append(line(`reaches ${total(reached)} of ${counted(all, "other network", "other networks")} (${state.when})`, "heading"));
  for (const [region, { networks: some, answer }] of [...reached].sort()) {
    const limit = answer.mbps === null ? "not limited" : `${answer.mbps} Mbps`;
    details.append(line(`${region}: ${some.length}, ${limit}${answer.package ? ` of ${answer.package}` : ""}`, "reached"));
  }
  for (const [reason, { regions }] of [...blocked].slice(0, 12)) {
    details.append(line(`${[...regions].map(([region, count]) => `${region}: ${count}`).join(", ")} – ${reason}`, "blocked"));
  }
  if (blocked.size > 12) details.append(line(`and ${blocked.size - 12} more reasons`, "blocked"));
  details.append(line("Click a second network for the path between the two.", "muted"));
};

const tellPath = ([one, two]) => {
  details.append(line(`${one.name} – ${two.name}`, "heading"));
  for (const state of data.states) {
    const answer = reach(state, one, two);
    const can = answer.obstacles.length === 0;
    const amount = can && answer.mbps !== null ? `, with ${answer.mbps} Mbps` : "";
    details.append(line(`${can ? "can talk" : "cannot talk"}${amount} (${state.when})`, can ? "reached" : "blocked"));
    if (can) {
      details.append(line(`${one.name}: ${one.region}`, "step"), line(`CEN ${answer.cen}${answer.package ? `: of ${answer.package}` : one.region === two.region ? ": nothing is limited within a region" : ""}`, "step"), line(`${two.name}: ${two.region}`, "step"));
    }
    answer.obstacles.forEach((text) => details.append(line(`! ${text}`, "blocked step")));
    answer.notes.forEach((text) => details.append(line(`note: ${text}`, "muted step")));
  }
};

const facts = (title) => html("pre", {}, title);

const tell = () => {
  details.replaceChildren();
  if (chosen.length === 2) tellPath(chosen);
  else if (chosen.length === 1) {
    details.append(facts(chosen[0].title));
    tellNetwork(chosen[0]);
  } else details.append(other ? facts(other.title) : "Click a region to open it, a network to see what it reaches.");
};

// A network on the CEN that it has in its state; it may be drawn on another one too, which it leaves.
const placeOf = (network) => {
  const drawn = parts.filter((part) => part.network?.name === network.name);
  const cen = stateOf(network).networks[network.name]?.cen;
  return drawn.find((part) => part.network.panel.key === `cen:${cen}`) ?? drawn[0];
};

const middleOf = ({ x, y, width, height }) => ({ x: x + width / 2, y: y + height / 2 });

// Where the line from the middle of a frame to a point leaves the frame.
const edge = (frame, to) => {
  const from = middleOf(frame);
  const [x, y] = [to.x - from.x, to.y - from.y];
  const part = Math.min(1, frame.width / 2 / Math.max(Math.abs(x), 1e-9), frame.height / 2 / Math.max(Math.abs(y), 1e-9));
  return { x: from.x + x * part, y: from.y + y * part };
};

const addLine = (from, to, name) => {
  const [one, two] = [edge(from, middleOf(to)), edge(to, middleOf(from))];
  lines.append(svg("path", { class: `way ${name}`, d: `M${one.x} ${one.y}L${two.x} ${two.y}` }));
  return { x: (one.x + two.x) / 2, y: (one.y + two.y) / 2 };
};

const addLabel = (text, name, at) => {
  const width = lengthOf(text, 13) + 16;
  const element = svg("g", { class: `way-label ${name}` }, rectangle({ x: -width / 2, y: -12, width, height: 24 }, 12, {}), svg("text", { x: 0, y: 5, "font-size": 13 }, text));
  lines.append(element);
  labels.push({ element, ...at });
};

const amountOf = (answer) => (answer.mbps === null ? "not limited" : `${answer.mbps} Mbps`);

const drawLines = (surroundingsNow) => {
  labels = [];
  lines.replaceChildren();
  canvas.classList.remove("cut");
  if (chosen.length === 2) {
    const answer = reach(stateOf(chosen[0]), ...chosen);
    const name = answer.obstacles.length > 0 ? "blocked" : "open";
    canvas.classList.toggle("cut", name === "blocked");
    const at = addLine(...chosen.map((network) => placeOf(network).frame), `${name} path`);
    addLabel(answer.obstacles.length > 0 ? "✕ blocked" : amountOf(answer), name, at);
  }
  if (chosen.length !== 1) return;
  const home = placeOf(chosen[0]);
  tiles.filter((tile) => wayTo(tile, home, surroundingsNow)).forEach((tile) => addLine(home.tile.frame, tile.frame, "open"));
};

// What a network of another region of the CEN reaches in this tile; nothing if it reaches none there.
const wayTo = (tile, home, { reached }) =>
  tile.region && tile.panel === home.network.panel && tile.region.name !== home.network.region ? reached.get(tile.region.name)?.answer : undefined;

const around = () => (chosen.length === 1 ? surroundings(stateOf(chosen[0]), chosen[0], networks) : null);

// Returns the names of the networks that the present choice reaches; nothing if it is about none.
const reachedNow = (now) => {
  if (chosen.length === 2) return new Set(chosen.map((network) => network.name));
  if (now === null) return null;
  return new Set([...now.reached.values()].flatMap((group) => group.networks.map((network) => network.name)).concat(chosen[0].name));
};

// Returns the pairs of regions whose limits carry what is chosen.
const wayRegions = (now) => {
  const [one, two] = chosen;
  if (two) return new Set([[one.region, two.region].sort().join("|")]);
  return new Set([...now.reached.keys()].map((region) => [one.region, region].sort().join("|")));
};

const paintNetworks = (fits) => {
  for (const { element, network } of parts.filter((each) => each.network)) {
    const isChosen = chosen.some((each) => each.name === network.name);
    element.classList.toggle("faded", !isChosen && !fits(network));
    element.classList.toggle("reached", chosen.length === 1 && !isChosen && fits(network));
    element.classList.toggle("chosen", isChosen);
  }
};

const paintLimits = (ways) => {
  const home = chosen.length > 0 ? placeOf(chosen[0]).network.panel : null;
  for (const part of parts.filter((each) => !each.network)) {
    const carries = Boolean(part.link && part.panel === home && ways?.has(part.link.ends.join("|")));
    part.element.classList.toggle("chosen", other === part || carries);
    part.element.classList.toggle("faded", Boolean(part.link) && ((ways !== null && !carries) || (hits !== null && !hits.has(part.key))));
  }
  for (const tile of tiles.filter((each) => !each.region)) {
    const narrowed = chosen.length > 0 || isFiltered();
    const isNamed = tile.parts.some((part) => part.element.classList.contains("chosen") || hits?.has(part.key)) || Boolean(hits?.has(tile.key));
    tile.element.classList.toggle("faded", narrowed && !isNamed && other !== tile.part);
  }
};

const paintRegions = (fits, now) => {
  const narrowed = chosen.length > 0 || isFiltered();
  for (const tile of tiles.filter((each) => each.region)) {
    const all = tile.region.networks, some = all.filter(fits);
    const answer = now && wayTo(tile, placeOf(chosen[0]), now);
    tile.element.classList.toggle("faded", narrowed && some.length === 0);
    tile.element.classList.toggle("reached", chosen.length > 0 && some.length > 0);
    const beside = answer ? amountOf(answer) : `${all.length}`;
    tile.element.querySelector(".called").replaceWith(regionName(tile.placed, beside));
    tile.element.querySelector(".face")?.remove();
    const said = narrowed ? `${some.length} of ${all.length}` : undefined;
    tile.element.append(regionFace(tile.placed, some.length > 0 ? some : all, data.accounts, said, answer ? amountOf(answer) : ""));
  }
};

const paint = () => {
  const now = around();
  const reached = reachedNow(now);
  const fits = (network) => passes(network) && (reached === null || reached.has(network.name));
  paintNetworks(fits);
  paintLimits(chosen.length === 0 ? null : wayRegions(now));
  paintRegions(fits, now);
  drawLines(now);
  tell();
  show();
};

const choose = (part) => {
  if (!part || !part.network) [chosen, other] = [[], part ?? null];
  else if (chosen.length === 1 && chosen[0].name !== part.network.name) [chosen, other] = [[chosen[0], part.network], null];
  else if (chosen.length === 1) [chosen, other] = [[], null];
  else [chosen, other] = [[part.network], null];
  paint();
  remember();
};

const chooseOnly = (part) => {
  chosen = [];
  choose(part);
};

const goTo = (part) => {
  if (part.network || part.link) centre(part.frame, part.scale);
  else fitLegibly(part.frame, part.scale ?? 1, LEGIBLE + 1);
};

const look = () => {
  const words = search.value.toLowerCase().split(/\s+/).filter((word) => word !== "");
  const fits = (part) => !part.region && words.every((word) => part.title.toLowerCase().includes(word));
  hits = words.length === 0 ? null : new Set(parts.filter(fits).map((part) => part.key));
  stage.classList.toggle("searching", hits !== null);
  found.textContent = hits === null ? "" : `${hits.size} found`;
  [chosen, other] = [[], null];
  paint();
  if (hits?.size === 1) goTo(parts.find((part) => hits.has(part.key)));
};

const step = (list, by) => {
  if (list.length === 0) return;
  const present = chosen.length > 0 ? `network:${chosen[chosen.length - 1].name}` : other?.key;
  const from = list.findIndex((part) => part.key === present);
  const at = from < 0 ? (by > 0 ? 0 : list.length - 1) : (from + by + list.length) % list.length;
  chooseOnly(list[at]);
  goTo(list[at]);
  if (hits !== null) found.textContent = `${at + 1} of ${list.length}`;
};

// The parts to step through: each network once.
const unique = (some) => [...new Map(some.map((part) => [part.key, part])).values()];
const networkParts = () => unique(parts.filter((part) => part.network && passes(part.network)));
const hitParts = () => unique(parts.filter((part) => hits?.has(part.key)));

// The address of the page says what is chosen, so that it can be sent to somebody.
const remember = () => {
  const words = new URLSearchParams();
  if (chosen[0]) words.set("network", chosen[0].name);
  if (chosen[1]) words.set("to", chosen[1].name);
  if (other) words.set("part", other.key);
  filters.forEach(({ name, element }) => { if (element.value !== "") words.set(name, element.value); });
  if (search.value !== "") words.set("search", search.value);
  const text = words.toString();
  if (`#${text}` === location.hash || (text === "" && location.hash === "")) return;
  history.replaceState(null, "", text === "" ? location.pathname + location.search : `#${text}`);
};

const recall = () => {
  const words = new URLSearchParams(location.hash.slice(1));
  filters.forEach(({ name, element }) => { element.value = words.get(name) ?? ""; });
  filters.forEach(({ element }) => { if (element.selectedIndex < 0) element.value = ""; });
  search.value = words.get("search") ?? "";
  look();
  const named = (name) => parts.find((part) => part.network?.name === name);
  const [one, two, part] = [named(words.get("network")), named(words.get("to")), parts.find((each) => each.key === words.get("part"))];
  chosen = [one, two].filter(Boolean).map((each) => each.network);
  other = chosen.length > 0 ? null : part ?? null;
  paint();
  if (one && two) fitBoth(placeOf(one.network).tile, placeOf(two.network).tile);
  else if (one) goTo(placeOf(one.network));
  else if (part) goTo(part);
};

const fitBoth = ({ frame: one }, { frame: two }) => {
  const [x, y] = [Math.min(one.x, two.x), Math.min(one.y, two.y)];
  const [right, bottom] = [Math.max(one.x + one.width, two.x + two.width), Math.max(one.y + one.height, two.y + two.height)];
  fit({ x, y, width: right - x, height: bottom - y });
};
