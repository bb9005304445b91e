// @ts-check
// The one place that knows where libraries are; the build fills in the versions of the jars they come from.
export { html, svg, render, nothing } from "/_static/lit-html/${lit.version}/lit-html.js";
export { repeat } from "/_static/lit-html/${lit.version}/directives/repeat.js";

/** A megabyte, so only when there is something to draw. */
export const charts = () => import("/_static/echarts/${echarts.version}/dist/echarts.esm.min.js");
