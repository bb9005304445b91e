// @ts-check
import { html, nothing, repeat } from "./lib.js";
import { interval, reach } from "./interval.js";
import { title, version } from "./lineup.js";
import { count, latency, number, percent, signed, time, words } from "./format.js";

/** @typedef {import("./app.js").State} State */

/** @type {Record<string, [string, string]>} what a person reads, and its tone */
const VERDICTS = {
  better: ["Better", "good"],
  worse: ["Worse", "bad"],
  equivalent: ["Equivalent", "even"],
  better_within_margin: ["Better, within the margin", "good faint"],
  worse_within_margin: ["Worse, within the margin", "bad faint"],
  not_enough_yet: ["Not enough yet", "open"],
};

/** @type {Record<string, string>} the tone of a guardrail's state */
const GUARDED = { holds: "good", thin: "open", broken: "bad" };

/** @param {State} state @param {any} model */
export function challengers(state, model) {
  const all = [...state.comparisons];
  const primaries = all.map(([, each]) => primary(each)).filter(Boolean);
  // differences of one metric are drawn to one scale, those of another to their own
  const scale = (/** @type {any} */ comparison) => {
    const alike = all.map(([, each]) => each).filter((each) => each.primary === comparison.primary && primary(each));
    return reach(alike.map(primary), Math.max(0, ...alike.map((each) => each.margin ?? 0)));
  };
  const first = all.find(([, each]) => !each.problem)?.[1];
  const anytime = primaries.every((metric) => metric.anytime);
  return html`
    <section aria-labelledby="challengers">
      <div class="section-head">
        <h2 id="challengers">Challengers</h2>
        ${first ? html`<p class="quiet">against @${first.champion}, on the same requests</p>` : nothing}
      </div>
      ${all.length === 0
        ? html`<p class="quiet panel">No one challenges the champion. Let a version rehearse:
            <code>./understudy shadow ${model.name}@V</code></p>`
        : html`<div class="panel rows">
            ${repeat(all, ([number_]) => number_, ([number_, comparison]) => challenger(version(model, number_), comparison, comparison.problem ? 1 : scale(comparison)))}
            ${first ? html`<p class="quiet note">${first.population}
                Right of the line is better. Intervals hold at ${percent(1 - first.alpha)}${anytime ? ", however often you look" : ""}.</p>` : nothing}
          </div>`}
    </section>
  `;
}

/** @param {any} comparison */
const primary = (comparison) => comparison.metrics?.find((/** @type {any} */ metric) => metric.name === comparison.primary);

/** @param {any} of @param {any} comparison @param {number} scale */
function challenger(of, comparison, scale) {
  if (comparison.problem) {
    return html`<div class="challenger"><h3><span class="version v${of.version % 8}">@${of.version}</span> ${title(of)}</h3>
      <p class="wrong">${comparison.problem}</p></div>`;
  }
  const main = primary(comparison);
  const [verdict, tone] = VERDICTS[comparison.verdict] ?? [words(comparison.verdict), "open"];
  return html`
    <article class="challenger">
      <div class="who">
        <h3><span class="version v${of.version % 8}">@${of.version}</span> ${title(of)}</h3>
        <p class="quiet">${count(comparison.pairs)} pairs, ${count(comparison.labelled)} labelled</p>
        ${comparison.plan ? html`<p class="quiet">by plan ${comparison.plan.number}, ${guarded(comparison.guardrails)}</p>` : nothing}
      </div>
      <div class="agreement">
        <p class="quiet">agrees</p>
        <p class="figure">${comparison.agreement === null || comparison.agreement === undefined ? "–" : percent(comparison.agreement)}</p>
      </div>
      <div class="evidence">
        ${main
          ? html`
              <p class="quiet">${words(main.name)} <b>${number(main.champion)}</b> → <b>${number(main.challenger)}</b>
                <span class="end">${signed(main.difference)}</span></p>
              ${interval(main, comparison.margin, scale)}
            `
          : html`<p class="quiet">no labels yet</p>`}
      </div>
      <div class="judged"><span class="verdict ${tone}">${verdict}</span>${broken(comparison.guardrails) > 0
        ? html` <span class="verdict bad">Guardrail broken</span>` : nothing}</div>
      <p class="why">${comparison.explanation}</p>
      <details>
        <summary>More about @${of.version}</summary>
        ${more(comparison)}
      </details>
    </article>
  `;
}

/** @param {any[]} guardrails */
const broken = (guardrails) => guardrails.filter((each) => each.state === "broken").length;

/** @param {any[]} guardrails */
function guarded(guardrails) {
  return guardrails.length === 0 ? "no guardrails"
    : broken(guardrails) > 0 ? html`<b>${broken(guardrails)} of ${guardrails.length} guardrails broken</b>`
    : `${guardrails.length} guardrails, none broken`;
}

/** @param {any} comparison */
function more(comparison) {
  return html`
    <div class="more">
      ${planned(comparison)} ${metrics(comparison)} ${segments(comparison)} ${running(comparison)} ${disagreements(comparison)}
    </div>
  `;
}

/** @param {any} comparison */
function planned({ plan, guardrails }) {
  if (!plan) {
    return nothing;
  }
  return html`
    <p class="quiet">Plan ${plan.number}, written ${time(plan.at)} by ${plan.by} before any of these requests: ${words(plan.metric)},
      margin ${number(plan.margin)}, error rate ${percent(plan.alpha)}${plan.strict ? ", by betting" : ""}.</p>
    ${guardrails.length === 0 ? nothing : html`
      <div class="scroll">
      <table>
        <caption>Guardrails</caption>
        <thead><tr><th scope="col">Guardrail</th><th scope="col">State</th><th scope="col">Because</th></tr></thead>
        <tbody>${guardrails.map((/** @type {any} */ each) => html`
          <tr>
            <th scope="row"><code>${each.guardrail}</code></th>
            <td><span class="verdict ${GUARDED[each.state] ?? "open"}">${each.state}</span></td>
            <td>${each.explanation}</td>
          </tr>`)}
        </tbody>
      </table>
      </div>`}
  `;
}

