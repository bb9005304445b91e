// @ts-check
import { html, svg, nothing } from "./lib.js";
import { count, percent } from "./format.js";

const WIDTH = 180;
const HEIGHT = 40;
/** The least that is drawn of what is not nothing. */
const SEEN = 1;
/** Windows: as many have room, however few there are. */
const FEW = 30;

/**
 * What a window has in each bin, in front of what the reference has in it.
 *
 * @param {any} column of a window
 */
export function histogram(column) {
  const total = column.bins.reduce((/** @type {number} */ sum, /** @type {any} */ bin) => sum + bin.rows, 0);
  if (total === 0) {
    return html`<span class="quiet">no bins</span>`;
  }
  const bins = column.bins.map((/** @type {any} */ bin) => ({ name: bin.name, was: bin.expected, is: bin.rows / total }));
  const most = Math.max(...bins.flatMap((/** @type {any} */ bin) => [bin.was, bin.is]));
  const step = WIDTH / bins.length;
  /** @param {number} share */
  const tall = (share) => (share === 0 ? 0 : Math.max(SEEN, (HEIGHT * share) / most));
  const moved = bins.reduce((/** @type {any} */ a, /** @type {any} */ b) => (Math.abs(b.is - b.was) > Math.abs(a.is - a.was) ? b : a));
  const spoken = `${column.name} in ${bins.length} bins; most apart: ${moved.name} has ${percent(moved.is)}, in the reference ${percent(moved.was)}`;
  return html`
    <svg class="histogram" role="img" aria-label=${spoken} viewBox="0 0 ${WIDTH} ${HEIGHT}" preserveAspectRatio="none">
      ${bins.map((/** @type {any} */ bin, /** @type {number} */ i) => svg`
        <g>
          <title>${bin.name}: ${percent(bin.is)}, in the reference ${percent(bin.was)}</title>
          <rect class="room" x="${i * step}" y="0" width="${step}" height="${HEIGHT}" />
          <rect class="was" x="${i * step + 0.08 * step}" y="${HEIGHT - tall(bin.was)}" width="${0.84 * step}" height="${tall(bin.was)}" />
          <rect class="is" x="${i * step + 0.27 * step}" y="${HEIGHT - tall(bin.is)}" width="${0.46 * step}" height="${tall(bin.is)}" />
        </g>`)}
    </svg>
  `;
}

/** Rows of the last windows, each a bar. @param {any[]} windows earliest first */
export function sparkline(windows) {
  const rows = windows.map((each) => each.rows);
  const most = Math.max(1, ...rows);
  const step = WIDTH / Math.max(FEW, rows.length);
  const begin = WIDTH - step * rows.length;
  const spoken = `Rows of the last ${count(rows.length)} windows: least ${count(Math.min(...rows))}, most ${count(most)}, in the last ${count(rows.at(-1) ?? 0)}`;
  return rows.length < 2 ? nothing : html`
    <svg class="sparkline" role="img" aria-label=${spoken} viewBox="0 0 ${WIDTH} ${HEIGHT}" preserveAspectRatio="none">
      ${windows.map((each, i) => svg`
        <rect class=${each.rows === 0 ? "none" : ""} x="${begin + i * step}" width="${0.76 * step}"
          y="${HEIGHT - Math.max(SEEN, (HEIGHT * each.rows) / most)}" height="${Math.max(SEEN, (HEIGHT * each.rows) / most)}">
          <title>${each.id}: ${count(each.rows)} rows</title>
        </rect>`)}
    </svg>
  `;
}
