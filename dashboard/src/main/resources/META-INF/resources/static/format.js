// @ts-check
const integer = new Intl.NumberFormat("en", { maximumFractionDigits: 0 });
const clock = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit", second: "2-digit" });
const calendar = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short" });
const minutes = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit" });

/** @param {number} value */
export const count = (value) => integer.format(value);

/** 12,300 is 12.3k: where room is short. @param {number} value */
export function short(value) {
  return value < 10_000 ? integer.format(value) : value < 1e6 ? `${(value / 1e3).toFixed(1)}k` : `${(value / 1e6).toFixed(1)}M`;
}

/** @param {number} value a second */
export const rate = (value) => (value < 10 ? value.toFixed(1) : integer.format(value));

/** Three significant digits. @param {number} value 0 to 1 */
export const percent = (value) => `${Number((100 * value).toPrecision(3))}%`;

/** Three significant digits. @param {number} value */
export const number = (value) => (value === 0 ? "0" : Math.abs(value) >= 1000 ? integer.format(value) : value.toPrecision(3));

/** @param {number} value */
export const signed = (value) => `${value > 0 ? "+" : value < 0 ? "−" : ""}${Math.abs(value).toFixed(4)}`;

/** @param {number} milliseconds */
export function latency(milliseconds) {
  if (milliseconds < 1) {
    return `${Math.round(1000 * milliseconds)} µs`;
  }
  return milliseconds < 1000 ? `${milliseconds.toPrecision(3)} ms` : `${(milliseconds / 1000).toFixed(1)} s`;
}

/** @param {number} seconds */
export function duration(seconds) {
  if (seconds < 1) {
    return `${Math.round(1000 * seconds)} ms`;
  }
  if (seconds < 120) {
    return `${seconds.toFixed(seconds < 10 ? 1 : 0)} s`;
  }
  return seconds < 7200 ? `${Math.round(seconds / 60)} min` : `${(seconds / 3600).toFixed(1)} h`;
}

/** @param {string} instant ISO 8601 */
export const time = (instant) => clock.format(new Date(instant));

/** @param {string} instant ISO 8601 */
export const day = (instant) => calendar.format(new Date(instant));

/** With its day. @param {string} instant ISO 8601 */
export const moment = (instant) => `${day(instant)}, ${minutes.format(new Date(instant))}`;

/** snake_case to words. @param {string} name */
export const words = (name) => name.replaceAll("_", " ");
