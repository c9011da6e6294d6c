import fc from "fast-check"
import { parseHTML } from "linkedom"
import { describe, expect, it } from "vitest"
import { color } from "./_style.ts"
import { figure } from "./figure.ts"
import type { Curve, Panel } from "./panel.ts"
import { type Run, trainingCurves } from "./training_curves.ts"

const panel = (curves: ReadonlyArray<Curve>, more: Partial<Panel> = {}): Panel => ({
  title: "Accuracy",
  x: "step",
  y: "share",
  curves,
  ...more,
})
const points = [0, 10, 20].map((x) => ({ x, y: x === 10 ? 0.7 : 0.4, interval: { low: 0.3, high: 0.8 } }))
const options = { title: "A <b> & c", description: "d" }
const parse = (svg: string) => parseHTML(`<html><body>${svg}</body></html>`).document
const texts = (svg: string) => [...parse(svg).querySelectorAll("text")].map((node) => node.textContent)
const labeled = (svg: string, label: string) => [...parse(svg).querySelectorAll(`[aria-label="${label}"] > path`)]

describe("figure", () => {
  it("gives the same bytes for the same numbers, whatever was drawn before", () => {
    const draw = () => figure([panel([{ name: "a", points }])], options)
    const first = draw()
    figure([panel([{ name: "other", points: [] }], { peaks: true })], options)
    expect(draw()).toBe(first)
  })

  it("escapes its texts and labels its axes", () => {
    const svg = figure([panel([{ name: "a", points }])], options)
    expect(svg).toContain("<title>A &lt;b&gt; &amp; c</title>")
    expect(texts(svg)).toEqual(expect.arrayContaining(["A <b> & c", "Accuracy", "step", "share"]))
  })

  it("is XML whatever the names are", () => {
    const name = fc.string({ unit: "binary" })
    fc.assert(
      fc.property(name, name, name, (a, b, c) => {
        const svg = figure([panel([{ name: a, points }, { name: b, points }], { title: c, x: a, y: b })], {
          title: a,
          description: c,
        })
        expect(svg).not.toMatch(/[^\P{Cc}\t\n\r]|[\p{Cs}\p{Bidi_Control}\ufffe\uffff]|&(?!(amp|lt|gt|quot|#\d+);)/u)
        // Each tag is closed by its own name.
        const open: Array<string> = []
        for (const [, end, tag, alone] of svg.matchAll(/<(\/?)([a-z]+)(?:\s[^<>]*?)?(\/?)>/gi)) {
          if (end !== "") expect(open.pop()).toBe(tag)
          else if (alone === "") open.push(tag)
        }
        expect([open, svg.replaceAll(/<\/?[a-z]+(\s[^<>]*?)?\/?>/gi, "")]).toEqual([[], expect.not.stringMatching(/</)])
      }),
      { numRuns: 30 },
    )
  })

  it("draws a line and a band per curve, and a legend only where there are several", () => {
    const one = figure([panel([{ name: "a", points }])], options)
    const two = figure([panel([{ name: "a", points }, { name: "b", points }])], options)
    expect([labeled(one, "line").length, labeled(one, "area").length]).toEqual([1, 1])
    expect([labeled(two, "line").length, labeled(two, "area").length]).toEqual([2, 2])
    expect(texts(one)).not.toContain("a")
    expect(texts(two)).toEqual(expect.arrayContaining(["a", "b"]))
  })

  it("keeps a curve's color over panels that lack others", () => {
    const a = { name: "a", points }
    const b = { name: "b", points }
    const svg = figure([panel([a, b]), panel([b])], options)
    const strokes = [...parse(svg).querySelectorAll('[aria-label="line"]')].map((node) => node.getAttribute("stroke"))
    expect(strokes).toEqual([color(0), color(1), color(1)])
  })

  it("names the first highest point, in the panel's unit", () => {
    const peaks = (unit: Partial<Panel>) =>
      texts(figure([panel([{ name: "a", points }], { peaks: true, ...unit })], options))
    expect(peaks({ unit: "percent" })).toContain("70.0%")
    expect(peaks({})).toContain("0.700")
  })

  it("leaves out what is not a number, and draws empty and constant curves", () => {
    const broken = [{ x: 0, y: NaN }, { x: 1, y: 1 }, { x: 2, y: Infinity }, { x: 3, y: 1 }]
    for (const curve of [broken, [], [{ x: 0, y: 0 }]]) {
      const svg = figure([panel([{ name: "a", points: curve }], { peaks: true })], options)
      expect(svg).not.toMatch(/NaN|Infinity|undefined/)
    }
  })

  it("brings its own ink and paper for light and dark", () => {
    const svg = figure([panel([{ name: "a", points }])], options)
    expect(svg).toContain("prefers-color-scheme: dark")
    expect(svg).toContain('fill="#ffffff"')
    expect(svg).toContain('[fill="#ffffff"] { fill: #0d1117 }')
    expect(svg.match(/<style>/g)?.length).toBe(1)
    // A viewer that knows neither variables nor media queries shows the light picture.
    expect(svg).not.toContain("var(")
    expect(svg).toMatch(/^<svg [^>]*color="#24292f"/)
  })
})

describe("trainingCurves", () => {
  const run = (name: string): Run => ({
    name,
    lines: [0, 1, 2].map((step) => ({
      step,
      metrics: {
        ...(step > 0 ? { reward: step, entropy: 1 / step, "completions/mean_length": 20 } : {}),
        ...(step === 1
          ? {}
          : { "eval/accuracy": 0.4 + step / 10, "eval/accuracy_low": 0.3, "eval/accuracy_high": 0.8 }),
      },
    })),
  })

  it("shows accuracy with its band and peak, reward, entropy and length", () => {
    const svg = trainingCurves([run("a")], { title: "A run" })
    expect(texts(svg)).toEqual(
      expect.arrayContaining(["A run", "Held-out accuracy", "Reward (trained on)", "Batch entropy", "Length", "60.0%"]),
    )
    expect(labeled(svg, "line").length).toBe(4)
    expect(labeled(svg, "area").length).toBe(1)
  })

  it("compares runs", () => {
    const svg = trainingCurves([run("self_certainty"), run("token_entropy")], { title: "Two" })
    expect(labeled(svg, "line").length).toBe(8)
    expect(texts(svg)).toEqual(expect.arrayContaining(["self_certainty", "token_entropy"]))
  })
})
