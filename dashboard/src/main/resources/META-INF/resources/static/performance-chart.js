// @ts-check
import { charts } from "./lib.js";
import { number } from "./format.js";

/** @typedef {{value: number, low?: number | null, high?: number | null}} Estimate */
/** @typedef {{name: string, mature: boolean, realised: Estimate | null, estimated: Estimate | null, constant: number | null}} Point */

/** Pixels by which what is measured and what is estimated stand apart. */
const APART = 5;
const WIDE = 6;

/** What was measured and what was estimated, with their intervals, on one axis. */
class PerformanceChart extends HTMLElement {
  /** @type {any} */
  #chart = null;
  /** @type {Point[]} */
  #points = [];
  #drawn = "";
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

  /** The page is drawn more often than windows change. @param {Point[]} points */
  set points(points) {
    const now = JSON.stringify(points);
    if (now !== this.#drawn) {
      this.#drawn = now;
      this.#points = points;
      this.#draw();
    }
  }

  #draw() {
    if (!this.#chart) {
      return;
    }
    const style = getComputedStyle(this);
    /** @param {string} name */
    const color = (name) => style.getPropertyValue(name).trim();
    const muted = { color: color("--muted") };
    const line = { lineStyle: { color: color("--line") } };
    this.#chart.setOption(
      {
        animation: false,
        textStyle: { fontFamily: style.fontFamily, ...muted },
        grid: { left: 8, right: 12, top: 34, bottom: 4, containLabel: true },
        legend: { right: 0, top: 0, itemWidth: 10, itemHeight: 6, icon: "roundRect", textStyle: muted },
        tooltip: {
          trigger: "axis",
          renderMode: "richText",
          backgroundColor: color("--surface"),
          ...{ borderColor: color("--line"), textStyle: { color: color("--text"), fontSize: 12 } },
          formatter: (/** @type {any[]} */ shown) => told(this.#points[shown[0].dataIndex]),
        },
        xAxis: {
          type: "category",
          data: this.#points.map((point) => point.name),
          axisLine: line,
          axisTick: { show: false },
          axisLabel: { ...muted, hideOverlap: true },
        },
        yAxis: { type: "value", scale: true, splitNumber: 3, splitLine: line, axisLabel: muted },
        series: [
          this.#baseline(color("--muted")),
          this.#intervals("measured", color("--accent"), -APART, (point) => point.realised, (point) => !point.mature),
          this.#intervals("estimated without labels", color("--v2"), APART, (point) => point.estimated, () => false),
        ],
      },
      { replaceMerge: ["series"] },
    );
  }

  /** @param {string} color */
  #baseline(color) {
    return {
      name: "one constant answer",
      type: "line",
      color,
      data: this.#points.map((point) => point.constant),
      showSymbol: false,
      connectNulls: true,
      lineStyle: { width: 1.25, type: [2, 3] },
    };
  }

  /** @param {string} name @param {string} color @param {number} aside @param {(point: Point) => Estimate | null} of @param {(point: Point) => boolean} hollow */
  #intervals(name, color, aside, of, hollow) {
    const surface = getComputedStyle(this).getPropertyValue("--surface").trim();
    return {
      name,
      type: "custom",
      color,
      encode: { x: 0, y: [1, 2, 3] },
      data: this.#points.flatMap((point, i) => {
        const it = of(point);
        return it ? [[i, it.value, it.low ?? it.value, it.high ?? it.value, hollow(point) ? 1 : 0]] : [];
      }),
      renderItem: (/** @type {any} */ _, /** @type {any} */ api) => {
        const [x, y] = api.coord([api.value(0), api.value(1)]);
        const bottom = api.coord([api.value(0), api.value(2)])[1];
        const top = api.coord([api.value(0), api.value(3)])[1];
        const open = api.value(4) === 1;
        return {
          type: "group",
          children: [
            {
              type: "rect",
              shape: { x: x + aside - WIDE / 2, y: top, width: WIDE, height: Math.max(1, bottom - top), r: WIDE / 2 },
              style: { fill: color, opacity: open ? 0.16 : 0.32 },
            },
            {
              type: "circle",
              shape: { cx: x + aside, cy: y, r: 4 },
              style: { fill: open ? surface : color, stroke: open ? color : surface, lineWidth: 1.5 },
            },
          ],
        };
      },
    };
  }
}
customElements.define("performance-chart", PerformanceChart);

/** @param {Point} point */
function told(point) {
  /** @param {string} name @param {Estimate | null} it */
  const line = (name, it) => it ? `\n${name} ${number(it.value)}${interval(it)}` : "";
  return `${point.name}${line("measured", point.realised)}${point.mature || !point.realised ? "" : ", not enough yet"}${line("estimated", point.estimated)}`
    + (point.constant === null ? "" : `\none constant answer ${number(point.constant)}`);
}

/** @param {Estimate} it */
const interval = ({ low, high }) =>
  low === null || low === undefined || high === null || high === undefined ? "" : ` (${number(low)} to ${number(high)})`;
