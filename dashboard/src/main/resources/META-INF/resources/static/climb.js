// @ts-check
import { html, nothing } from "./lib.js";
import { count, number, percent, time, words } from "./format.js";

/** @typedef {import("./app.js").State} State */

/** @type {Record<string, string>} the tone of a rollout's state */
const TONES = { rehearsing: "open", running: "even", waiting: "open", finished: "good", rolled_back: "bad", rejected: "bad", stopped: "open" };

/** @type {Record<string, string>} the tone of a guardrail's state */
const HELD = { holds: "good", thin: "open", broken: "bad" };

/** The newest staged rollout, and shares that follow rewards. @param {State} state */
export function climb(state) {
  const [newest] = state.climbs.rollouts;
  const { adaptation } = state.climbs;
  return newest || adaptation?.active
    ? html`
        <section aria-labelledby="climb">
          <div class="section-head"><h2 id="climb">On the way to the front</h2></div>
          <div class="panel rows">
            ${newest ? staged(newest) : nothing} ${adaptation?.active ? adaptive(adaptation) : nothing}
          </div>
        </section>`
    : nothing;
}

/** @param {any} rollout */
function staged(rollout) {
  return html`
    <article class="climb">
      <div class="section-head">
        <h3><span class="version v${rollout.version % 8}">@${rollout.version}</span>
          <span class="verdict ${TONES[rollout.state] ?? "open"}">${words(rollout.state)}</span></h3>
        <p class="quiet">by ${rollout.by}, since ${time(rollout.began)}</p>
      </div>
      <ol class="steps" aria-label="Steps">${rollout.steps.map((/** @type {number} */ share, /** @type {number} */ i) => html`
        <li class=${reached(rollout, i)} aria-current=${i === rollout.step ? "step" : "false"}>${percent(share)}</li>`)}
      </ol>
      <p class="why">${rollout.sentence}</p>
      <ul class="guardrails">${rollout.guardrails.map((/** @type {any} */ each) => html`
        <li><code>${each.guardrail}</code>
          ${each.state ? html`<span class="verdict ${HELD[each.state] ?? "open"}">${each.state}</span> <span class="quiet">${each.value}</span>` : nothing}
        </li>`)}
      </ul>
    </article>
  `;
}

/** @param {any} rollout @param {number} i */
const reached = ({ state, step }, i) =>
  state === "finished" || (state !== "rehearsing" && i < step) ? "done" : i === step && state !== "rehearsing" ? "here" : "";

/** @param {any} adaptation */
function adaptive(adaptation) {
  return html`
    <article class="climb">
      <h3>Shares follow the reward <code>${adaptation.reward}</code></h3>
      <p class="why">${adaptation.sentence}</p>
      <ul class="guardrails">${adaptation.arms.map((/** @type {any} */ arm) => html`
        <li><span class="version v${arm.version % 8}">@${arm.version}</span> ${percent(arm.share)}
          <span class="quiet">${count(arm.rewarded)} of ${count(arm.labelled)} rewarded${arm.estimate === null ? nothing
            : html`, ${number(arm.estimate)} if it answered everyone`}</span></li>`)}
      </ul>
    </article>
  `;
}
