// The window on the picture: what of it is seen, and which tiles are near enough to be read.
const stage = find("stage");
const canvas = stage.querySelector("svg");
let sheet = null, view = null, tiles = [], labels = [];

const zoomOf = () => stage.clientWidth / view.width;

const show = () => {
  const zoom = zoomOf();
  canvas.setAttribute("viewBox", [view.x, view.y, view.width, view.height].join(" "));
  for (const tile of tiles) tile.element.classList.toggle("open", tile.scale * zoom * 12 >= LEGIBLE);
  for (const label of labels) label.element.setAttribute("transform", `translate(${label.x} ${label.y}) scale(${1 / zoom})`);
};

// Shows a frame as large as the window allows.
const fit = (frame) => {
  const [width, height] = [stage.clientWidth, stage.clientHeight];
  const zoom = Math.min(width / (frame.width * 1.04), height / (frame.height * 1.04));
  view = { width: width / zoom, height: height / zoom };
  view.x = frame.x + frame.width / 2 - view.width / 2;
  view.y = frame.y + frame.height / 2 - view.height / 2;
  show();
};

// Shows everything; on a narrow window everything beside one another, from the top.
const fitWhole = () => {
  const isTall = stage.clientWidth < NARROW && sheet.height / sheet.width > stage.clientHeight / stage.clientWidth;
  const height = isTall ? (sheet.width * stage.clientHeight) / stage.clientWidth : sheet.height;
  fit({ x: 0, y: 0, width: sheet.width, height });
};
const move = (x, y) => { view.x += x; view.y += y; show(); };

const zoomBy = (factor, point) => {
  const most = Math.max(sheet.width, sheet.height) * 4;
  const width = Math.min(Math.max(view.width * factor, 60), most);
  const by = width / view.width;
  const fixed = point ?? { x: view.x + view.width / 2, y: view.y + view.height / 2 };
  view = { x: fixed.x - (fixed.x - view.x) * by, y: fixed.y - (fixed.y - view.y) * by, width, height: view.height * by };
  show();
};

// Shows a frame near enough that texts of this scale can be read, from its upper left corner if it is larger than the window.
const fitLegibly = (frame, scale, size) => {
  fit(frame);
  const least = size / (12 * scale);
  if (zoomOf() >= least) return;
  view.width = stage.clientWidth / least;
  view.height = stage.clientHeight / least;
  view.x = frame.width > view.width ? frame.x - view.width * 0.02 : frame.x + frame.width / 2 - view.width / 2;
  view.y = frame.height > view.height ? frame.y - view.height * 0.02 : frame.y + frame.height / 2 - view.height / 2;
  show();
};

// Brings a small part to the middle, near enough to be read and never farther away than now.
const centre = (frame, scale) => {
  const zoom = Math.max(zoomOf(), 14 / (12 * scale));
  view = { width: stage.clientWidth / zoom, height: stage.clientHeight / zoom };
  // The picture fills the window where it is larger.
  const clamped = (middle, seen, all) => (seen >= all ? (all - seen) / 2 : Math.min(Math.max(middle - seen / 2, -seen * 0.02), all - seen * 0.98));
  view.x = clamped(frame.x + frame.width / 2, view.width, sheet.width);
  view.y = clamped(frame.y + frame.height / 2, view.height, sheet.height);
  show();
};

const toPicture = (x, y) => new DOMPoint(x, y).matrixTransform(canvas.getScreenCTM().inverse());
