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
  const pad = tile.width * 0.03;
  const box = { width: Math.max(60, ...region.networks.map(chipWidth)), height: CHIP.height };
  const below = (head, foot) => packed(region.networks.length, box, CHIP.gap, { x: x + pad, y: y + head, width: tile.width - 2 * pad, height: tile.height - head - foot - pad }, tile.height / 5 / CHIP.height);
  // The name of an open region and its router are no larger than goes with its networks: many networks need the room.
  const line = CHIP.height * below(tile.height * 0.16, tile.height * 0.08).scale;
  const head = Math.min(tile.height * 0.16, line * 2.2), foot = region.router ? Math.min(tile.height * 0.08, line * 1.1) : 0;
  const grid = below(head, foot);
  return { region, frame, head, foot, pad, scale: grid.scale, chips: region.networks.map((network, index) => ({ network, ...grid.place(index), ...box })) };
};

const placePackage = (item, x, y, tile) => {
  const frame = { x, y, ...tile };
  const pad = tile.width * 0.03, head = tile.height * 0.66;
  const inner = { x: x + pad, y: y + head, width: tile.width - 2 * pad, height: tile.height - head - pad };
  const box = { width: Math.max(100, ...item.links.map(rowWidth)), height: ROW.height };
  const grid = packed(item.links.length, box, ROW.gap, inner, tile.height / 5 / ROW.height);
  return { item, frame, head, pad, scale: grid.scale, rows: item.links.map((link, index) => ({ link, ...grid.place(index), ...box })) };
};

// Puts each area into the first row with room for it, so that few rows have gaps.
const rowsOf = (areas, perRow) => {
  const rows = [];
  for (const area of areas) {
    const across = Math.min(area.regions.length, perRow), down = Math.ceil(area.regions.length / across);
    const row = rows.find((each) => each.down === down && each.used + across <= perRow);
    if (row === undefined) rows.push({ down, used: across, areas: [{ area, across }] });
    else {
      row.used += across;
      row.areas.push({ area, across });
    }
  }
  return rows;
};

// Places a panel whose rows have this number of tiles: the areas side by side, then the packages.
const placePanel = (panel, tile, perRow, larger) => {
  const gap = tile.width * 0.05, head = tile.height * 0.3 * larger, label = tile.height * 0.15 * larger;
  const areas = [], regions = [];
  let y = head + gap * 0.5, right = 0;
  for (const row of rowsOf(panel.areas, perRow)) {
    let x = gap;
    for (const { area, across } of row.areas) {
      const frame = { x, y, width: across * (tile.width + gap) + gap, height: label + row.down * (tile.height + gap) };
      areas.push({ name: area.name, frame, label });
      area.regions.forEach((region, index) => regions.push(placeRegion(region, x + gap + (index % across) * (tile.width + gap), y + label + Math.floor(index / across) * (tile.height + gap), tile)));
      x += frame.width + gap;
    }
    right = Math.max(right, x);
    y += label + row.down * (tile.height + gap) + gap;
  }
  const across = Math.max(1, Math.min(panel.packages.length, Math.floor((right - gap) / (tile.width + gap))));
  const low = { width: (right - gap) / Math.max(across, Math.floor((right - gap) / (tile.width + gap))) - gap, height: tile.height * 0.4 * larger };
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

// On a narrow window at most two tiles stand beside one another, the panels below one another, and the reader moves down.
const NARROW = 600;
const WIDE = { shapes: [0.9, 1.2, 1.5, 1.9, 2.4], perRow: 12, panels: 12 };
const PHONE = { shapes: [1.5], perRow: 2, panels: 1 };
// Tiles of this height in pixels, or less, have larger titles for their size.
const TALL = 110;

// Returns the arrangement whose tiles are the largest in the window.
const layout = (panels, window) => {
  const first = arranged(panels, window, 1);
  const larger = Math.min(2, TALL / Math.max(1, first.tall));
  return larger > 1 ? arranged(panels, window, larger) : first;
};

const arranged = (panels, window, larger) => {
  const isNarrow = window.width < NARROW, most = isNarrow ? PHONE : WIDE;
  const room = { width: window.width, height: isNarrow ? Infinity : window.height };
  const regions = panels.flatMap((panel) => panel.areas.flatMap((area) => area.regions));
  const longest = Math.max(1, ...panels.map((panel) => panel.areas.reduce((sum, area) => sum + area.regions.length, 0)));
  let best = null;
  for (const shape of most.shapes) {
    const tile = tileSize(regions, shape);
    const gap = tile.width * 0.1;
    for (let perRow = isNarrow ? Math.min(longest, most.perRow) : 1; perRow <= Math.min(longest, most.perRow); perRow += 1) {
      const placed = panels.map((panel) => placePanel(panel, tile, perRow, larger));
      const widest = Math.max(...placed.map((panel) => panel.width));
      for (let across = 1; across <= Math.min(panels.length, most.panels); across += 1) {
        const sheet = shelves(placed, across * (widest + gap), gap);
        const scale = Math.min(room.width / sheet.width, room.height / sheet.height);
        const area = scale ** 2.5 * tile.width ** 1.5 * tile.height;
        if (best === null || area > best.area * 1.001) best = { ...sheet, area, tall: scale * tile.height };
      }
    }
  }
  return best ?? { panels: [], width: 100, height: 100, tall: TALL };
};
