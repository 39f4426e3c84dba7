"use strict";
(() => {
  const find = (id) => document.getElementById(id);
  const stage = find("stage"), details = find("details"), search = find("search"), found = find("found");
  const svg = stage.querySelector("svg");
  const whole = svg.viewBox.baseVal;
  const size = { width: whole.width, height: whole.height };
  let view = { x: 0, y: 0, ...size };
  const parts = [...svg.querySelectorAll("[data-key]")].filter((part) => part.dataset.key !== "");
  const networks = parts.filter((part) => part.classList.contains("network"));
  // A title is kept as data: the page shows it, and the browser's own bubble would cover the picture.
  const titles = new Map(parts.map((part) => [part, part.querySelector("title").textContent]));
  parts.forEach((part) => {
    part.querySelector("title").remove();
    part.setAttribute("role", "button");
    part.setAttribute("tabindex", "-1");
    part.setAttribute("aria-label", titles.get(part).split("\n").join(", "));
  });
  svg.setAttribute("role", "group");
  let chosen = [], hits = [], at = -1;

  const show = () => svg.setAttribute("viewBox", [view.x, view.y, view.width, view.height].join(" "));
  // How many units of the picture one pixel of the screen is.
  const scale = () => Math.max(view.width / stage.clientWidth, view.height / stage.clientHeight);
  const move = (x, y) => { view.x += x; view.y += y; show(); };
  const fit = () => { view = { x: 0, y: 0, ...size }; show(); };

  const zoom = (factor, point) => {
    const width = Math.min(Math.max(view.width * factor, 120), size.width * 4);
    const by = width / view.width;
    const fixed = point ?? { x: view.x + view.width / 2, y: view.y + view.height / 2 };
    view = { x: fixed.x - (fixed.x - view.x) * by, y: fixed.y - (fixed.y - view.y) * by, width, height: view.height * by };
    show();
  };

  const toPicture = (event) => new DOMPoint(event.clientX, event.clientY).matrixTransform(svg.getScreenCTM().inverse());

  const tell = (part) => { details.textContent = part ? titles.get(part) : "Point at something, or search."; };

  const choose = (some, scroll) => {
    chosen.forEach((part) => part.classList.remove("chosen"));
    chosen = some;
    chosen.forEach((part) => part.classList.add("chosen"));
    tell(chosen[0]);
    if (chosen.length > 0 && scroll) centre(chosen[0]);
  };

  const centre = (part) => {
    const box = part.getBBox();
    // Near enough to be read, and never farther away than now.
    const width = Math.min(view.width, Math.max(stage.clientWidth, box.width * 1.3));
    view.height *= width / view.width;
    view.width = width;
    view.x = box.x + box.width / 2 - view.width / 2;
    // Of what is higher than the window the head is shown.
    view.y = box.height > view.height ? box.y - 40 : box.y + box.height / 2 - view.height / 2;
    show();
  };

  const look = () => {
    const words = search.value.toLowerCase().split(/\s+/).filter((word) => word !== "");
    hits = words.length === 0 ? [] : parts.filter((part) => !part.classList.contains("region") && words.every((word) => titles.get(part).toLowerCase().includes(word)));
    at = -1;
    stage.classList.toggle("searching", words.length > 0);
    parts.forEach((part) => part.classList.toggle("hit", hits.includes(part)));
    found.textContent = words.length === 0 ? "" : `${hits.length} found`;
    choose([], false);
  };

  const step = (list, by) => {
    if (list.length === 0) return;
    const from = list.indexOf(chosen[0]);
    at = from < 0 ? (by > 0 ? 0 : list.length - 1) : (from + by + list.length) % list.length;
    choose([list[at]], true);
    if (list === hits) found.textContent = `${at + 1} of ${hits.length}`;
  };

  const partOf = (event) => parts.find((part) => part.contains(event.target));
  let held = null;
  stage.addEventListener("pointerdown", (event) => { held = { x: event.clientX, y: event.clientY, moved: false }; });
  addEventListener("pointermove", (event) => {
    if (!held) return;
    const [x, y] = [event.clientX - held.x, event.clientY - held.y];
    if (!held.moved && Math.hypot(x, y) < 4) return;
    stage.classList.add("moving");
    const by = scale();
    move(-x * by, -y * by);
    held = { x: event.clientX, y: event.clientY, moved: true };
  });
  addEventListener("pointerup", (event) => {
    if (held && !held.moved && stage.contains(event.target)) {
      const part = partOf(event);
      choose(part ? [part] : [], false);
    }
    held = null;
    stage.classList.remove("moving");
  });
  stage.addEventListener("pointerover", (event) => { const part = partOf(event); if (part) tell(part); });
  stage.addEventListener("pointerout", () => tell(chosen[0]));
  stage.addEventListener("wheel", (event) => { event.preventDefault(); zoom(Math.exp(event.deltaY / 500), toPicture(event)); }, { passive: false });

  search.addEventListener("input", look);
  search.addEventListener("keydown", (event) => {
    if (event.key === "Enter") step(hits, event.shiftKey ? -1 : 1);
    if (event.key === "Escape") { search.value = ""; look(); choose([], false); stage.focus(); }
  });
  const keys = {
    "+": () => zoom(0.8), "=": () => zoom(0.8), "-": () => zoom(1.25), 0: fit,
    n: () => step(networks, 1), p: () => step(networks, -1),
    ArrowLeft: () => move(-60 * scale(), 0), ArrowRight: () => move(60 * scale(), 0),
    ArrowUp: () => move(0, -60 * scale()), ArrowDown: () => move(0, 60 * scale()),
    Escape: () => choose([], false),
  };
  addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target === search) return;
    if (event.key === "/") { event.preventDefault(); search.focus(); return; }
    if (event.target !== stage && event.key.startsWith("Arrow")) return;
    const act = keys[event.key];
    if (act) { event.preventDefault(); act(); }
  });
  find("closer").addEventListener("click", () => zoom(0.8));
  find("farther").addEventListener("click", () => zoom(1.25));
  find("whole").addEventListener("click", fit);
  document.querySelectorAll("[data-leads-to]").forEach((button) => button.addEventListener("click", () => {
    choose(parts.filter((part) => part.dataset.key === button.dataset.leadsTo), true);
  }));
})();
