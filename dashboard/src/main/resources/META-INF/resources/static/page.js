// @ts-check
import { html, nothing, repeat } from "./lib.js";
import { alerts } from "./alerts.js";
import { challengers } from "./challengers.js";
import { climb } from "./climb.js";
import { data } from "./data.js";
import { health } from "./health.js";
import { lineup } from "./lineup.js";
import { performance } from "./performance.js";
import { newest } from "./predictions.js";
import { traffic } from "./traffic.js";
import { waiting } from "./watch.js";
import { count, duration, time, words } from "./format.js";

/** @typedef {import("./app.js").State} State */
/**
 * @typedef {object} Actions
 * @property {(token: string) => void} signIn
 * @property {() => void} signOut
 * @property {() => void} pause
 * @property {(alert: string, what: "acknowledge" | "snooze" | "resolve" | "useful", body: any) => Promise<void>} answer
 * @property {(chosen: {metric?: string, version?: number}) => void} choose
 */

/** @param {State} state @param {Actions} actions */
export function page(state, actions) {
  return html`
    ${header(state, actions)}
    <div class=${state.models.length > 1 ? "frame with-list" : "frame"}>
      ${state.phase !== "token" && state.models.length > 1 ? list(state) : nothing}
      <main id="main" tabindex="-1">${body(state, actions)}</main>
    </div>
  `;
}

/** @param {State} state @param {Actions} actions */
function body(state, actions) {
  if (state.phase === "token") {
    return prompt(state, actions);
  }
  if (state.phase === "loading" && !state.updated) {
    return html`<p class="quiet waiting" role="status">Asking the server…</p>`;
  }
  const away = state.phase === "away" ? html`<p class="banner" role="alert">${state.problem} Trying again…</p>` : nothing;
  if (!state.updated) {
    return away;
  }
  const model = state.models.find((each) => each.name === state.selected);
  return html`${away}${model ? stage(state, model, actions) : empty()}`;
}

/** @param {State} state @param {any} model @param {Actions} actions */
function stage(state, model, actions) {
  return html`
    <div class="title">
      <h1>${model.name}</h1>
      <p class="quiet">
        ${facts([words(model.task), model.risk_tier ? `${model.risk_tier} risk` : "", model.owner,
          `${count(model.versions.length)} version${model.versions.length === 1 ? "" : "s"}`])}
      </p>
    </div>
    ${full(state.status)} ${health(state, model)} ${alerts(state, model, actions)} ${traffic(state, model)} ${lineup(state, model)}
    ${climb(state)} ${challengers(state, model)} ${data(state, model)} ${performance(state, model, actions)} ${newest(state, model)}
  `;
}

/** @param {string[]} parts */
const facts = (parts) => parts.filter(Boolean).join(" · ");

/** @param {any} status */
function full(status) {
  const stuck = status.logs.filter((/** @type {any} */ log) => log.full).map((/** @type {any} */ log) => log.name);
  return stuck.length === 0
    ? nothing
    : html`<p class="banner" role="alert">The disk is full: ${stuck.join(" and ")} cannot be kept. Free space; it goes on by itself.</p>`;
}

/** @param {State} state @param {Actions} actions */
function header(state, actions) {
  const live = state.phase === "live" && !state.paused;
  return html`
    <header class="top">
      <a class="brand" href="/" aria-label="Understudy, first page">
        <svg viewBox="0 0 32 32" aria-hidden="true"><circle class="behind" cx="20" cy="16" r="8" /><circle cx="12" cy="16" r="8" /></svg>
        Understudy
      </a>
      <span class="spacer"></span>
      ${state.updated && state.phase !== "token"
        ? html`
            <span class="pulse ${live ? "on" : ""}">
              <span class="dot" aria-hidden="true"></span>
              <span class="wide">${live ? "Live" : state.paused ? "Paused" : "Away"}</span>
              <span class="quiet">${time(state.updated.toISOString())}</span>
            </span>
            <button class="plain" @click=${actions.pause} aria-pressed=${state.paused}>${state.paused ? "Resume" : "Pause"}</button>
          `
        : nothing}
      ${state.status?.authentication && state.phase === "live"
        ? html`<button class="plain" @click=${actions.signOut}>Sign out</button>`
        : nothing}
    </header>
  `;
}

/** @param {State} state */
function list(state) {
  return html`
    <nav class="models" aria-label="Models">
      <h2>Models</h2>
      <ul>
        ${repeat(state.models, (model) => model.name, (model) => html`
          <li>
            <a href="#${encodeURIComponent(model.name)}" aria-current=${model.name === state.selected ? "page" : "false"}>
              <span>${model.name}</span>
              ${bell(waiting(state.watch, model.name))}
              <span class="quiet">${model.champion ? `@${model.champion}` : "–"}</span>
            </a>
          </li>
        `)}
      </ul>
      <p class="quiet uptime">up ${duration((Date.now() - Date.parse(state.status.started_at)) / 1000)}<br>version ${state.status.version}</p>
    </nav>
  `;
}

/** @param {number} open alerts */
const bell = (open) => open === 0 ? nothing
  : html`<span class="open-alerts" title="open alerts"><span aria-hidden="true">${count(open)}</span><span class="spoken">${count(open)} open alert${open === 1 ? "" : "s"}</span></span>`;

function empty() {
  return html`
    <section class="empty">
      <svg viewBox="0 0 64 40" aria-hidden="true"><circle class="behind" cx="40" cy="20" r="16" /><circle cx="24" cy="20" r="16" /></svg>
      <h1>The stage is empty</h1>
      <p>No model is registered yet. Begin with your own:</p>
      <pre><code>./understudy model register fraud model.onnx</code></pre>
      <p>or watch four versions of one decision at work:</p>
      <pre><code>./understudy demo</code></pre>
      <p class="quiet">This page shows it as soon as it is there.</p>
    </section>
  `;
}

/** @param {State} state @param {Actions} actions */
function prompt(state, actions) {
  /** @param {SubmitEvent} event */
  const submit = (event) => {
    event.preventDefault();
    const field = /** @type {HTMLInputElement} */ (document.getElementById("token"));
    if (field.value.trim()) {
      actions.signIn(field.value);
    }
  };
  return html`
    <section class="empty">
      <h1>A token, please</h1>
      <p>This server asks who is looking. A reader's token is enough:</p>
      <form @submit=${submit}>
        <label for="token">Token</label>
        <input id="token" type="password" autocomplete="off" spellcheck="false" required
          aria-describedby="token-problem" aria-invalid=${state.problem ? "true" : "false"}>
        <button type="submit">Look</button>
      </form>
      <p id="token-problem" class="wrong" role="alert">${state.problem}</p>
      <p class="quiet">An admin makes one: <code>./understudy token create NAME --role reader</code>. It is kept until this tab is closed.</p>
    </section>
  `;
}
