// @ts-check
/**
 * @typedef {{time: number, series: Map<string, Series>}} Sample what /metrics said at a time (milliseconds)
 * @typedef {{model: string, version: number, role: string, count: number, errors: number, buckets: [number, number][]}} Series
 *   answered requests of a version in a role: how many, and how many at or under each bound in seconds
 */
const LATENCY = "understudy_request_seconds";
const ERRORS = "understudy_errors_total";
const LINE = /^([a-zA-Z_:][\w:]*)(?:\{(.*)\})? (\S+)/;
const LABEL = /(\w+)="((?:[^"\\]|\\.)*)"/g;

/** @param {string} text Prometheus' text format @param {number} time @returns {Sample} */
export function parse(text, time) {
  /** @type {Map<string, Series>} */
  const series = new Map();
  for (const line of text.split("\n")) {
    const found = line.startsWith("#") ? null : LINE.exec(line);
    if (!found || !(found[1].startsWith(LATENCY) || found[1] === ERRORS)) {
      continue;
    }
    const labels = Object.fromEntries([...(found[2] ?? "").matchAll(LABEL)].map(([, name, value]) => [name, value]));
    const id = `${labels.model}@${labels.version} ${labels.role}`;
    const into = series.get(id) ?? blank(labels);
    series.set(id, into);
    take(into, found[1], labels, Number(found[3]));
  }
  return { time, series };
}

/** @param {Record<string, string>} labels @returns {Series} */
const blank = (labels) => ({
  model: labels.model,
  version: Number(labels.version),
  role: labels.role ?? "",
  count: 0,
  errors: 0,
  buckets: [],
});

/** @param {Series} into @param {string} name @param {Record<string, string>} labels @param {number} value */
function take(into, name, labels, value) {
  if (name === `${LATENCY}_count`) {
    into.count += value;
  } else if (name === `${LATENCY}_bucket`) {
    into.buckets.push([labels.le === "+Inf" ? Infinity : Number(labels.le), value]);
  } else if (name === ERRORS) {
    into.errors += value;
  }
}

/**
 * What happened between two samples to a model's callers.
 *
 * @param {Sample} from @param {Sample} to @param {string} model
 * @returns {{rate: number, errors: number, p50: number | null, p99: number | null, versions: Map<number, number>}}
 *   requests a second in all and by version, errors a second, milliseconds
 */
export function between(from, to, model) {
  const seconds = Math.max((to.time - from.time) / 1000, 1e-3);
  /** @type {Map<number, number>} */
  const versions = new Map();
  /** @type {Map<number, number>} */
  const buckets = new Map();
  let errors = 0;
  for (const [id, now] of to.series) {
    if (now.model !== model || now.role === "shadow") {
      continue;
    }
    const before = from.series.get(id);
    versions.set(now.version, (versions.get(now.version) ?? 0) + Math.max(0, now.count - (before?.count ?? 0)) / seconds);
    errors += Math.max(0, now.errors - (before?.errors ?? 0)) / seconds;
    const earlier = new Map(before?.buckets ?? []);
    for (const [bound, count] of now.buckets) {
      buckets.set(bound, (buckets.get(bound) ?? 0) + count - (earlier.get(bound) ?? 0));
    }
  }
  const sorted = [...buckets].sort((a, b) => a[0] - b[0]);
  return {
    rate: [...versions.values()].reduce((a, b) => a + b, 0),
    errors,
    p50: quantile(sorted, 0.5),
    p99: quantile(sorted, 0.99),
    versions,
  };
}

/** Straight within a bucket, as PromQL does. @param {[number, number][]} buckets cumulative @param {number} share */
function quantile(buckets, share) {
  const total = buckets.at(-1)?.[1] ?? 0;
  if (total <= 0) {
    return null;
  }
  let lower = 0;
  let below = 0;
  for (const [bound, count] of buckets) {
    if (count >= share * total) {
      const within = count > below ? (share * total - below) / (count - below) : 1;
      return 1000 * (Number.isFinite(bound) ? lower + (bound - lower) * within : lower);
    }
    lower = bound;
    below = count;
  }
  return null;
}
