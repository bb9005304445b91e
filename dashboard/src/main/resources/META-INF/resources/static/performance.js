// @ts-check
import { html, nothing } from "./lib.js";
import "./performance-chart.js";
import { count, day, moment, number, percent, words } from "./format.js";

/** @typedef {import("./app.js").State} State */
/** @typedef {import("./page.js").Actions} Actions */

/** @type {Record<string, string>} how far an estimate may be trusted, and its tone */
const TRUSTED = { sound: "good", untested: "open", doubtful: "warn", useless: "bad" };

/** @param {State} state @param {any} model @param {Actions} actions */
export function performance(state, model, actions) {
  const { value, problem } = state.watch.performance;
  const shown = value ? chosenOf(value, model, state.watch.chosen) : null;
  return html`
    <section aria-labelledby="performance">
      <div class="section-head">
        <h2 id="performance">Performance</h2>
        ${shown ? choices(shown, actions) : nothing}
      </div>
      <div class="panel">
        ${problem ? html`<p class="wrong note" role="alert">${problem}</p>` : nothing}
        ${!value && !problem ? html`<p class="quiet note">Asking…</p>` : nothing}
        ${value && !shown
          ? html`<p class="quiet note">Not enough yet: nobody has answered in these days, or no truth is known.
              Send it: <code>./understudy label ${model.name} labels.csv</code></p>`
          : nothing}
        ${shown ? measured(value, shown) : nothing}
      </div>
    </section>
  `;
}

/** @typedef {{versions: number[], version: number, metrics: string[], metric: string, windows: any[]}} Shown */

/** What a person chose, else the champion by its first metric. @param {any} value @param {any} model @param {{metric?: string, version?: number}} chosen @returns {Shown | null} */
function chosenOf(value, model, chosen) {
  const versions = [...new Set(/** @type {number[]} */ (value.windows.map((/** @type {any} */ each) => each.version)))].sort((a, b) => a - b);
  const version = [chosen.version, model.champion, versions.at(-1)].find((each) => versions.includes(each));
  const windows = value.windows.filter((/** @type {any} */ each) => each.version === version && !each.group);
  const metrics = [...new Set(/** @type {string[]} */ (windows.flatMap((/** @type {any} */ each) => each.figures.map((/** @type {any} */ figure) => figure.metric))))];
  const metric = chosen.metric && metrics.includes(chosen.metric) ? chosen.metric : metrics[0];
  return version === undefined || metric === undefined ? null : { versions, version, metrics, metric, windows };
}

/** @param {Shown} shown @param {Actions} actions */
function choices({ versions, version, metrics, metric }, actions) {
  /** @param {Event} event */
  const chosen = (event) => /** @type {HTMLSelectElement} */ (event.target).value;
  return html`
    <div class="choices">
      ${versions.length > 1 ? html`
        <select aria-label="Version" @change=${(/** @type {Event} */ event) => actions.choose({ version: Number(chosen(event)) })}>
          ${versions.map((each) => html`<option value=${each} ?selected=${each === version}>@${each}</option>`)}
        </select>` : html`<span class="quiet">of @${version}</span>`}
      <select aria-label="Metric" @change=${(/** @type {Event} */ event) => actions.choose({ metric: chosen(event) })}>
        ${metrics.map((each) => html`<option value=${each} ?selected=${each === metric}>${words(each)}</option>`)}
      </select>
    </div>
  `;
}

