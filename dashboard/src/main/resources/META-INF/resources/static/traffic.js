// @ts-check
import { html, charts } from "./lib.js";
import { between } from "./metrics.js";
import { latency, percent, rate } from "./format.js";

/** @typedef {import("./app.js").State} State */

/** @param {State} state @param {any} model */
export function traffic(state, model) {
  const { now } = state;
  const errors = now && now.rate > 0 ? now.errors / (now.rate + now.errors) : 0;
  return html`
    <section aria-labelledby="traffic">
      <div class="section-head">
        <h2 id="traffic">Traffic</h2>
        <p class="quiet">figures of the last half minute</p>
      </div>
      <dl class="tiles">
        ${tile("Requests", now ? rate(now.rate) : "–", "/s")}
        ${tile("Half within", now?.p50 ? latency(now.p50) : "–", "p50")}
        ${tile("Nearly all within", now?.p99 ? latency(now.p99) : "–", "p99")}
        ${tile("Errors", now ? (errors === 0 ? "none" : percent(errors)) : "–", "")}
      </dl>
      <div class="panel charts">
        <figure>
          <figcaption>Requests a second</figcaption>
          <traffic-chart kind="rate" .series=${rates(state, model)}></traffic-chart>
        </figure>
        <figure>
          <figcaption>Latency, milliseconds</figcaption>
          <traffic-chart kind="latency" .series=${latencies(state, model)}></traffic-chart>
        </figure>
      </div>
    </section>
  `;
}

/** @param {string} name @param {string} value @param {string} unit */
const tile = (name, value, unit) => html`<div class="tile"><dt>${name}</dt><dd>${value} <span class="quiet">${unit}</span></dd></div>`;

/** @typedef {{name: string, color: string, points: [number, number | null][]}} Line */

/** @param {State} state @param {any} model @returns {Line[]} */
function rates(state, model) {
  const steps = pairs(state, model.name);
  const versions = [...new Set(steps.flatMap((step) => [...step.versions.keys()]))].sort((a, b) => a - b);
  return versions.map((version) => ({
    name: `@${version}`,
    color: `--v${version % 8}`,
    points: steps.map((step) => [step.time, step.versions.get(version) ?? 0]),
  }));
}

/** @param {State} state @param {any} model @returns {Line[]} */
function latencies(state, model) {
  const steps = pairs(state, model.name);
  return [
    { name: "p50", color: "--accent", points: steps.map((step) => [step.time, step.p50]) },
    { name: "p99", color: "--amber", points: steps.map((step) => [step.time, step.p99]) },
  ];
}

/** @param {State} state @param {string} model */
function pairs({ samples }, model) {
  return samples.slice(1).map((sample, i) => ({ time: sample.time, ...between(samples[i], sample, model) }));
}

/** The time shown grows with what there is, from one minute to five. */
const SHORTEST = 60_000;
const LONGEST = 300_000;

/** Lines over time; its colours follow the page's. */
class TrafficChart extends HTMLElement {
  /** @type {any} */
  #chart = null;
  /** @type {Line[]} */
  #series = [];
  #observer = new ResizeObserver(() => this.#chart?.resize());
  #dark = matchMedia("(prefers-color-scheme: dark)");
  #redraw = () => this.#draw();

  async connectedCallback() {
    const echarts = await charts();
    if (this.isConnected && !this.#chart) {
      this.#chart = echarts.init(this, null, { renderer: "canvas" });
      this.#observer.observe(this);
      this.#dark.addEventListener("change", this.#redraw);
      this.#draw();
    }
  }

  disconnectedCallback() {
    this.#observer.disconnect();
    this.#dark.removeEventListener("change", this.#redraw);
    this.#chart?.dispose();
    this.#chart = null;
  }

  /** @param {Line[]} series */
  set series(series) {
    this.#series = series;
    this.#draw();
  }

  #draw() {
    if (!this.#chart) {
      return;
    }
    const style = getComputedStyle(this);
    /** @param {string} name */
    const color = (name) => style.getPropertyValue(name).trim();
    const stacked = this.getAttribute("kind") === "rate";
    const points = this.#series[0]?.points ?? [];
    const end = points.at(-1)?.[0] ?? Date.now();
    const shown = Math.min(LONGEST, Math.max(SHORTEST, end - (points[0]?.[0] ?? end)));
    this.#chart.setOption(
      {
        animation: false,
        textStyle: { fontFamily: style.fontFamily, color: color("--muted") },
        grid: { left: 8, right: 8, top: 30, bottom: 4, containLabel: true },
        legend: { right: 0, top: 0, itemWidth: 10, itemHeight: 4, icon: "roundRect", textStyle: { color: color("--muted") } },
        tooltip: {
          trigger: "axis",
          renderMode: "richText",
          backgroundColor: color("--surface"),
          borderColor: color("--line"),
          textStyle: { color: color("--text"), fontSize: 12 },
          valueFormatter: (/** @type {number | null} */ value) =>
            value === null || value === undefined ? "–" : stacked ? `${rate(value)}/s` : latency(value),
        },
        xAxis: {
          type: "time",
          min: end - shown,
          max: end,
          splitNumber: 4,
          axisLine: { lineStyle: { color: color("--line") } },
          axisTick: { show: false },
          axisLabel: { color: color("--muted"), formatter: shown > 2 * SHORTEST ? "{HH}:{mm}" : "{HH}:{mm}:{ss}", hideOverlap: true },
        },
        yAxis: {
          type: "value",
          min: 0,
          splitNumber: 3,
          splitLine: { lineStyle: { color: color("--line") } },
          axisLabel: { color: color("--muted") },
        },
        series: this.#series.map((line) => ({
          name: line.name,
          type: "line",
          data: line.points,
          stack: stacked ? "all" : undefined,
          showSymbol: false,
          smooth: 0.25,
          lineStyle: { width: 1.75 },
          areaStyle: stacked ? { opacity: 0.16 } : undefined,
          color: color(line.color),
        })),
      },
      { replaceMerge: ["series"] },
    );
  }
}
customElements.define("traffic-chart", TrafficChart);
