// @ts-check
import { html, nothing, repeat } from "./lib.js";
import { count, moment, percent, words } from "./format.js";

/** @typedef {import("./app.js").State} State */
/** @typedef {import("./page.js").Actions} Actions */

/** @type {Record<string, string>} the tone of how bad it is */
const SEVERE = { critical: "bad", warning: "warn", info: "even" };

/** Those nobody has in hand come first. */
const ORDER = ["escalated", "open", "acknowledged", "snoozed", "resolved"];
const GRAVITY = ["critical", "warning", "info"];
/** Of those that are over. */
const SHOWN_AFTER = 5;

/** @param {State} state @param {any} model @param {Actions} actions */
export function alerts(state, model, actions) {
  const { value, problem } = state.watch.alerts;
  const all = [...(value ?? [])].sort(urgency);
  const standing = all.filter((each) => each.state !== "resolved");
  const over = all.filter((each) => each.state === "resolved").slice(0, SHOWN_AFTER);
  return html`
    <section aria-labelledby="alerts">
      <div class="section-head">
        <h2 id="alerts">Alerts</h2>
        ${value ? html`<p class="quiet">${summed(standing)}</p>` : nothing}
      </div>
      <div class="panel rows">
        ${problem ? html`<p class="wrong note" role="alert">${problem}</p>` : nothing}
        ${!value && !problem ? html`<p class="quiet note">Asking…</p>` : nothing}
        ${value && standing.length === 0
          ? html`<p class="quiet note">Nothing asks for a person. Who is told, and when: <code>./understudy alert routes</code></p>`
          : nothing}
        ${repeat(standing, (each) => each.id, (each) => alert(state, each, actions))}
        ${over.length === 0 ? nothing : html`
          <details class="note">
            <summary>Over: ${over.length === SHOWN_AFTER ? "the last " : ""}${count(over.length)}</summary>
            ${repeat(over, (each) => each.id, (each) => alert(state, each, actions))}
          </details>`}
      </div>
    </section>
  `;
}

/** @param {any[]} standing */
function summed(standing) {
  const open = standing.filter((each) => each.state === "open" || each.state === "escalated").length;
  const taken = standing.length - open;
  return `${open === 0 ? "none" : count(open)} open${taken > 0 ? `, ${count(taken)} in hand` : ""}`;
}

/** @param {any} a @param {any} b */
const urgency = (a, b) =>
  ORDER.indexOf(a.state) - ORDER.indexOf(b.state)
  || GRAVITY.indexOf(a.severity) - GRAVITY.indexOf(b.severity)
  || Date.parse(b.last_found) - Date.parse(a.last_found);

/** @param {State} state @param {any} it @param {Actions} actions */
function alert(state, it, actions) {
  const refused = state.watch.refusals.get(it.id);
  return html`
    <article class="alert" aria-labelledby=${`alert-${it.id}`}>
      <div class="section-head">
        <h3 id=${`alert-${it.id}`}><span class="verdict ${SEVERE[it.severity] ?? "open"}">${it.severity}</span> ${it.title}</h3>
        <p class="quiet">${stateOf(it)}</p>
      </div>
      <p class="quiet">since ${moment(it.since)} · ${it.findings === 1 ? "found once" : `found ${count(it.findings)} times, last ${moment(it.last_found)}`}
        · <code>${it.id}</code></p>
      <p class="why">${it.text}</p>
      ${actionsOf(it, state.watch.busy.has(it.id), actions)}
      ${refused ? html`<p class="wrong" role="alert">${refused}</p>` : nothing}
      <details>
        <summary>What to do, and what was seen</summary>
        <div class="more">
          <p class="runbook">${it.runbook || "No runbook says what to do."}</p>
          ${it.observations.length === 0 ? nothing : html`
            <ul class="seen">${it.observations.map((/** @type {any} */ seen) => html`
              <li><b>${seen.name}</b>${seen.segment ? html` <span class="quiet">${seen.segment}</span>` : nothing} ${seen.sentence}
                <span class="quiet">${percent(seen.weight)} of the evidence</span></li>`)}
            </ul>`}
          ${it.state === "resolved" ? nothing : resolving(it, actions)}
        </div>
      </details>
    </article>
  `;
}

/** @param {any} it */
function stateOf(it) {
  switch (it.state) {
    case "acknowledged":
      return `acknowledged by ${it.by}`;
    case "snoozed":
      return `snoozed by ${it.by} until ${moment(it.until)}`;
    case "resolved":
      return `resolved by ${it.by}: ${it.reason}`;
    default:
      return html`<b>${words(it.state)}</b>${it.reopened > 0 ? `, back for the ${count(it.reopened)}. time` : nothing}`;
  }
}

/** @param {any} it @param {boolean} busy @param {Actions} actions */
function actionsOf(it, busy, actions) {
  const over = it.state === "resolved";
  /** @param {boolean} useful */
  const useful = (useful) => html`
    <button class="plain" ?disabled=${busy} aria-pressed=${it.useful?.useful === useful}
      @click=${() => actions.answer(it.id, "useful", { useful })}>${useful ? "Yes" : "No"}</button>`;
  /** @param {SubmitEvent} event */
  const snooze = (event) => {
    event.preventDefault();
    const duration = new FormData(/** @type {HTMLFormElement} */ (event.target)).get("duration");
    void actions.answer(it.id, "snooze", { duration });
  };
  return html`
    <div class="actions">
      ${over || it.state === "acknowledged" ? nothing : html`
        <button ?disabled=${busy} @click=${() => actions.answer(it.id, "acknowledge", {})}>Acknowledge</button>`}
      ${over ? nothing : html`
        <form @submit=${snooze}>
          <button class="plain" type="submit" ?disabled=${busy}>Snooze</button>
          <select name="duration" aria-label="Snooze for">
            <option value="1h">1 hour</option><option value="4h" selected>4 hours</option>
            <option value="1d">1 day</option><option value="7d">7 days</option>
          </select>
        </form>`}
      <span class="spacer"></span>
      <span class="useful" role="group" aria-label="Was it useful?"><span class="quiet">Was it useful?</span> ${useful(true)} ${useful(false)}</span>
    </div>
  `;
}

/** @param {any} it @param {Actions} actions */
function resolving(it, actions) {
  /** @param {SubmitEvent} event */
  const resolve = (event) => {
    event.preventDefault();
    const reason = new FormData(/** @type {HTMLFormElement} */ (event.target)).get("reason");
    void actions.answer(it.id, "resolve", { reason });
  };
  return html`
    <form @submit=${resolve}>
      <label for=${`reason-${it.id}`}>Why it is over</label>
      <input id=${`reason-${it.id}`} name="reason" required maxlength="1000" autocomplete="off">
      <button class="plain" type="submit">Resolve</button>
    </form>
  `;
}
