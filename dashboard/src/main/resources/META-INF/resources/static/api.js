// @ts-check
const TOKEN = "understudy.token";

/** The server wants a token, or another one. */
export class TokenNeeded extends Error {}

/** Kept until the tab is closed. @param {string} token */
export function keepToken(token) {
  sessionStorage.setItem(TOKEN, token.trim());
}

export function forgetToken() {
  sessionStorage.removeItem(TOKEN);
}

export function hasToken() {
  return sessionStorage.getItem(TOKEN) !== null;
}

/** The server has no such thing. */
export class NotThere extends Error {}

/** @param {string} path @param {string} accept @param {RequestInit} how @returns {Promise<Response>} */
async function ask(path, accept, how = {}) {
  const token = sessionStorage.getItem(TOKEN);
  /** @type {Record<string, string>} */
  const headers = { Accept: accept };
  if (token) {
    headers.Authorization = `Bearer ${token}`;
  }
  if (how.body) {
    headers["Content-Type"] = "application/json";
  }
  const response = await fetch(path, { ...how, headers, cache: "no-store", signal: AbortSignal.timeout(15_000) });
  if (response.status === 401) {
    throw new TokenNeeded(path);
  }
  if (!response.ok) {
    const problem = await response.json().catch(() => ({}));
    const said = [problem.detail ?? `${path} answered ${response.status}.`, problem.remedy].filter(Boolean).join(" ");
    throw response.status === 404 ? new NotThere(said) : new Error(said);
  }
  return response;
}

/** @param {string} path below /api/v1 @returns {Promise<any>} */
async function json(path) {
  return (await ask(`/api/v1${path}`, "application/json")).json();
}

/** @param {string} path below /api/v1 @param {any} body @returns {Promise<any>} */
async function post(path, body) {
  return (await ask(`/api/v1${path}`, "application/json", { method: "POST", body: JSON.stringify(body) })).json();
}

/** @param {string} name */
const model = (name) => `/models/${encodeURIComponent(name)}`;

export const status = () => json("/status");

/** @returns {Promise<any[]>} */
export const models = async () => (await json("/models")).models;

/** @param {string} name */
export const lineup = (name) => json(`${model(name)}/lineup`);

/** @param {string} name @returns {Promise<any[]>} */
export const shadows = async (name) => (await json(`${model(name)}/shadows`)).shadows;

/** @param {string} name @returns {Promise<{rollouts: any[], adaptation: any}>} newest first */
export const climbs = (name) => json(`${model(name)}/rollouts`);

/** @param {string} name @param {number} version */
export const comparison = (name, version) => json(`${model(name)}/comparisons/${version}`);

/** @param {string} name @param {number} limit @returns {Promise<any[]>} newest first */
export const predictions = async (name, limit) =>
  (await json(`/predictions?model=${encodeURIComponent(name)}&limit=${limit}`)).predictions;

/** @returns {Promise<string>} in Prometheus' text format */
export const metrics = async () => (await ask("/metrics", "text/plain")).text();

/** Of all models. @returns {Promise<any[]>} newest first */
export const unresolved = async () => (await json("/alerts?state=unresolved&limit=1000")).alerts;

/** @param {string} name @param {number} limit @returns {Promise<any[]>} newest first, those that are over among them */
export const alerts = async (name, limit) => (await json(`${model(name)}/alerts?limit=${limit}`)).alerts;

/** @param {string} alert its id @param {"acknowledge" | "snooze" | "resolve" | "useful"} what @param {any} body @returns {Promise<any>} */
export const answer = (alert, what, body) => post(`/alerts/${encodeURIComponent(alert)}/${what}`, body);

/** @param {string} name */
export const monitors = (name) => json(`${model(name)}/monitors`);

/** The latest that are sealed. @param {string} name @param {number} limit @returns {Promise<any[]>} earliest first */
export const windows = async (name, limit) => (await json(`${model(name)}/windows?from=400d&limit=${limit}`)).windows;

/** @param {string} name @param {string} id of the window */
export const window = (name, id) => json(`${model(name)}/windows/${encodeURIComponent(id)}`);

/** @param {string} name */
export const performance = (name) => json(`${model(name)}/performance?window=day`);

/** @param {string} name @returns {Promise<any>} null where the server does not say */
export const health = (name) => json(`${model(name)}/health`).catch((error) => {
  if (error instanceof NotThere) {
    return null;
  }
  throw error;
});
