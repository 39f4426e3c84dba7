// Places everything for a window of this size. All regions have tiles of one size, so that a region with few networks can be read from afar.
const CHIP = { height: 22, gap: 4, longest: 26 };
const ROW = { height: 20, gap: 6 };

const chipWidth = (network) => 34 + lengthOf(shorten(network.name, CHIP.longest), 12) + (network.kind === "VPC" ? 0 : lengthOf(network.kind, 10) + 6) + (network.sign ? 14 : 0);
const rowWidth = (link) => lengthOf(`${link.ends.join(" – ")}  ${link.text}`, 12) + 12;

// Puts boxes of one size into a frame as large as they fit, and returns the scale and a place for each.
const packed = (count, box, gap, frame, largest) => {
  let best = { scale: 0, columns: 1 };
  for (let columns = 1; columns <= count; columns += 1) {
    const rows = Math.ceil(count / columns);
    const scale = Math.min(frame.width / (columns * (box.width + gap) - gap), frame.height / (rows * (box.height + gap) - gap), largest);
    if (scale > best.scale + 1e-9) best = { scale, columns, rows };
  }
  const place = (index) => ({
    x: frame.x + Math.floor(index / best.rows) * (box.width + gap) * best.scale,
    y: frame.y + (index % best.rows) * (box.height + gap) * best.scale,
  });
  return { ...best, place };
};

// Returns the size of a tile of this shape in which the largest region has room.
const tileSize = (regions, shape) => {
  const area = (region) => region.networks.reduce((sum, network) => sum + (chipWidth(network) + CHIP.gap) * (CHIP.height + CHIP.gap), 0);
  const widest = Math.max(150, ...regions.flatMap((region) => region.networks.map(chipWidth)));
  const width = Math.max(widest * 1.15, Math.sqrt(Math.max(0, ...regions.map(area)) * shape) * 1.12, 210);
  return { width, height: Math.max(width / shape, 120) };
};

const placeRegion = (region, x, y, tile) => {
  const frame = { x, y, ...tile };
  const pad = tile.width * 0.03, head = tile.height * 0.16;
  const foot = region.router ? head * 0.5 : 0;
  const inner = { x: x + pad, y: y + head, width: tile.width - 2 * pad, height: tile.height - head - foot - pad };
  const box = { width: Math.max(60, ...region.networks.map(chipWidth)), height: CHIP.height };
  const grid = packed(region.networks.length, box, CHIP.gap, inner, tile.height / 5 / CHIP.height);
  return { region, frame, head, foot, pad, scale: grid.scale, chips: region.networks.map((network, index) => ({ network, ...grid.place(index), ...box })) };
};

const placePackage = (item, x, y, tile) => {
  const frame = { x, y, ...tile };
  const pad = tile.width * 0.03, head = tile.height * 0.6;
  const inner = { x: x + pad, y: y + head, width: tile.width - 2 * pad, height: tile.height - head - pad };
  const box = { width: Math.max(100, ...item.links.map(rowWidth)), height: ROW.height };
  const grid = packed(item.links.length, box, ROW.gap, inner, tile.height / 5 / ROW.height);
  return { item, frame, head, pad, scale: grid.scale, rows: item.links.map((link, index) => ({ link, ...grid.place(index), ...box })) };
};

// Places a panel whose rows have this number of tiles: the areas side by side, then the packages.
const placePanel = (panel, tile, perRow) => {
  const gap = tile.width * 0.05, head = tile.height * 0.3, label = tile.height * 0.15;
  const areas = [], regions = [];
  let x = gap, y = head + gap * 0.5, row = 0, used = 0, right = 0;
  for (const area of panel.areas) {
    const across = Math.min(area.regions.length, perRow), down = Math.ceil(area.regions.length / across);
    if (used > 0 && used + across > perRow) [x, y, row, used] = [gap, y + row + gap, 0, 0];
    const frame = { x, y, width: across * (tile.width + gap) + gap, height: label + down * (tile.height + gap) };
    areas.push({ name: area.name, frame, label });
    area.regions.forEach((region, index) => regions.push(placeRegion(region, x + gap + (index % across) * (tile.width + gap), y + label + Math.floor(index / across) * (tile.height + gap), tile)));
    x += frame.width + gap;
    [row, used, right] = [Math.max(row, frame.height), used + across, Math.max(right, x)];
  }
  y += row + gap;
  const across = Math.max(1, Math.min(panel.packages.length, Math.floor((right - gap) / (tile.width + gap))));
  const low = { width: (right - gap) / Math.max(across, Math.floor((right - gap) / (tile.width + gap))) - gap, height: tile.height * 0.4 };
  const packages = panel.packages.map((item, index) => placePackage(item, gap + (index % across) * (low.width + gap), y + Math.floor(index / across) * (low.height + gap), low));
  y += Math.ceil(packages.length / across) * (low.height + gap);
  return { panel, areas, regions, packages, head, gap, width: Math.max(right, tile.width + 2 * gap), height: y };
};

// Places the panels in rows of at most this width.
const shelves = (panels, width, gap) => {
  let x = 0, y = 0, row = 0, right = 0;
  const placed = panels.map((panel) => {
    if (x > 0 && x + panel.width > width) [x, y, row] = [0, y + row + gap, 0];
    const at = { x, y };
    x += panel.width + gap;
    [row, right] = [Math.max(row, panel.height), Math.max(right, x - gap)];
    return { ...panel, at };
  });
  return { panels: placed, width: right, height: y + row };
};

// On a narrow window the panels stand below one another, and the reader moves down.
const NARROW = 600;

// Returns the arrangement whose tiles are the largest in the window.
const layout = (panels, window) => {
  const isNarrow = window.width < NARROW;
  const room = { width: window.width, height: window.height * (isNarrow ? Math.max(1, panels.length) : 1) };
  const regions = panels.flatMap((panel) => panel.areas.flatMap((area) => area.regions));
  const most = Math.max(1, ...panels.map((panel) => panel.areas.reduce((sum, area) => sum + area.regions.length, 0)));
  let best = null;
  for (const shape of [0.9, 1.2, 1.5, 1.9]) {
    const tile = tileSize(regions, shape);
    const gap = tile.width * 0.1;
    for (let perRow = 1; perRow <= Math.min(most, 12); perRow += 1) {
      const placed = panels.map((panel) => placePanel(panel, tile, perRow));
      const widest = Math.max(...placed.map((panel) => panel.width));
      for (let across = 1; across <= (isNarrow ? 1 : Math.min(panels.length, 12)); across += 1) {
        const sheet = shelves(placed, across * (widest + gap), gap);
        const scale = Math.min(room.width / sheet.width, room.height / sheet.height);
        const area = scale * scale * tile.width * tile.height;
        if (best === null || area > best.area * 1.001) best = { ...sheet, area };
      }
    }
  }
  return best ?? { panels: [], width: 100, height: 100 };
};