/** @param {any} comparison */
function metrics(comparison) {
  if (comparison.metrics.length === 0) {
    return nothing;
  }
  return html`
    <div class="scroll">
    <table>
      <caption>Of ${count(comparison.labelled)} labelled pairs</caption>
      <thead><tr><th scope="col">Metric</th><th scope="col" class="end">Champion</th><th scope="col" class="end">Challenger</th>
        <th scope="col" class="drawn">Worse · better</th><th scope="col">Verdict</th></tr></thead>
      <tbody>${comparison.metrics.map((/** @type {any} */ metric) => html`
        <tr>
          <th scope="row">${words(metric.name)}</th>
          <td class="end">${number(metric.champion)}</td>
          <td class="end">${number(metric.challenger)}</td>
          <td class="drawn">${interval(metric, metric.name === comparison.primary ? comparison.margin : 0, reach([metric], 0))}</td>
          <td>${(VERDICTS[metric.verdict] ?? [words(metric.verdict)])[0]}${metric.more_needed
            ? html` <span class="quiet">about ${count(metric.more_needed)} more</span>` : nothing}</td>
        </tr>`)}
      </tbody>
    </table>
    </div>
  `;
}

/** @param {any} comparison */
function segments(comparison) {
  if (comparison.segments.length === 0) {
    return nothing;
  }
  const scale = reach(comparison.segments.map((/** @type {any} */ each) => each.primary).filter(Boolean), 0);
  const judged = comparison.segments.map((/** @type {any} */ each) => each.primary).find(Boolean);
  return html`
    <div class="scroll">
    <table>
      <caption>By segment</caption>
      <thead><tr><th scope="col">Segment</th><th scope="col" class="end">Pairs</th><th scope="col" class="end">Agrees</th>
        <th scope="col" class="drawn">${judged ? `${words(judged.name)}: worse · better` : ""}</th></tr></thead>
      <tbody>${comparison.segments.map((/** @type {any} */ each) => html`
        <tr>
          <th scope="row"><span class="quiet">${each.segment}</span> ${each.value}</th>
          <td class="end">${count(each.pairs)}</td>
          <td class="end">${each.agreement === null || each.agreement === undefined ? "–" : percent(each.agreement)}</td>
          <td class="drawn">${each.primary ? interval(each.primary, 0, scale) : html`<span class="quiet">no labels yet</span>`}</td>
        </tr>`)}
      </tbody>
    </table>
    </div>
  `;
}

/** @param {any} comparison */
function running(comparison) {
  const { latency: took, errors, gaps, operating, score_shift: shift } = comparison;
  return html`
    <dl class="facts">
      <div><dt>Answers that change</dt><dd>${count(operating.changed)}
        <span class="quiet">${comparison.pairs ? percent(operating.changed / comparison.pairs) : ""} · ${count(operating.people)} people</span></dd></div>
      ${operating.champion_cost === null ? nothing : html`
        <div><dt>An action costs</dt><dd>${number(operating.challenger_cost)} <span class="quiet">champion ${number(operating.champion_cost)}</span></dd></div>`}
      ${operating.champion_calibration === null ? nothing : html`
        <div><dt>Probabilities off by</dt><dd>${number(operating.challenger_calibration)} <span class="quiet">champion ${number(operating.champion_calibration)}</span></dd></div>`}
      ${shift ? html`
        <div><dt>Scores' stability index</dt><dd>${number(shift.psi)} <span class="quiet">noise ${number(shift.psi_noise)}</span></dd></div>` : nothing}
      <div><dt>Champion takes</dt><dd>${latency(took.champion_p50)} <span class="quiet">p99 ${latency(took.champion_p99)}</span></dd></div>
      <div><dt>Challenger takes</dt><dd>${latency(took.challenger_p50)} <span class="quiet">p99 ${latency(took.challenger_p99)}</span></dd></div>
      <div><dt>Errors</dt><dd>${count(errors.challenger)} <span class="quiet">champion ${count(errors.champion)}, both ${count(errors.both)}</span></dd></div>
      <div><dt>Never shown to it</dt><dd>${gaps === 0 ? "none" : count(gaps)}</dd></div>
    </dl>
  `;
}

/** @param {any} comparison */
function disagreements(comparison) {
  const worth = comparison.disagreements.slice(0, 5);
  if (worth.length === 0) {
    return nothing;
  }
  return html`
    <div class="scroll">
    <table>
      <caption>Disagreements worth reading</caption>
      <thead><tr><th scope="col">When</th><th scope="col">Prediction</th><th scope="col">Champion</th><th scope="col">Challenger</th><th scope="col">Truth</th></tr></thead>
      <tbody>${worth.map((/** @type {any} */ each) => html`
        <tr>
          <td class="quiet">${time(each.received_at)}</td>
          <td><code>${each.prediction_id.slice(0, 13)}…</code></td>
          <td>${said(each.champion_says, each.champion_score)}</td>
          <td>${said(each.challenger_says, each.challenger_score)}</td>
          <td>${each.label ?? html`<span class="quiet">unknown</span>`}</td>
        </tr>`)}
      </tbody>
    </table>
    </div>
  `;
}

/** @param {string | null} what @param {number | null} score */
const said = (what, score) => html`${what ?? ""} ${score === null || score === undefined ? nothing : html`<span class="quiet">${score.toFixed(3)}</span>`}`;
