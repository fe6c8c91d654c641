// Runs vectors.json against the phone's evaluator. Used by run_vectors.mjs under node and by the browser test.

// check gives one line for each vector that the evaluator answers wrongly. phone holds evaluate, toText and grow, table.
export function check(phone, data, trees) {
  const failures = [];
  for (const v of data.vectors) {
    if (v.syntax) continue; // refused by the server's parser, never sent
    const wrong = verdict(phone, data, v, trees[v.id]);
    if (wrong) failures.push(v.id + ' ' + v.expr.slice(0, 200) + ': ' + wrong);
  }
  return failures;
}

function verdict(phone, data, v, tree) {
  if (tree === undefined) return 'no tree; run go test -update';
  let got;
  try {
    const ctx = context(phone, data, v),
      { path, repeat } = v.offered || {};
    got = path ? phone.offered(ctx, { path: path.slice(1).split('/'), repeat }, tree) : phone.evaluate(tree, ctx);
  } catch (e) {
    return e.code === v.error ? '' : 'error ' + (e.code || e.stack) + ', want ' + (v.error || JSON.stringify(v.want));
  }
  if (v.error) return JSON.stringify(phone.toText(got)) + ', want error ' + v.error;
  const type = Array.isArray(got) ? 'nodes' : typeof got;
  return type === v.want.type && fits(phone, got, v.want.value)
    ? ''
    : type + ' ' + JSON.stringify(phone.toText(got)) + ', want ' + JSON.stringify(v.want);
}

function fits(phone, got, want) {
  if (Array.isArray(want)) return JSON.stringify(got.map(n => phone.toText([n]))) === JSON.stringify(want);
  if (typeof want === 'number') return got === want || Math.abs(got - want) <= 1e-12 * Math.abs(want);
  if (typeof got === 'number') return phone.toText(got) === want;
  return got === want;
}

// context builds what a vector is evaluated in; a fresh tree each time.
export function context(phone, data, v) {
  const root = phone.grow(data.tree),
    instances = {},
    paths = {};
  for (const name of Object.keys(data.instances))
    instances[name] = phone.table(data.instances[name].columns, data.instances[name].rows);
  const walk = (n, path) => {
    paths[n.name] = paths[n.name] || path + '/' + n.name;
    for (const c of n.children) walk(c, path + '/' + n.name);
  };
  walk(root, '');
  let draws = 0;
  return {
    node: v.lookup ? null : find(root, v.context),
    resolve: name => paths[name],
    lookup: v.lookup && (name => v.lookup[name]),
    instances,
    choiceLabel: (n, code) => (data.labels[n.name] || {})[code],
    now: () => Date.parse(data.now),
    offset: data.offset,
    started: v.started && Date.parse(v.started),
    random: () => v.rand[draws++],
    uuid: () => data.uuid,
    version: data.version,
    names: data.names[v.language || ''],
    maxSteps: v.steps,
    maxBytes: v.bytes,
  };
}

function find(root, path) {
  let n = root;
  for (const part of (path || '').split('/').slice(2)) {
    const [, name, at] = /^([^[]+)(?:\[(\d+)\])?$/.exec(part);
    n = n.children.filter(c => c.name === name)[(at || 1) - 1];
  }
  return n;
}
