import { parseHTML } from "linkedom"
import { expect, it } from "vitest"
import { color } from "./_style.ts"
import { plate, plateStyle, swatch } from "./plate.ts"

const points = [{ x: 0, y: 2e-5 }, { x: 10, y: 3e-5 }]
const panel = { title: "A <b>", x: "step", y: "rate", curves: [{ name: "a", points: [] }, { name: "b", points }] }

it("is one panel that scales, with its marks in the color of their curves", () => {
  const svg = plate({ ...panel, marks: [{ x: 5, label: "stop <", curve: 1 }] })
  const { document } = parseHTML(`<html><body>${svg}</body></html>`)
  expect(svg).toMatch(/^<svg [^>]*viewBox="0 -6 360 250"[^>]*><title>A &lt;b&gt; by step<\/title>/)
  expect(document.querySelector("line[stroke-dasharray], g[stroke-dasharray] line")?.getAttribute("stroke")).toBe(
    color(1),
  )
  expect([...document.querySelectorAll("text")].map(({ textContent }) => textContent))
    .toEqual(expect.arrayContaining(["A <b>", "step", "rate", "stop <", "2e-5", "3e-5"]))
  expect(svg).not.toMatch(/aria-label|style=| id=/)
})

it("has the colors of curves for light and dark", () => {
  expect(plateStyle).toContain(`.${swatch(0)} { background: ${color(0)} }`)
  expect(plateStyle.match(/prefers-color-scheme: dark/g)?.length).toBe(9)
  expect(swatch(8)).toBe(swatch(0))
})
