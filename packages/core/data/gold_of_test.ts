import { expect, it } from "vitest"
import { goldOf } from "./gold_of.ts"

it.each(
  [
    ["16 - 3 - 4 = 9\n#### 18", "18"],
    ["#### 18 \n", "18"],
    ["#### 1\n#### 2", "2"],
    ["#### 18\nafterwards \\boxed{3}", "3"],
    ["\\boxed{4}\n#### 5", "5"],
    ["First $\\boxed{1}$, so $\\boxed{\\frac{1}{2}}$.", "\\frac{1}{2}"],
    ["cut: \\boxed{5", "cut: \\boxed{5"],
    ["####", "####"],
    ["", ""],
  ] as const,
)("takes from %j the gold answer %j", (solution, gold) => expect(goldOf(solution)).toBe(gold))
