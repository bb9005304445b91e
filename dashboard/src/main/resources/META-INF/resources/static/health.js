// @ts-check
import { html, nothing } from "./lib.js";
import { words } from "./format.js";

/** @typedef {import("./app.js").State} State */

/** Panels of this page, by the words that parts and links of health use for them. @type {Record<string, string>} */
const PANELS = {
  alerts: "alerts", data: "data", inputs: "data", drift: "data", quality: "data", volume: "data", windows: "data",
  observations: "data", monitors: "data", lag: "data", performance: "performance", answers: "performance", estimate: "performance",
  fairness: "performance", traffic: "traffic", availability: "traffic", latency: "traffic", errors: "traffic", serving: "traffic", lineup: "lineup",
  challengers: "challengers", comparisons: "challengers", rollouts: "climb", predictions: "newest",
};

/** Of 100. */
const FINE = 80;
const DOUBTFUL = 50;

/** What an operator reads first, and what it rests on; nothing where the server does not say. @param {State} state @param {any} model */
export function health(state, model) {
  const { value, problem } = state.watch.health;
  if (!value && !problem) {
    return nothing;
  }
  return html`
    <section class="first" aria-labelledby="health">
      <div class="section-head">
        <h2 id="health">Health</h2>
        ${value ? html`<p class="quiet">${value.score === null || value.score === undefined ? "nothing is known yet" : html`<b>${Math.round(value.score)}</b> of 100`}</p>` : nothing}
      </div>
      <div class="panel">
        ${problem ? html`<p class="wrong note" role="alert">${problem}</p>` : nothing}
        ${value?.look ? html`<p class="first-look">${value.look.text}</p>` : nothing}
        ${value ? html`<ul class="parts">${value.parts.map((/** @type {any} */ part) => partOf(part, model))}</ul>` : nothing}
      </div>
    </section>
  `;
}

/** @param {any} part @param {any} model */
function partOf(part, model) {
  const panel = panelOf(part);
  const known = part.score !== null && part.score !== undefined;
  const name = words(part.name);
  return html`
    <li>
      <span class="verdict ${tone(part.score)}">${known ? Math.round(part.score) : "–"}</span>
      <div>
        <h3>${panel ? html`<a href="#${encodeURIComponent(model.name)}/${panel}">${name}</a>` : name}</h3>
        <p class="quiet">${part.sentence}</p>
      </div>
    </li>
  `;
}

/** @param {number | null | undefined} score */
const tone = (score) =>
  score === null || score === undefined ? "open" : score >= FINE ? "good" : score >= DOUBTFUL ? "warn" : "bad";

/** @param {any} part */
function panelOf(part) {
  const said = [part.name, ...String(part.link ?? "").split(/[^a-z_]+/).reverse()];
  return said.map((word) => PANELS[word]).find(Boolean);
}
