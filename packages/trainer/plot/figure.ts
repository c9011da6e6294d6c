import { xmlText } from "./xml_text.ts"
import { color, ink, paper, style } from "./_style.ts"
import { draw, type Panel, size } from "./panel.ts"

/**
 * A figure's texts, and how many panels stand side by side.
 * @since 0.1.0
 */
export interface FigureOptions {
  readonly title: string
  /** The text for screen readers. */
  readonly description: string
  readonly columns?: number
}

/**
 * Panels side by side as one SVG text, with one legend for the names of their curves (none for a single curve). The same
 * numbers give the same bytes.
 *
 * @example
 * ```ts
 * import { figure } from "@rlif/trainer/plot"
 *
 * const points = [{ x: 0, y: 0.4 }, { x: 10, y: 0.7, interval: { low: 0.66, high: 0.74 } }]
 * const panel = { title: "Accuracy", x: "step", y: "share", curves: [{ name: "base", points }] }
 * figure([panel], { title: "A run", description: "Accuracy rises" }).startsWith("<svg") // true
 * ```
 *
 * @since 0.1.0
 */
export const figure = (
  panels: ReadonlyArray<Panel>,
  { title, description, columns = 2 }: FigureOptions,
): string => {
  const names = [...new Set(panels.flatMap(({ curves }) => curves.map(({ name }) => name)))]
  const across = Math.min(columns, panels.length)
  // No bold letter of the title is wider than 8.5 pixels.
  const width = Math.max(across * size.width + 16, Math.ceil(32 + 8.5 * title.length))
  const entries = names.length > 1 ? placed(names, width - 16) : []
  const top = 52 + line * ((entries.at(-1)?.row ?? -1) + 1)
  const height = top + Math.ceil(panels.length / across) * size.height + 8
  const place = (k: number) =>
    `translate(${8 + (k % across) * size.width},${top + Math.floor(k / across) * size.height})`
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" class="figure" role="img" width="${width}" height="${height}" ` +
    `viewBox="0 0 ${width} ${height}" color="${ink}" fill="currentColor" font-size="11">`,
    `<title>${xmlText(title)}</title><desc>${xmlText(description)}</desc><style>${style}</style>`,
    `<rect width="${width}" height="${height}" fill="${paper}"/>`,
    `<text x="16" y="26" font-size="15" font-weight="bold">${xmlText(title)}</text>`,
    ...entries.map(entry),
    ...panels.map((panel, k) => {
      const curves = names.map((name) => named(panel, name))
      return `<g transform="${place(k)}" text-anchor="middle">${draw({ ...panel, curves })}</g>`
    }),
    "</svg>\n",
  ].join("\n")
}

/** A curve keeps its color over all panels, so a panel that lacks it draws nothing in its place. */
const named = ({ curves }: Panel, name: string) => curves.find((curve) => curve.name === name) ?? { name, points: [] }

/** The height of a line of the legend. */
const line = 20

/** Names from left to right, in as many lines as it takes. */
const placed = (names: ReadonlyArray<string>, width: number) => {
  let [x, row] = [16, 0]
  return names.map((name, i) => {
    const length = 40 + 6.5 * name.length
    if (x + length > width && x > 16) [x, row] = [16, row + 1]
    const place = { name, i, x, row }
    x += length
    return place
  })
}

const entry = ({ name, i, x, row }: ReturnType<typeof placed>[number]): string =>
  `<g transform="translate(${x},${46 + line * row})"><rect y="-5" width="16" height="3" rx="1.5" fill="${color(i)}"/>` +
  `<text x="22">${xmlText(name)}</text></g>`
