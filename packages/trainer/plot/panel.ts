import * as Plot from "@observablehq/plot"
// One file, which loads in a quarter of the time.
import { parseHTML } from "linkedom/worker"
import type { Interval } from "../evaluate/interval.ts"
import { xmlCharacters, xmlText } from "./xml_text.ts"
import { color } from "./_style.ts"

/**
 * A value along a curve and, if known, the value's interval.
 * @since 0.1.0
 */
export interface Point extends Partial<Readonly<Record<"interval", Interval>>> {
  readonly x: number
  readonly y: number
}

/**
 * A line with a name for the legend.
 * @since 0.1.0
 */
export interface Curve {
  readonly name: string
  readonly points: ReadonlyArray<Point>
}

/**
 * A place on the x axis that has a name: where something was decided.
 * @since 0.1.0
 */
export interface Mark {
  readonly x: number
  readonly label: string
  /** The place of the curve whose color it has. */
  readonly curve: number
}

/**
 * One pair of axes with curves.
 * @since 0.1.0
 */
export interface Panel {
  readonly title: string
  readonly x: string
  readonly y: string
  readonly curves: ReadonlyArray<Curve>
  /** `percent`: values are shares of 1 and printed as percentages. */
  readonly unit?: "percent"
  /** Draws a dot with its value at the highest point of each curve. */
  readonly peaks?: boolean
  /** Dashed lines from top to bottom. */
  readonly marks?: ReadonlyArray<Mark>
}

/**
 * Size of a panel with its title, in pixels.
 * @since 0.1.0
 */
export const size = { width: 360, height: 250 } as const

/**
 * Draws a panel as SVG text that goes into a picture: bands, then lines, then dots, so that nothing hides what is more
 * important.
 * @since 0.1.0
 */
export const draw = ({ title, x, y, curves, unit, peaks = false, marks: places = [] }: Panel): string => {
  const { document } = parseHTML("<html></html>")
  const known = curves.map(({ points }) => points.filter((point) => Number.isFinite(point.y)))
  const print = (value: number) => unit === "percent" ? `${(100 * value).toFixed(1)}%` : value.toPrecision(3)
  const marks = known.flatMap((points, i) => [
    Plot.areaY(points.filter(({ interval }) => interval !== undefined), {
      x: "x",
      y1: (point: Point) => point.interval?.low,
      y2: (point: Point) => point.interval?.high,
      fill: color(i),
      fillOpacity: 0.18,
    }),
    Plot.lineY(points, { x: "x", y: "y", stroke: color(i), strokeWidth: 1.75, strokeLinejoin: "round" }),
    Plot.dot(points.length === 1 ? points : [], { x: "x", y: "y", fill: color(i), r: 2.5 }),
  ])
  const tops = peaks ? known.flatMap((points, i) => points.length < 2 ? [] : [{ ...highest(points), i }]) : []
  const svg: { readonly innerHTML: string } = Plot.plot({
    ...frame({ x, y, unit, ticks: wholeTicks(known.flat()) }),
    document,
    marks: [
      Plot.ruleX(places, { x: "x", stroke: (mark: Mark) => color(mark.curve), strokeDasharray: "3,3" }),
      ...marks,
      Plot.dot(tops, { x: "x", y: "y", stroke: "currentColor", fill: (top) => color(top.i), r: 4 }),
      Plot.text(places, { x: "x", text: (mark: Mark) => xmlCharacters(mark.label), frameAnchor: "top", dy: -10 }),
      Plot.text(tops, { x: "x", y: "y", text: (top) => print(top.y), dy: -11, fontWeight: "bold" }),
    ],
  })
  // The figure has the style; the one of a single plot would fix its paper to white.
  const plot = svg.innerHTML.replace(/<style>.*?<\/style>/gs, "")
  return `<text x="8" y="8" font-size="13" font-weight="bold" text-anchor="start">${xmlText(title)}</text>` +
    `<g transform="translate(0,14)">${plot}</g>`
}

/** Sizes, margins and axes of a panel. */
const frame = (
  { x, y, unit, ticks: marked }: Pick<Panel, "x" | "y"> & {
    readonly unit: Panel["unit"] | undefined
    readonly ticks: ReturnType<typeof wholeTicks>
  },
) => ({
  width: size.width,
  height: size.height - 22,
  className: "panel",
  marginTop: 30,
  marginLeft: 48,
  marginRight: 18,
  marginBottom: 34,
  x: { label: xmlCharacters(x), labelAnchor: "center", labelArrow: "none", ...marked, inset: 4 } as const,
  y: {
    label: xmlCharacters(y),
    labelArrow: "none",
    grid: true,
    nice: true,
    zero: unit === "percent",
    ticks: 5,
    tickFormat: ticks(unit),
  } as const,
})

/** Of few whole numbers, such as the first updates of a run, each has a tick: there is no half of one. */
const wholeTicks = (points: ReadonlyArray<Point>) => {
  const all = points.map(({ x }) => x)
  const [low, high] = [Math.min(...all), Math.max(...all)]
  if (!(high - low <= 6) || !all.every(Number.isInteger)) return { ticks: 6 }
  return { ticks: Array.from({ length: high - low + 1 }, (_, i) => low + i), tickFormat: String }
}

const ticks = (unit: Panel["unit"]) => (value: number) =>
  unit === "percent" ? `${Math.round(100 * value)}%` : brief(Number(value.toPrecision(6)))

/** There is room for six characters, and not for all zeros of a small number. */
const brief = (value: number) => Math.abs(value) < 0.001 && `${value}`.length > 6 ? value.toExponential() : `${value}`

/** The first of the highest points. */
const highest = (points: ReadonlyArray<Point>): Point =>
  points.reduce((best, point) => (point.y > best.y ? point : best))
