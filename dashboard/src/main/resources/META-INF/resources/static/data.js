// @ts-check
import { html, nothing, repeat } from "./lib.js";
import { histogram, sparkline } from "./bins.js";
import { count, moment, number, percent, words } from "./format.js";

/** @typedef {import("./app.js").State} State */

/** What a person should see first stands first. @type {Record<string, [number, string]>} a state's place, and its tone */
const STATES = {
  alarmed: [0, "bad"], noted: [1, "warn"], fine: [2, "good"], not_enough: [3, "open"], learning: [4, "open"],
};
const SHOWN = 8;

/** @param {State} state @param {any} model */
export function data(state, model) {
  const { value, problem } = state.watch.data;
  return html`
    <section aria-labelledby="data">
      <div class="section-head">
        <h2 id="data">Data</h2>
        ${value?.last ? html`<p class="quiet">the last window that is sealed, against ${value.last.window.reference || "nothing yet"}</p>` : nothing}
      </div>
      <div class="panel">
        ${problem ? html`<p class="wrong note" role="alert">${problem}</p>` : nothing}
        ${!value && !problem ? html`<p class="quiet note">Asking…</p>` : nothing}
        ${value && !value.last
          ? html`<p class="quiet note">No window is over yet. Each is closed ${words(value.plan.window)} by ${words(value.plan.window)}; how:
              <code>./understudy monitor show ${model.name}</code></p>`
          : nothing}
        ${value?.last ? html`${volume(value)} ${columns(value.last)}` : nothing}
      </div>
    </section>
  `;
}

/** @param {{plan: any, windows: any[], last: any}} seen */
function volume({ plan, windows, last: { window, observations } }) {
  const remarks = observations.filter((/** @type {any} */ each) => each.column === "" && (each.state === "noted" || each.state === "learning"));
  return html`
    <div class="volume">
      <div>
        <p class="quiet">Rows</p>
        <p class="figure">${count(window.rows)}</p>
        <p class="quiet">${moment(window.from)} to ${moment(window.to)}${window.errors > 0 ? html`, <span class="wrong">${count(window.errors)} without an answer</span>` : nothing}</p>
      </div>
      <div>${sparkline(windows)}</div>
      <dl class="facts">${plan.detectors.map((/** @type {any} */ each) => html`<div><dt>${each.group}</dt><dd>${each.state}</dd></div>`)}${(plan.streaming ?? []).map(stream)}</dl>
    </div>
    ${remarks.map((/** @type {any} */ each) => html`<p class="note">${each.sentence}</p>`)}
  `;
}

/** @param {any} each */
function stream(each) {
  const mean = each.mean === undefined || each.mean === null ? "" : `, mean ${number(each.mean)}`;
  const since = each.since ? ` since ${moment(each.since)}` : "";
  return html`<div>
    <dt>${each.column} (${each.detector})</dt>
    <dd>${each.state}${mean}${since}${each.alarm ? html`; last alarm ${moment(each.alarmed_at)}: ${each.alarm}` : nothing}</dd>
  </div>`;
}

/** @param {any} last */
function columns({ columns, observations }) {
  const rows = columns
    .map((/** @type {any} */ column) => rowOf(column, observations))
    .sort((/** @type {Row} */ a, /** @type {Row} */ b) => place(a) - place(b) || b.distance - a.distance || a.column.name.localeCompare(b.column.name));
  const rest = rows.slice(SHOWN);
  return html`
    ${table(rows.slice(0, SHOWN), "Columns, the most telling first")}
    ${rest.length === 0 ? nothing : html`
      <details class="note">
        <summary>${count(rest.length)} more columns, ${summed(rest)}</summary>
        ${table(rest, "The other columns")}
      </details>`}
  `;
}

/** @typedef {{column: any, main: any, others: any[], distance: number}} Row */

/** @param {any} column @param {any[]} observations @returns {Row} */
function rowOf(column, observations) {
  const own = observations.filter((each) => each.column === column.name && each.segment === "");
  const worst = Math.min(...own.map((each) => STATES[each.state][0]));
  const telling = own.filter((each) => STATES[each.state][0] === worst);
  // where all is as it should be, where the column stands says more than how much of it is missing
  const main = telling.find((each) => worst < STATES.fine[0] || each.monitor.endsWith(".drift")) ?? telling[0];
  return { column, main, others: own.filter((each) => each !== main), distance: distanceOf(column, main) };
}

/** @param {Row} row */
const place = (row) => (row.main ? STATES[row.main.state][0] : STATES.learning[0]);

/** From the reference, by the first statistic; between columns of the same state. @param {any} column @param {any} main */
function distanceOf(column, main) {
  const first = column.statistics[0];
  return main?.unit === "share" && main.monitor !== "data.drift" ? 1 + (main.value ?? 0) : (first?.value ?? 0);
}

/** @param {Row[]} rows */
function summed(rows) {
  const states = rows.map((row) => row.main?.state ?? "learning");
  return [...new Set(states)].map((state) => `${count(states.filter((each) => each === state).length)} ${words(state)}`).join(", ");
}

/** @param {Row[]} rows @param {string} spoken */
function table(rows, spoken) {
  return html`
    <div class="scroll" tabindex="0" role="region" aria-label=${spoken}>
      <table class="columns">
        <thead><tr><th scope="col">Column</th><th scope="col">State</th><th scope="col">What was seen</th>
          <th scope="col" class="end">Expected</th><th scope="col" class="end">Seen</th>
          <th scope="col"><span class="key was"></span> reference <span class="key is"></span> window</th></tr></thead>
        <tbody>${repeat(rows, (row) => row.column.name, line)}</tbody>
      </table>
    </div>
  `;
}

/** @param {Row} row */
function line({ column, main, others }) {
  const state = main?.state ?? "learning";
  return html`
    <tr>
      <th scope="row">${column.name}<br><span class="quiet">${column.type}</span></th>
      <td><span class="verdict ${STATES[state][1]}">${words(state)}</span></td>
      <td class="said">${main?.sentence ?? "What is normal is not known yet"}
        ${others.filter((each) => each.state === "noted" || each.state === "alarmed").map((each) => html`<br>${each.sentence}`)}</td>
      <td class="end">${expected(column, main)}</td>
      <td class="end">${figure(seen(column, main), main?.unit)}</td>
      <td>${histogram(column)}</td>
    </tr>
  `;
}

/** What is flagged says how far off it is, not where it is. @param {any} column @param {any} main */
function seen(column, main) {
  const flagged = main?.unit === "share" && (main.expected === null || main.expected === undefined);
  return !flagged ? main?.value : main.monitor === "data.missing" ? column.missing / column.rows : undefined;
}

/** @param {any} column @param {any} main */
function expected(column, main) {
  const known = main?.expected ?? (main?.unit === "column" ? column.reference_mean : undefined);
  const between = main?.low !== undefined && main?.low !== null && main.high !== main.low;
  return html`${figure(known, main?.unit)}${between
    ? html`<br><span class="quiet">${figure(main.low, main.unit)} to ${figure(main.high, main.unit)}</span>` : nothing}`;
}

/** @param {number | null | undefined} value @param {string | undefined} unit */
const figure = (value, unit) => (value === null || value === undefined ? "–" : unit === "share" ? percent(value) : number(value));
