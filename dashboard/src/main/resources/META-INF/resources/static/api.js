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

/** @param {string} path @param {string} accept @returns {Promise<Response>} */
async function get(path, accept) {
  const token = sessionStorage.getItem(TOKEN);
  /** @type {Record<string, string>} */
  const headers = token ? { Accept: accept, Authorization: `Bearer ${token}` } : { Accept: accept };
  const response = await fetch(path, { headers, cache: "no-store", signal: AbortSignal.timeout(15_000) });
  if (response.status === 401) {
    throw new TokenNeeded(path);
  }
  if (!response.ok) {
    const problem = await response.json().catch(() => ({}));
    throw new Error([problem.detail ?? `${path} answered ${response.status}.`, problem.remedy].filter(Boolean).join(" "));
  }
  return response;
}

/** @param {string} path below /api/v1 @returns {Promise<any>} */
async function json(path) {
  return (await get(`/api/v1${path}`, "application/json")).json();
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
export const metrics = async () => (await get("/metrics", "text/plain")).text();
