import fc from "fast-check"
import { expect, it } from "vitest"
import { read } from "./reading.ts"

const tex = String.raw

it.each(
  [
    ["18", 18n, 1n],
    ["-1", -1n, 1n],
    ["025", 25n, 1n],
    ["1.250", 5n, 4n],
    [".5", 1n, 2n],
    ["3,641", 3641n, 1n],
    [tex`22,\! 333,\! 444,\! 500`, 22333444500n, 1n],
    [tex`3{,}641`, 3641n, 1n],
    ["41 720", 41720n, 1n],
    [tex`\frac73`, 7n, 3n],
    [tex`\frac 58`, 5n, 8n],
    [tex`\frac9{17}`, 9n, 17n],
    [tex`-\dfrac{6}{-4}`, 3n, 2n],
    [tex`{1 \over 2}`, 1n, 2n],
    ["-3/6", -1n, 2n],
    [tex`211 \frac{1}{4}`, 845n, 4n],
    ["2 3/8", 19n, 8n],
    [tex`4.15 \times 10^{-5}`, 83n, 2000000n],
    ["1e3", 1000n, 1n],
    ["−7", -7n, 1n],
    [tex`\boxed{7}`, 7n, 1n],
    ["$7$.", 7n, 1n],
    ["((7))", 7n, 1n],
  ] as const,
)("reads the number %s", (text, n, d) => expect(read(text)).toEqual({ kind: "number", value: { n, d } }))

it.each(
  [
    ["85°", { kind: "number", value: { n: 85n } }],
    [tex`\$27.60`, { kind: "number", value: { n: 138n, d: 5n } }],
    [tex`432 \mbox{ inches}^2`, { kind: "number", value: { n: 432n } }],
    ["12 square inches", { kind: "number", value: { n: 12n } }],
    ["5 km/h", { kind: "number", value: { n: 5n } }],
    ["5 units", { kind: "number" }],
    [tex`5\text{ below zero}`, { kind: "words" }],
    ["5 dozen", { kind: "words" }],
    [tex`\$5 \text{ million}`, { kind: "number", value: { n: 5_000_000n } }],
    [tex`\text{Marta}`, { kind: "words" }],
    ["no solution", { kind: "words" }],
    ["1 2", { kind: "words" }],
    ["63_8", { kind: "numeral", value: 51n, base: 8 }],
    ["(3,8]", { kind: "sequence", open: "(", close: "]" }],
    [tex`-3 < x \le 8`, { kind: "sequence", open: "(", close: "]" }],
    ["x > 6", { kind: "sequence", open: "(", close: ")" }],
    [tex`1 \pm \sqrt{2}`, { kind: "set", of: "values" }],
    [tex`(1,2) \cup [3,8]`, { kind: "set", of: "union" }],
    [tex`\begin{bmatrix} 1 & 2 \\ 3 & 4 \end{bmatrix}`, { kind: "matrix", bars: false }],
    ["y = 3x + 8", { kind: "expression", latex: "3x + 8" }],
    ["y - 3x = 8", { kind: "equation", left: "y - 3x", right: "8" }],
    [tex`f(4) = 21`, { kind: "number", value: { n: 21n } }],
    ["2:7", { kind: "sequence", open: ":", close: ":" }],
    ["3:30 p.m.", { kind: "sequence", open: ":", close: "pm" }],
    [tex`3 \pmod 7`, { kind: "sequence", open: "mod", close: "mod" }],
    [tex`x \ne 8`, { kind: "set", of: "union" }],
    [tex`\begin{cases} x=4 \\ n=9 \end{cases}`, { kind: "set", of: "values" }],
    [tex`\sqrt{2}`, { kind: "expression", latex: tex`\sqrt{2}` }],
    ["2i", { kind: "expression", latex: "2i" }],
    [tex`2\mathrm{i}`, { kind: "expression", latex: "2i" }],
    [tex`\sin 30^\circ`, { kind: "expression" }],
    ["5m", { kind: "expression" }],
  ] as const,
)("reads %s", (text, expected) => expect(read(text)).toMatchObject(expected))

it.each([
  "",
  "  ",
  "$$$$",
  "()",
  "1,,2",
  "(1,2",
  "1)",
  tex`\frac{1}{`,
  "(1}",
  tex`\begin{pmatrix} 1 \end{bmatrix}`,
  tex`\{1)`,
])(
  "does not read %j",
  (text) => expect(read(text)).toBeUndefined(),
)

it("does not read what is overlong or nested too deep, and is quick to say so", () => {
  expect(read("9".repeat(2001))).toBeUndefined()
  expect(read("(".repeat(500) + "1" + ")".repeat(500))).toBeUndefined()
  expect(read("9".repeat(1999))).toMatchObject({ kind: "number" })
})

it.each([
  "%",
  "$",
  "^\\circ",
  "\\text{ cm}",
  "\\pm",
  "x<",
  "\\overline{",
  " cm",
  "1,",
  "a=b=",
  "AB+",
  "AB:",
  "f(a,",
  "∪",
  "a  b",
])(
  "is quick with many %j",
  (piece) => {
    const started = performance.now()
    void read("5" + piece.repeat(Math.floor(1990 / piece.length)))
    void read(piece.repeat(Math.floor(1990 / piece.length)) + "=1")
    void read(piece.repeat(Math.floor(100 / piece.length)) + "A=1")
    // Milliseconds; taken apart sign by sign it took all of the memory.
    expect(performance.now() - started).toBeLessThan(5000)
  },
)

it("does not read prose, but answers of some words and many environments", () => {
  const solution = "Adding the equations gives $2x = 10$, hence the value that was asked for is half of it."
  expect(read(solution)).toBeUndefined()
  expect(read("infinitely many solutions, all of them real numbers")).toBeDefined()
  expect(read(Array(6).fill(tex`\begin{pmatrix} 1 \\ 2 \end{pmatrix}`).join(", "))).toMatchObject({ kind: "set" })
})

it("never throws", () => {
  const pieces = fc.constantFrom(
    ...String
      .raw`\frac \sqrt \text \boxed \left \right \begin{pmatrix} \end{pmatrix} \pm \cup \in \\ \{ \} $ \$ \% % ^ _ { } ( ) [ ] , ; = < \le 1 23 4.5 x or and cm`
      .split(" "),
    " ",
  )
  fc.assert(fc.property(fc.array(pieces, { maxLength: 14 }), (parts) => void read(parts.join(""))), { numRuns: 2000 })
})
