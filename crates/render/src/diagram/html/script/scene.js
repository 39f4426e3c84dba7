// Draws what the layout has placed. A tile has two faces: counts when it is small on the screen, its networks or limits when they can be read.
const LEGIBLE = 8.5;

const rectangle = (frame, radius, more) => svg("rect", { x: frame.x, y: frame.y, width: Math.max(0, frame.width), height: Math.max(0, frame.height), rx: radius, ...more });

const badge = (account, x, y, scale) => svg("g", { transform: `translate(${x} ${y}) scale(${scale})` }, svg("path", { class: `account ${account.class}`, d: account.shape }));

// Counts the networks of a tile by account or mark, those that pass the filters only.
const tally = (networks, by) => {
  const counts = new Map();
  for (const network of networks) counts.set(by(network), (counts.get(by(network)) ?? 0) + 1);
  return counts;
};

const chip = (placed, scale, accounts) => {
  const { network, x, y, width } = placed;
  const right = width - 6;
  return svg(
    "g",
    { class: `network ${network.mark}`, "data-key": network.key, "data-name": network.name, transform: `translate(${x} ${y}) scale(${scale})` },
    rectangle({ x: 0, y: 0, width, height: CHIP.height }, 4, { class: "chip" }),
    badge(accounts[network.account], 12, 11, 1),
    svg("text", { class: "name", x: 23, y: 15 }, shorten(network.name, CHIP.longest)),
    network.sign ? svg("text", { class: "sign", x: right, y: 16 }, network.sign) : null,
    network.kind === "VPC" ? null : svg("text", { class: "kind", x: network.sign ? right - 14 : right, y: 15 }, network.kind),
  );
};

// The signs of a tile with their counts, such as +3.
const markCounts = (networks, frame) => {
  const marks = [...tally(networks.filter((network) => network.sign), (network) => network.mark)];
  const sign = (mark) => networks.find((network) => network.mark === mark).sign;
  const width = frame.width / Math.max(marks.length, 1);
  const text = ([mark, count], index) =>
    fitted(`${sign(mark)}${count}`, { x: frame.x + (index + 0.5) * width, y: frame.y + frame.height * 0.64, width, size: frame.height * 0.16, class: `count tally ${mark}` });
  return marks.map(text);
};

// A bar of the accounts of a tile, as long as their shares, with their signs and counts where there is room.
const owners = (networks, frame, pad, accounts) => {
  const width = frame.width - 2 * pad, unit = frame.height;
  let x = frame.x + pad;
  return [...tally(networks, (network) => network.account)].sort(([one], [other]) => one - other).flatMap(([account, count]) => {
    const part = (width * count) / networks.length;
    const bar = rectangle({ x, y: frame.y + unit * 0.7, width: part - pad * 0.15, height: unit * 0.06 }, 0, { class: `account ${accounts[account].class}` });
    const size = Math.min(unit * 0.13, width * 0.085), needed = size * 1.15 + lengthOf(`${count}`, size);
    const sign = badge(accounts[account], x + size * 0.5, frame.y + unit * 0.875, size * 0.08);
    const number = svg("text", { x: x + size * 1.08, y: frame.y + unit * 0.92, "font-size": size.toFixed(2), class: "soft" }, `${count}`);
    x += part;
    return part > needed ? [bar, sign, number] : [bar];
  });
};

// The face of a region seen from afar. `said` is what the present choice says of it, and `amount` what it exchanges with the region.
const regionFace = ({ region, frame, pad }, networks, accounts, said, amount) => {
  const text = said ?? counted(networks.length, "network", "networks");
  const width = frame.width - 2 * pad, centre = frame.x + frame.width / 2;
  const name = fitted(region.name, { x: frame.x + pad, y: frame.y + frame.height * 0.2, width, size: frame.height * 0.2, least: frame.height * 0.08, class: "strong" });
  const count = fitted(text, { x: centre, y: frame.y + frame.height * 0.45, width, size: frame.height * 0.19, class: "count" });
  const middle = { x: centre, y: frame.y + frame.height * 0.64, width, size: frame.height * 0.16 };
  const below = amount ? [fitted(amount, { ...middle, class: "count amount-of-region" })] : markCounts(networks, frame);
  return svg("g", { class: "face" }, name, count, ...below, ...owners(networks, frame, pad, accounts));
};

// The name of an open region, as wide as what stands beside it leaves room: its number of networks, or what it exchanges.
const regionName = ({ region, frame, head, pad }, beside) => {
  const size = head * 0.72, y = frame.y + head * 0.72, right = frame.x + frame.width - pad;
  const width = frame.width - 2 * pad - lengthOf(`${beside} `, size * 0.8);
  const name = fitted(region.name, { x: frame.x + pad, y, width, size, class: "strong" });
  return svg("g", { class: "called" }, name, svg("text", { class: "soft number", x: right, y, "font-size": (size * 0.8).toFixed(2) }, beside));
};

