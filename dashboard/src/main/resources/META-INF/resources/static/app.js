// @ts-check
import { render } from "./lib.js";
import * as api from "./api.js";
import * as metrics from "./metrics.js";
import { page } from "./page.js";
import { unwatched, watch } from "./watch.js";

const EVERY = 2_000;
/** Five minutes of samples; quantiles are of the last of them. */
const KEPT = 150;
const RECENT = 15;
const NEWEST = 12;

/**
 * @typedef {object} State
 * @property {"loading" | "token" | "away" | "live"} phase
 * @property {string} problem why it is away, or why the token was refused
 * @property {any} status
 * @property {any[]} models
 * @property {string} selected name of the model shown
 * @property {any} lineup
 * @property {any[]} shadows
 * @property {{rollouts: any[], adaptation: any}} climbs staged rollouts, newest first
 * @property {Map<number, any>} comparisons by version of the challenger
 * @property {any[]} predictions
 * @property {import("./metrics.js").Sample[]} samples oldest first
 * @property {ReturnType<typeof metrics.between> | null} now traffic of the last half minute
 * @property {import("./watch.js").Watch} watch
 * @property {boolean} paused
 * @property {Date | null} updated
 */

/** @type {State} */
const state = {
  phase: "loading",
  problem: "",
  status: null,
  models: [],
  selected: "",
  lineup: null,
  shadows: [],
  climbs: { rollouts: [], adaptation: null },
  comparisons: new Map(),
  predictions: [],
  samples: [],
  now: null,
  watch: unwatched(""),
  paused: false,
  updated: null,
};

const actions = {
  /** @param {string} token */
  signIn(token) {
    api.keepToken(token);
    state.phase = "loading";
    soon();
  },
  signOut() {
    api.forgetToken();
    state.phase = "loading";
    soon();
  },
  pause() {
    state.paused = !state.paused;
    draw();
    if (!state.paused) {
      soon();
    }
  },
  /** @param {string} alert its id @param {"acknowledge" | "snooze" | "resolve" | "useful"} what @param {any} body */
  async answer(alert, what, body) {
    const { alerts, open, busy, refusals } = state.watch;
    busy.add(alert);
    refusals.delete(alert);
    draw();
    try {
      const changed = await api.answer(alert, what, body);
      alerts.value = alerts.value?.map((each) => (each.id === alert ? changed : each));
      open.value = open.value?.map((each) => (each.id === alert ? changed : each));
    } catch (error) {
      refusals.set(alert, problemOf(error));
    }
    busy.delete(alert);
    draw();
  },
  /** What of performance is drawn. @param {{metric?: string, version?: number}} chosen */
  choose(chosen) {
    state.watch.chosen = { ...state.watch.chosen, ...chosen };
    draw();
  },
};

let timer = 0;
let running = false;

function draw() {
  const root = document.getElementById("page");
  if (root) {
    render(page(state, actions), root);
  }
}

function soon() {
  draw();
  clearTimeout(timer);
  void poll();
}

/** Asks for everything once, then waits: a slow server is asked less often. */
async function poll() {
  if (running) {
    return;
  }
  running = true;
  try {
    await refresh();
    state.phase = "live";
    state.problem = "";
    state.updated = new Date();
  } catch (error) {
    if (error instanceof api.TokenNeeded) {
      state.phase = "token";
      state.problem = api.hasToken() ? "The server does not know this token." : "";
    } else {
      state.phase = "away";
      state.problem = problemOf(error);
    }
  }
  running = false;
  draw();
  arrive();
  if (!document.hidden && !state.paused && state.phase !== "token") {
    timer = setTimeout(poll, EVERY);
  }
}

/** @param {unknown} error */
const problemOf = (error) => error instanceof TypeError ? "The server does not answer." : String(/** @type {Error} */ (error).message);

let arrived = "";

/** Shows the panel that the address names, once it is there. */
function arrive() {
  const panel = location.hash.split("/")[1];
  const heading = panel && arrived !== location.hash ? document.getElementById(panel) : null;
  if (heading) {
    arrived = location.hash;
    heading.tabIndex = -1;
    heading.scrollIntoView();
    heading.focus({ preventScroll: true });
  }
}

async function refresh() {
  const [status, models, text] = await Promise.all([api.status(), api.models(), api.metrics()]);
  const sample = metrics.parse(text, Date.now());
  const chosen = chosenModel(models);
  const details = chosen ? await detailsOf(chosen) : null;
  state.status = status;
  state.models = models;
  state.samples = [...state.samples, sample].slice(-KEPT);
  if (state.selected !== (chosen?.name ?? "")) {
    state.selected = chosen?.name ?? "";
  }
  Object.assign(state, details ?? { lineup: null, shadows: [], climbs: { rollouts: [], adaptation: null }, comparisons: new Map(), predictions: [] });
  state.now = traffic(state.selected, sample);
  if (state.watch.model !== state.selected) {
    state.watch = unwatched(state.selected);
  }
  // not waited for: what watches may take its time
  void watch(state.watch, draw);
}

/** The one the address names, as #model or #model/panel, else the first. @param {any[]} models */
function chosenModel(models) {
  const wanted = decodeURIComponent(location.hash.slice(1).split("/")[0]);
  return models.find((model) => model.name === wanted) ?? models[0];
}

/** @param {any} model */
async function detailsOf(model) {
  const [lineup, shadows, climbs, predictions] = await Promise.all([
    model.champion ? api.lineup(model.name) : null,
    api.shadows(model.name),
    api.climbs(model.name),
    api.predictions(model.name, NEWEST),
  ]);
  const challengers = lineup ? [...lineup.canaries, ...lineup.shadows].map((each) => each.version) : [];
  const found = await Promise.allSettled(challengers.map((version) => api.comparison(model.name, version)));
  const comparisons = new Map(
    challengers.map((version, i) => [
      version,
      found[i].status === "fulfilled" ? found[i].value : { problem: String(found[i].reason.message) },
    ]),
  );
  return { lineup, shadows, climbs, comparisons, predictions };
}

/** @param {string} model @param {import("./metrics.js").Sample} now */
function traffic(model, now) {
  const before = state.samples.at(-RECENT - 1) ?? state.samples[0];
  return before === now ? null : metrics.between(before, now, model);
}

addEventListener("hashchange", () => {
  arrived = "";
  soon();
});
document.addEventListener("visibilitychange", () => {
  if (!document.hidden && !state.paused && state.phase !== "token") {
    soon();
  }
});
soon();