/** @param {any} value @param {Shown} shown */
function measured(value, { version, metric, windows }) {
  const points = windows.map((window) => ({ window, figure: figureOf(window, metric) }));
  const known = points.findLast(({ window, figure }) => window.state === "mature" && figure?.realised)
    ?? points.findLast(({ figure }) => figure?.realised);
  const now = points.at(-1);
  const estimated = points.findLast(({ figure }) => figure?.estimated);
  const trust = value.trust.find((/** @type {any} */ each) => each.version === version && !each.group && each.metric === metric);
  return html`
    <dl class="figures">
      ${tile("Measured", known ? known.figure.realised : null, known ? `on ${day(known.window.from)}${known.window.state === "mature" ? "" : ", not enough yet"}` : "not enough yet")}
      ${tile("Estimated without labels", estimated ? estimated.figure.estimated : null,
        estimated ? `on ${day(estimated.window.from)}, by ${estimated.window.method}` : "no estimate")}
      <div><dt>Labels</dt><dd>${now ? percent(now.window.arrived) : "–"}</dd>
        <dd class="quiet">${now ? `of ${count(now.window.rows)} answers on ${day(now.window.from)} have come` : nothing}</dd></div>
      ${tile("One constant answer", known?.figure.constant === undefined || known.figure.constant === null ? null : { value: known.figure.constant }, "the baseline")}
    </dl>
    <performance-chart role="img" aria-label=${spoken(metric, points)} .points=${drawn(points)}></performance-chart>
    <div class="sentences">
      ${now && now.window.state !== "mature" ? html`<p>${now.window.sentence}</p>` : nothing}
      <p class="quiet">${value.maturity.sentence}</p>
      ${now ? html`<p class="quiet">${now.window.estimate}</p>` : nothing}
      ${trust ? html`<p class="quiet"><span class="verdict ${TRUSTED[trust.level] ?? "open"}">${trust.level}</span> ${trust.sentence}</p>` : nothing}
      ${value.remarks.map((/** @type {string} */ remark) => html`<p class="quiet">${remark}</p>`)}
    </div>
    <details class="note">
      <summary>Window by window</summary>
      ${table(metric, points)}
    </details>
  `;
}

/** @param {any} window @param {string} metric */
const figureOf = (window, metric) => window.figures.find((/** @type {any} */ figure) => figure.metric === metric);

/** @param {string} name @param {any} estimate @param {string} remark */
function tile(name, estimate, remark) {
  return html`<div><dt>${name}</dt><dd>${estimate ? number(estimate.value) : "–"}
    <span class="quiet">${between(estimate)}</span></dd><dd class="quiet">${remark}</dd></div>`;
}

/** @param {any} estimate */
const between = (estimate) => (known(estimate?.low) && known(estimate?.high) ? `${number(estimate.low)} to ${number(estimate.high)}` : "");

/** @param {any} value */
const known = (value) => value !== null && value !== undefined;

/** @typedef {{window: any, figure: any}} Point */

/** @param {Point[]} points */
const drawn = (points) => points.map(({ window, figure }) => ({
  name: day(window.from),
  mature: window.state === "mature",
  realised: figure?.realised ?? null,
  estimated: figure?.estimated ?? null,
  constant: figure?.constant ?? null,
}));

/** @param {string} metric @param {Point[]} points */
function spoken(metric, points) {
  const last = points.findLast(({ figure }) => figure?.realised);
  return `${words(metric)} over ${points.length} windows${last
    ? `; last measured ${number(last.figure.realised.value)}, ${between(last.figure.realised)}` : "; nothing measured yet"}. The same as a table below.`;
}

/** @param {string} metric @param {Point[]} points */
function table(metric, points) {
  return html`
    <div class="scroll" tabindex="0" role="region" aria-label="Performance window by window">
      <table>
        <thead><tr><th scope="col">Window</th><th scope="col" class="end">Answers</th><th scope="col" class="end">Labelled</th>
          <th scope="col" class="end">Measured</th><th scope="col" class="end">Estimated</th><th scope="col">State</th></tr></thead>
        <tbody>${[...points].reverse().map(({ window, figure }) => html`
          <tr title="${moment(window.from)} to ${moment(window.to)}, ${words(metric)}">
            <th scope="row">${window.id}</th>
            <td class="end">${count(window.rows)}</td>
            <td class="end">${percent(window.arrived)}</td>
            <td class="end">${figure?.realised ? number(figure.realised.value) : "–"} <span class="quiet">${between(figure?.realised)}</span></td>
            <td class="end">${figure?.estimated ? number(figure.estimated.value) : "–"} <span class="quiet">${between(figure?.estimated)}</span></td>
            <td class="said">${window.state === "mature" ? "mature" : window.sentence}</td>
          </tr>`)}
        </tbody>
      </table>
    </div>
  `;
}
