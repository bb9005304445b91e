// @ts-check
import { render } from "./lib.js";
import * as api from "./api.js";
import * as metrics from "./metrics.js";
import { page } from "./page.js";

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
      state.problem = error instanceof TypeError ? "The server does not answer." : String(/** @type {Error} */ (error).message);
    }
  }
  running = false;
  draw();
  if (!document.hidden && !state.paused && state.phase !== "token") {
    timer = setTimeout(poll, EVERY);
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
}

/** The one the address names, else the first. @param {any[]} models */
function chosenModel(models) {
  const wanted = decodeURIComponent(location.hash.slice(1));
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

addEventListener("hashchange", soon);
document.addEventListener("visibilitychange", () => {
  if (!document.hidden && !state.paused && state.phase !== "token") {
    soon();
  }
});
soon();
