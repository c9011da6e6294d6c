import fc from "fast-check"
import { expect, it } from "vitest"
import { mathAnswer } from "./math_answer.ts"

const tex = String.raw

it.each(
  [
    // What is marked, in this order, the last of each.
    [tex`\boxed{1} #### 2 the answer is 3, or 4`, "1"],
    ["#### 2\nThe answer is 3, or 4", "2"],
    ["The answer is 3, or 4", "3, or 4"],
    ["<answer>5</answer> or \\boxed{4}", "5"],
    [tex`\boxed{} The answer is 3`, "3"],
    [tex`\boxed{The answer is 42}`, "42"],
    ["#### The answer is 42", "42"],
    [tex`<answer>We get \boxed{(1, 2)} with 3 steps.</answer>`, "(1, 2)"],
    // A bare answer is itself.
    [tex`\frac{1}{2}`, tex`\frac{1}{2}`],
    ["(1, 2]", "(1, 2]"],
    ["x = 5 or x = 7", "x = 5 or x = 7"],
    ["5 miles per hour", "5 miles per hour"],
    [tex`\text{no real solution}`, tex`\text{no real solution}`],
    ["no real solution", "no real solution"],
    [tex`I=\begin{bmatrix}1\\2\end{bmatrix}`, tex`I=\begin{bmatrix}1\\2\end{bmatrix}`],
    ["June 20", "June 20"],
    ["at most 5", "at most 5"],
    ["ab + bc + cd", "ab + bc + cd"],
    ["=> 56", "56"],
    // A sentence says one thing.
    ["So she has 42 apples.", "42 apples"],
    ["I think that 3 is wrong, and it is 4", "4"],
    [tex`Thus $x = \frac{3}{4}$.`, tex`x = \frac{3}{4}`],
    ["The point is $(1,2)$.", "(1,2)"],
    [tex`We get $6 \cdot 7 = 42$.`, "42"],
    ["The odds are 3/4.", "3/4"],
    ["So 42.", "42"],
    ["She pays 7.", "7"],
    ["There are 5 apples left", "5 apples"],
    ["6 * 7 = 42, so she pays $42.", "$42"],
    ["It is 42. I hope that this helps!", "42"],
    ["It is 42!", "42!"],
    ["The line is $ y = 5x + 8 $.", "y = 5x + 8"],
    ["She pays $5 and gets $3, so $2 are left", undefined],
    ["So it is 3 and then 4 or 5 apples.", undefined],
    ["The answer is $x = 1$ or $x = 2$.", "x = 1 or x = 2"],
    // Thinking, ends of texts, what is cut and what is taken back.
    [tex`<think>\boxed{41}?</think>` + "\n42", "42"],
    [tex`<think>\boxed{41}`, undefined],
    ["The answer is 56.<|im_end|>", "56"],
    [tex`1 + 1 = 2, so \boxed{2`, undefined],
    ["The answer is 7. Wait, that is wrong.", undefined],
    ["The answer is 7. Wait, that is wrong. The answer is 9.", "9"],
    ["It is 7. Wait, no. It is 9.", "9"],
    ["The answer is 3.\n\nQuestion: What is 2 + 2?\nThe answer is 4.", "3"],
    ["Problem: What is 2 + 2?\nThe answer is 4.", "4"],
    ["We add.\nQuestion: what is 2 + 2? It is 4.", "4"],
    ["(A) 27 (B) 28", "(A) 27 (B) 28"],
    ["none", "none"],
    ["", undefined],
    [" \n", undefined],
  ] as const,
)("takes from %j the answer %j", (text, expected) => expect(mathAnswer(text)).toBe(expected))

it("keeps a formula whole however it is written, or has none", () => {
  const formulas = [
    ...tex`15\pi|4√7|2 / 9|4.7 × 10^6|8x^3|[2, 11]|3 1/4|9:45|6!|x > 7|34_7|\frac{2}{9}|(5, -6)|2 sqrt(7)|e^3|3-5|7 ± 2|1.5e3|log 7`
      .split("|"),
    ...tex`7 choose 2|7 mod 9|50%|2:7|\{1, 2\}|2, 4 and 6|\sqrt[3]{4}|f(7)|-\sqrt{2}|\begin{pmatrix} 1 \\ 2 \end{pmatrix}`
      .split("|"),
  ]
  for (const formula of formulas) {
    for (const [before, after] of [["So it is ", "."], ["We get ", ""], ["Hence the value equals ", "."], ["", ""]]) {
      expect(mathAnswer(`${before}${formula}${after}`)).toBe(formula)
    }
  }
})

it("never throws, whatever the text", () => {
  const pieces = fc.constantFrom(
    ...tex`\boxed{ \boxed{} \fbox7 \frac \text{ \begin{a} \end{a} \( \) \[ \] $ $$ { } ( ) [ ] , ; = < | _ ^ ! ? 1 23 4.5 x A D`
      .split(" "),
    ...tex`So it is or and not the answer is: #### <answer> </answer> <think> </think> </s> Wait, wrong. 答案是 उत्तर`
      .split(" "),
    " ",
    "\n",
  )
  const texts = fc.array(pieces, { maxLength: 16 })
  fc.assert(fc.property(texts, (parts) => void mathAnswer(parts.join(" "))), { numRuns: 2000 })
  fc.assert(fc.property(texts, (parts) => void mathAnswer(parts.join(""))), { numRuns: 2000 })
})

it("finds the same answer without the spaces and breaks around a text", () => {
  for (const text of [tex`\boxed{3}`, "The answer is 3.", "So it is 3.", "3", "#### 3", "<answer>3</answer>"]) {
    expect([text, `  ${text}\n\n`, `\n${text} `].map(mathAnswer)).toEqual(["3", "3", "3"])
  }
})
