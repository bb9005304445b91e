// @ts-check
import * as api from "./api.js";

/** Windows close by the hour: nobody needs this every two seconds. */
const EVERY = 15_000;
const ALERTS = 50;
const WINDOWS = 60;

/**
 * What was asked, each for itself: the last answer, and why the last question had none.
 *
 * @template T
 * @typedef {object} Answer
 * @property {T | undefined} value undefined until the first answer
 * @property {string} problem
 */

/**
 * @typedef {object} Watch
 * @property {string} model
 * @property {Answer<any[]>} open alerts of all models
 * @property {Answer<any[]>} alerts
 * @property {Answer<{plan: any, windows: any[], last: any}>} data
 * @property {Answer<any>} performance
 * @property {Answer<any>} health
 * @property {Map<string, string>} refusals why an answer to an alert was refused, by the alert's id
 * @property {Set<string>} busy alerts that are being answered
 * @property {{metric?: string, version?: number}} chosen
 * @property {number} asked when, as Date.now has it
 */

/** @returns {Answer<any>} */
const nothingYet = () => ({ value: undefined, problem: "" });

/** @param {string} model @returns {Watch} */
export const unwatched = (model) => ({
  model,
  open: nothingYet(),
  alerts: nothingYet(),
  data: nothingYet(),
  performance: nothingYet(),
  health: nothingYet(),
  refusals: new Map(),
  busy: new Set(),
  chosen: {},
  asked: 0,
});

/** Asks when it is time to. One question that fails or takes long holds up no other. @param {Watch} watch @param {() => void} draw */
export async function watch(watch, draw) {
  if (watch.model === "" || Date.now() - watch.asked < EVERY) {
    return;
  }
  watch.asked = Number.POSITIVE_INFINITY;
  const { model } = watch;
  await Promise.all([
    into(watch.open, api.unresolved(), draw),
    into(watch.alerts, api.alerts(model, ALERTS), draw),
    into(watch.data, dataOf(model), draw),
    into(watch.performance, api.performance(model), draw),
    into(watch.health, api.health(model), draw),
  ]);
  watch.asked = Date.now();
}

/** @template T @param {Answer<T>} answer @param {Promise<T>} asked @param {() => void} draw */
async function into(answer, asked, draw) {
  try {
    answer.value = await asked;
    answer.problem = "";
  } catch (error) {
    answer.problem = error instanceof TypeError ? "The server does not answer." : String(/** @type {Error} */ (error).message);
  }
  draw();
}

/** @param {string} model */
async function dataOf(model) {
  const [plan, windows] = await Promise.all([api.monitors(model), api.windows(model, WINDOWS)]);
  const newest = windows.at(-1);
  return { plan, windows, last: newest ? await api.window(model, newest.id) : null };
}

/** Alerts of a model that nobody has in hand. @param {Watch} watch @param {string} model */
export const waiting = (watch, model) =>
  (watch.open.value ?? []).filter((each) => each.model === model && (each.state === "open" || each.state === "escalated")).length;
