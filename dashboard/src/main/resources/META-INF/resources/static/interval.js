// @ts-check
import { html, svg, nothing } from "./lib.js";
import { signed } from "./format.js";

/**
 * Draws how much better the challenger is, with its interval: left of the line worse, right of it better, the band
 * around it what counts as equal.
 *
 * @param {any} metric @param {number} margin 0 for none @param {number} reach largest value to be shown, either way
 */
export function interval(metric, margin, reach) {
  const known = metric.low !== null && metric.low !== undefined && metric.high !== null && metric.high !== undefined;
  /** @param {number} value */
  const at = (value) => 50 + 48 * Math.max(-1, Math.min(1, value / reach));
  const tone = !known ? "thin" : metric.low > 0 ? "good" : metric.high < 0 ? "bad" : "open";
  const spoken = `Difference ${signed(metric.difference)}${known ? `, interval ${signed(metric.low)} to ${signed(metric.high)}` : ", no interval yet"}; right of zero is better`;
  return html`
    <svg class="interval ${tone}" role="img" aria-label=${spoken}>
      ${margin > 0
        ? svg`<rect class="margin" x="${at(-margin)}%" width="${at(margin) - at(-margin)}%" y="3" height="22" rx="2" />`
        : nothing}
      <line class="rail" x1="2%" x2="98%" y1="14" y2="14" />
      <line class="zero" x1="50%" x2="50%" y1="3" y2="25" />
      ${known
        ? svg`<rect class="range" x="${at(metric.low)}%" width="${Math.max(0.8, at(metric.high) - at(metric.low))}%" y="10.5" height="7" rx="3.5" />`
        : nothing}
      <circle class="point" cx="${at(metric.difference)}%" cy="14" r="5" />
    </svg>
  `;
}

/** A reach that shows every interval whole, but no wider than ten times what is there. @param {any[]} metrics @param {number} margin */
export function reach(metrics, margin) {
  const ends = metrics.flatMap((metric) => [metric.low ?? metric.difference, metric.high ?? metric.difference, metric.difference]);
  return Math.max(1e-9, 1.4 * margin, ...ends.map((end) => 1.12 * Math.abs(end)));
}
