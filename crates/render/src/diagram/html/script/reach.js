// Answers who can talk to whom, from what is in the way of single networks, of regions, and of what route maps keep back.
const sentence = (text, names) => text.replace(/\{(\w+)\}/g, (whole, name) => names[name] ?? whole);

const between = (state, one, other) => {
  const regions = state.cens[state.networks[one.name].cen]?.regions ?? {};
  return regions[[one.region, other.region].sort().join("|")];
};

// What the route maps keep from one of the two, in both directions.
const routeMaps = (state, one, other) =>
  state.route_maps.flatMap((map) =>
    [[one, other], [other, one]]
      .filter(([from, to]) => map.sources.has(from.name) && map.targets.has(to.name))
      .map(([from, to]) => ({ blocks: map.blocks, text: sentence(map.text, { from: from.name, to: to.name }) })),
  );

const onOneCen = (state, one, other) => {
  const [here, there] = [state.networks[one.name], state.networks[other.name]];
  const way = one.region === other.region ? null : between(state, one, other);
  const maps = routeMaps(state, one, other);
  const obstacles = [
    ...(way?.obstacles ?? []),
    ...here.obstacles.map((each) => each.text),
    // What the two do to each other is said once.
    ...there.obstacles.filter((each) => each.other !== one.name).map((each) => each.text),
    ...maps.filter((map) => map.blocks).map((map) => map.text),
  ];
  const notes = [...here.notes, ...there.notes, ...(state.cens[here.cen]?.notes ?? []), ...maps.filter((map) => !map.blocks).map((map) => map.text)];
  return { cen: here.cen, mbps: way?.mbps ?? null, package: way?.package ?? null, obstacles, notes: [...new Set(notes)] };
};

// Says what is in the way of two networks in a state; nothing in the way means that they can talk.
const reach = (state, one, other) => {
  const [here, there] = [state.networks[one.name], state.networks[other.name]];
  const lacks = (wanting, text) => [one, other].filter(wanting).map((each) => sentence(text, { one: each.name }));
  const blocked = (obstacles) => ({ cen: null, mbps: null, package: null, obstacles, notes: [] });
  if (!here || !there) return blocked(lacks((each) => !state.networks[each.name], data.sentences.not_made));
  if (here.cen === null || there.cen === null) return blocked(lacks((each) => state.networks[each.name].cen === null, data.sentences.not_attached));
  if (here.cen !== there.cen) return blocked([sentence(data.sentences.two_cens, { one: here.cen, other: there.cen })]);
  return onOneCen(state, one, other);
};

// Groups what one network reaches and does not reach, by region and reason.
const surroundings = (state, one, networks) => {
  const reached = new Map(), blocked = new Map();
  const add = (groups, key, other, answer) => {
    const group = groups.get(key) ?? { regions: new Map(), networks: [], answer };
    group.networks.push(other);
    group.regions.set(other.region, (group.regions.get(other.region) ?? 0) + 1);
    groups.set(key, group);
  };
  for (const other of networks) {
    if (other.name === one.name) continue;
    const answer = reach(state, one, other);
    if (answer.obstacles.length === 0) add(reached, other.region, other, answer);
    else add(blocked, answer.obstacles[0].split(other.name).join("…"), other, answer);
  }
  return { reached, blocked };
};
