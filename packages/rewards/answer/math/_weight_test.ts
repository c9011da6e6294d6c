import { ComputeEngine } from "@cortex-js/compute-engine"
import { expect, it } from "vitest"
import { isTooHeavy } from "./_weight.ts"

const tex = String.raw
const engine = new ComputeEngine()
const weighed = (latex: string) => isTooHeavy(engine.parse(latex, { form: "raw" }).json)
const nested = (open: string, times: number, close = ")") => open.repeat(times) + "x" + close.repeat(times)

it.each([
  "9^{9^9}",
  "9^{9^{9^{9^9}}}",
  "2^{10^{7}}",
  "10^{-10^8}",
  "(1+x)^{10^6}",
  "(x+1)^{99999}",
  "x^{x^{x}}",
  tex`\pi^{10^6}`,
  "e^{10^9}",
  "e^{e^{e^{e}}}",
  "(-1)^{10^9}",
  "100000!",
  "((5!)!)!",
  "7!!!!!!",
  tex`\binom{10^8}{10^7}`,
  tex`\prod_{k=1}^{10^9} k`,
  tex`\sum_{k=1}^{10^{12}} \frac{1}{k}`,
  tex`\sum_{k=1}^{2000} x^k`,
  tex`\sum_{i=1}^{100}\sum_{j=1}^{100} ij`,
  tex`\int_0^1\int_0^1 xy\,dx\,dy`,
  nested(tex`\cos(`, 20),
  nested("(1+", 30, ")^2"),
  "x".repeat(1900),
  Array.from({ length: 100 }, (_, i) => `${5000 + i}!`).join("+"),
  `${"9".repeat(900)}^{999}`,
])("%s is", (latex) => expect(weighed(latex)).toBe(true))

it.each([
  "2^{2000}",
  "4^{1000}",
  "(x+1)^{1000}",
  "10^{100}+1",
  tex`\pi^{1001}`,
  "2^{2^{10}}",
  "x^{x}",
  "n!",
  "(2n)!",
  "(n^2)!",
  "2023!",
  tex`\binom{2n}{n}`,
  tex`\binom{100}{50}`,
  tex`\sum_{k=1}^{100} k^2`,
  tex`\sum_{n=1}^{\infty} \frac{1}{n^2}`,
  tex`\sum_{k=0}^{n} \binom{n}{k}`,
  tex`\int_0^1 x^2\,dx`,
  tex`\sin(\cos(\ln(x)))`,
  nested(tex`\sqrt{`, 20, "}"),
  nested(tex`\frac{1}{1+`, 20, "}"),
  "1".repeat(500),
  "0.000000000000000000001",
  "i^{2023}",
])("%s is not", (latex) => expect(weighed(latex)).toBe(false))
