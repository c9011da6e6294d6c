import { expect, it } from "vitest"
import { applied } from "./_applied.ts"

const tex = String.raw

it.each([
  "2x(x+1)",
  "a(b+c)",
  "P(1+r)^n",
  tex`\frac{a(1-r^n)}{1-r}`,
  "a_1(1-r)",
  "m(n+1)",
  "A(A+2)",
  tex`\lambda(\mu-1)`,
  tex`\pi r(r+h)`,
])("takes the letters of %s for factors", (latex) => {
  expect(applied(latex)).not.toContain("arctan")
  expect(applied(latex).replaceAll(tex`\cdot `, "")).toBe(latex)
  expect(applied(latex)).not.toBe(latex)
})

it.each([
  "P(0)",
  "T(3)",
  "x(-1)",
  "v_0(t)",
  "N (0)e^{-2t}",
  "P(2x)",
  "a(2+3)",
  "T(n-1)",
  "f(x+y)",
  "f^{-1}(3)",
  "y(\\pi)",
  "\\phi(12)",
])(
  "takes the letter of %s for a function",
  (latex) => expect(applied(latex)).toContain("arctan"),
)

it("takes a letter that is a function once for one everywhere", () =>
  expect(applied("p(x+y)-p(x)").match(/arctan/g)).toHaveLength(2))

it("knows functions of functions, and functions of the same letter only", () => {
  expect(applied("f(g(x))").match(/arctan/g)).toHaveLength(2)
  expect(applied("f(1)")).toBe(applied("f (1)"))
  expect(applied("f(1)")).not.toBe(applied("p(1)"))
})

it.each([tex`\sin(x)`, "x+1", "2(x)", "(x)(y)", "P(a,b)", tex`\sqrt(3)`, "e^x(3)", "P(", ""])(
  "leaves %j as it is",
  (latex) => expect(applied(latex)).toBe(latex),
)
