// @ts-check
import { html, nothing, repeat } from "./lib.js";
import { latency, time } from "./format.js";

/** @typedef {import("./app.js").State} State */

/** @param {State} state @param {any} model */
export function newest(state, model) {
  return html`
    <section aria-labelledby="newest">
      <div class="section-head">
        <h2 id="newest">Newest predictions</h2>
        <p class="quiet"><code>./understudy predictions ${model.name}</code></p>
      </div>
      ${state.predictions.length === 0
        ? html`<p class="quiet panel">Nobody has asked yet: <code>./understudy predict ${model.name} rows.csv</code></p>`
        : html`<div class="panel scroll" tabindex="0" role="region" aria-labelledby="newest">${table(model, state.predictions)}</div>`}
    </section>
  `;
}

/** @param {any} model @param {any[]} predictions */
function table(model, predictions) {
  const bounded = model.task === "binary" || model.task === "multiclass";
  return html`
    <table>
      <thead>
        <tr><th scope="col">Time</th><th scope="col">Key</th><th scope="col">By</th><th scope="col">Score</th>
          <th scope="col">Action</th><th scope="col">Truth</th><th scope="col">Segments</th><th scope="col" class="end">Took</th></tr>
      </thead>
      <tbody>${repeat(predictions, (each) => each.prediction_id, (each) => row(each, bounded))}</tbody>
    </table>
  `;
}

/** @param {any} each @param {boolean} bounded whether its score is a probability */
function row(each, bounded) {
  const { score } = each;
  return html`
    <tr title=${each.prediction_id}>
      <td class="quiet">${time(each.received_at)}</td>
      <td>${each.key ?? html`<span class="quiet">–</span>`}</td>
      <td><span class="version v${each.version % 8}">@${each.version}</span>${each.role === "champion" ? nothing : html` <span class="quiet">${each.role}</span>`}</td>
      <td>${each.error
        ? html`<span class="wrong">${each.error}</span>`
        : typeof score === "number"
          ? html`<span class="score">${bounded
              ? html`<meter min="0" max="1" .value=${score} aria-hidden="true"></meter>` : nothing}${score.toFixed(3)}</span>`
          : each.predicted ?? ""}</td>
      <td>${each.action ?? each.predicted ?? ""}</td>
      <td>${each.label ?? html`<span class="quiet">–</span>`}</td>
      <td class="quiet">${Object.values(each.segments).join(" · ")}</td>
      <td class="end quiet">${latency(each.latency_ms)}</td>
    </tr>
  `;
}
