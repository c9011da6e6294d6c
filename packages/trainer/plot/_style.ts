/** Paper, ink, and the colors of curves: Okabe and Ito's, which color-blind readers tell apart. */
const light = {
  paper: "#ffffff",
  ink: "#24292f",
  curves: ["#0072b2", "#d55e00", "#008a63", "#b8568f", "#9a6a00", "#57606a", "#2b8cc4", "#7d3c98"],
}

/** The same on a dark page, lighter. */
const dark = {
  paper: "#0d1117",
  ink: "#d0d7de",
  curves: ["#58b0e8", "#ff8c42", "#35c79a", "#e394c3", "#e6b84d", "#a0a8b0", "#8fd0f5", "#c69be0"],
}

/** How many colors there are; a ninth curve has the first one's again. */
export const palette = light.curves.length

/** The color of the i-th curve, as an attribute says it. */
export const color = (i: number): string => light.curves[i % palette]

export const { paper, ink } = light

/** The i-th curve's color in a light page and in a dark one. */
export const shadesOf = (i: number): readonly [light: string, dark: string] => [
  light.curves[i % palette],
  dark.curves[i % palette],
]

const repainted = [[light.paper, dark.paper], ...light.curves.map((each, i) => [each, dark.curves[i]])]
  .map(([from, to]) => `[fill="${from}"] { fill: ${to} } [stroke="${from}"] { stroke: ${to} }`)

/**
 * A picture carries its own paper and ink, so that it is legible in a page, in an <img> and alone. Its attributes are those
 * of a light page, which any viewer understands; where the reader's page is dark, rules replace them, color by color.
 */
export const style = [
  "svg.figure { font-family: system-ui, sans-serif } svg.figure text { white-space: pre }",
  `@media (prefers-color-scheme: dark) { svg.figure { color: ${dark.ink} } ${repainted.join(" ")} }`,
].join(" ")