// The transit router of a region stands below its networks.
const routerOf = ({ region, frame, foot, pad }) =>
  region.router ? [svg("text", { class: "soft router", x: frame.x + pad, y: frame.y + frame.height - pad, "font-size": (foot * 0.92).toFixed(2) }, region.router)] : [];

const regionTile = (placed, accounts) => {
  const { region, frame } = placed;
  return svg(
    "g",
    { class: "region tile", "data-key": region.key, "data-name": region.name },
    rectangle(frame, frame.width * 0.02, { class: "card" }),
    svg("g", { class: "inside" }, regionName(placed, `${region.networks.length}`), ...placed.chips.map((each) => chip(each, placed.scale, accounts)), ...routerOf(placed)),
  );
};

const limitRow = ({ link, x, y, width }, scale) =>
  svg(
    "g",
    { class: `link ${link.mark}`, "data-key": link.key, "data-name": link.ends.join("/"), transform: `translate(${x} ${y}) scale(${scale})` },
    rectangle({ x: 0, y: 0, width, height: ROW.height }, 4, { class: "pill" }),
    svg("text", { x: 5, y: 14 }, link.ends.join(" – ")),
    svg("text", { class: "amount", x: width - 5, y: 14 }, link.text),
  );

const packageTile = (placed) => {
  const { item, frame, pad } = placed;
  const width = frame.width - 2 * pad, name = `${item.sign ? `${item.sign} ` : ""}${item.name}`;
  // Lines of a face: each has its share of the height, and its baseline.
  const lines = (...each) =>
    each.map(([text, baseline, share, kind]) => fitted(text, { x: kind === "count" ? frame.x + frame.width / 2 : frame.x + pad, y: frame.y + frame.height * baseline, width, size: frame.height * share, class: kind }));
  const bar = { x: frame.x + pad, y: frame.y + frame.height * 0.54, width, height: frame.height * 0.07 };
  return svg(
    "g",
    { class: `package tile ${item.mark}`, "data-key": item.key, "data-name": item.name },
    rectangle(frame, frame.width * 0.02, { class: "card" }),
    ...lines([name, 0.24, 0.24, "strong"], [item.usage, 0.47, 0.2, "soft"]),
    rectangle(bar, bar.height / 2, { class: "bar" }),
    rectangle({ ...bar, width: (width * Math.min(100, item.share)) / 100 }, bar.height / 2, { class: "filled" }),
    svg("g", { class: "face" }, ...lines([counted(item.links.length, "limit", "limits"), 0.87, 0.22, "count"])),
    svg("g", { class: "inside" }, ...placed.rows.map((row) => limitRow(row, placed.scale))),
  );
};

const panelHead = (placed, accounts) => {
  const { panel, head, gap, width } = placed;
  const size = head * 0.5, owner = panel.account;
  const left = owner === null ? gap : gap + size * 1.1;
  const networks = panel.areas.flatMap((area) => area.regions.flatMap((region) => region.networks)).length;
  const regions = panel.areas.flatMap((area) => area.regions).length;
  const called = fitted(panel.name, { x: left, y: head * 0.68, width: width - gap - left, size, class: "strong" });
  const room = width - 2 * gap - left - lengthOf(called.textContent, Number(called.getAttribute("font-size")));
  const inRegions = ` in ${counted(regions, "region", "regions")}`, all = counted(networks, "network", "networks");
  // What does not fit beside the name is left out: the tiles count too.
  const counts = [all + inRegions, all].find((text) => lengthOf(text, size * 0.5) <= room);
  return svg(
    "g",
    { class: `cen ${panel.mark}`, "data-key": panel.key, "data-name": panel.name },
    rectangle({ x: 0, y: 0, width, height: head }, 0, { class: "hit-area" }),
    owner === null ? null : badge(accounts[owner], gap + size * 0.4, head * 0.5, size / 14),
    called,
    counts ? fitted(counts, { x: width - gap, y: head * 0.66, width: room, size: size * 0.66, class: "soft number" }) : null,
  );
};

const panelGroup = (placed, accounts) =>
  svg(
    "g",
    { class: `panel ${placed.panel.mark}`, transform: `translate(${placed.at.x} ${placed.at.y})` },
    rectangle({ x: 0, y: 0, width: placed.width, height: placed.height }, placed.gap * 0.6, { class: "frame" }),
    panelHead(placed, accounts),
    ...placed.areas.flatMap(({ name, frame, label }) => [
      rectangle(frame, placed.gap * 0.5, { class: "area" }),
      fitted(name, { x: frame.x + placed.gap, y: frame.y + label * 0.76, width: frame.width - 2 * placed.gap, size: label * 0.68, class: "soft" }),
    ]),
    ...placed.regions.map((each) => regionTile(each, accounts)),
    ...placed.packages.map(packageTile),
  );
