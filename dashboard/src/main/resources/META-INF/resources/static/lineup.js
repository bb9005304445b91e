// @ts-check
import { html, nothing, repeat } from "./lib.js";
import { count, duration, percent, rate, short } from "./format.js";

/** @typedef {import("./app.js").State} State */

/** @param {State} state @param {any} model */
export function lineup(state, model) {
  const line = state.lineup;
  const cast = line
    ? [
        champion(state, version(model, line.champion)),
        ...line.canaries.map((/** @type {any} */ canary) => canaryCard(state, version(model, canary.version), canary)),
        ...line.shadows.map((/** @type {any} */ shadow) => shadowCard(state, version(model, shadow.version), shadow)),
      ]
    : [];
  const others = model.versions.filter((/** @type {any} */ each) => !each.role && !each.retired);
  return html`
    <section aria-labelledby="lineup">
      <div class="section-head">
        <h2 id="lineup">Lineup</h2>
        ${line ? html`<p class="quiet">revision ${line.revision}, by ${line.by}</p>` : nothing}
      </div>
      ${line?.elsewhere ? html`<p class="quiet elsewhere">${elsewhere(line.elsewhere)}</p>` : nothing}
      <ul class="cards">${repeat(cast, (card) => card.key, (card) => card.view)}</ul>
      ${others.length > 0
        ? html`<p class="quiet candidates">Without a role: ${others.map((/** @type {any} */ each, /** @type {number} */ i) =>
            html`${i > 0 ? ", " : ""}<span class="version">@${each.version}</span> ${title(each)}`)}.
            Let one rehearse: <code>./understudy shadow ${model.name}@${others[0].version}</code></p>`
        : nothing}
      ${line && line.routes.length > 0
        ? html`<p class="quiet candidates">Routes: ${line.routes.map((/** @type {any} */ route) =>
            html`<code>${route.segment}=${route.value} → @${route.version}</code> `)}</p>`
        : nothing}
    </section>
  `;
}

/** @param {any} there */
const elsewhere = (there) => `The champion is answered elsewhere, ${
  there.last_row ? `last row ${duration(Math.max(0, (Date.now() - Date.parse(there.last_row)) / 1000))} ago` : "no row brought yet"
}; rehearsals run here on its logged traffic.`;

/** @param {any} model @param {number} number */
export const version = (model, number) =>
  model.versions.find((/** @type {any} */ each) => each.version === number) ?? { version: number, file_name: "", runtime: "", state: "", card: {} };

/** What its card calls it, else its file. @param {any} of */
export const title = (of) => of.card?.title ?? of.file_name;

/** @param {State} state @param {any} of */
function champion(state, of) {
  return card(of, "champion", "Champion", [["answers", share(state, of.version)]], state);
}

/** @param {State} state @param {any} of @param {any} canary */
function canaryCard(state, of, canary) {
  return card(of, "canary", "Canary", [["asked for", percent(canary.share)], ["answers", share(state, of.version)]], state);
}

/** @param {State} state @param {any} of @param {any} shadow */
function shadowCard(state, of, shadow) {
  const running = state.shadows.find((each) => each.version === of.version);
  /** @type {[string, string][]} */
  const lines = running
    ? [
        ["behind", running.lag_seconds < 1 ? "nothing" : duration(running.lag_seconds)],
        ["rehearsed", short(running.answered)],
      ]
    : [["", "not running"]];
  if (shadow.sample < 1) {
    lines.push(["sample", percent(shadow.sample)]);
  }
  if (running?.failed > 0) {
    lines.push(["failed", count(running.failed)]);
  }
  return card(of, "shadow", "Shadow", lines, state, running?.problem);
}

/**
 * @param {any} of @param {string} role @param {string} name @param {[string, string][]} lines @param {State} state
 * @param {string} [problem]
 */
function card(of, role, name, lines, state, problem) {
  const copy = state.status.instances.find((/** @type {any} */ each) => each.model === of.model && each.version === of.version);
  const trouble = problem ?? (copy?.state === "unavailable" ? copy.reason : copy?.state === "loading" ? "loading…" : "");
  return {
    key: of.version,
    view: html`
      <li class="card ${role}">
        <p class="role">${name}</p>
        <h3><span class="version v${of.version % 8}">@${of.version}</span> ${title(of)}</h3>
        <p class="quiet">${of.runtime}</p>
        <dl>${lines.map(([term, value]) => html`<div><dt>${term}</dt><dd>${value}</dd></div>`)}</dl>
        ${trouble ? html`<p class="wrong">${trouble}</p>` : nothing}
      </li>
    `,
  };
}

/** @param {State} state @param {number} number */
function share(state, number) {
  if (!state.now) {
    return "–";
  }
  const own = state.now.versions.get(number) ?? 0;
  return state.now.rate > 0 ? `${rate(own)}/s, ${percent(own / state.now.rate)}` : "no traffic";
}
