import { ink, palette, shadesOf, style } from "./_style.ts"
import { draw, type Panel, size } from "./panel.ts"
import { xmlText } from "./xml_text.ts"

/**
 * One panel as an SVG text that a page of HTML lays out and scales; the page has `plateStyle` once, and names the curves by
 * `swatch`.
 *
 * @example
 * ```ts
 * import { plate } from "@rlif/trainer/plot"
 *
 * const curves = [{ name: "a run", points: [{ x: 0, y: 0.4 }, { x: 10, y: 0.7 }] }]
 * plate({ title: "Accuracy", x: "step", y: "share", curves }).startsWith("<svg") // true
 * ```
 *
 * @since 0.1.0
 */
export const plate = (panel: Panel): string =>
  `<svg class="figure" role="img" viewBox="0 -6 ${size.width} ${size.height}" color="${ink}" fill="currentColor" ` +
  `font-size="11"><title>${xmlText(`${panel.title} by ${panel.x}`)}</title>` +
  // The names of marks, which say no more than line or dot, are for whoever looks for them in a figure.
  `<g text-anchor="middle">${draw(panel).replaceAll(/ aria-label="[^"]*"/g, "")}</g></svg>`

/**
 * How plates look in a light page, in a dark one and on paper, and the colors of `swatch`.
 * @since 0.1.0
 */
export const plateStyle: string = [
  style,
  ...Array.from({ length: palette }, (_, i) => {
    const [light, dark] = shadesOf(i)
    return `.${swatch(i)} { background: ${light} } ` +
      `@media (prefers-color-scheme: dark) { .${swatch(i)} { background: ${dark} } }`
  }),
].join("\n")

/**
 * The class of what has the color of the i-th curve.
 * @since 0.1.0
 */
export function swatch(i: number): string {
  return `curve-${i % palette}`
}
