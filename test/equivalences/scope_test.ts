// What "proved" covers, by what the proved statements quantify over and speak of: no theorem says more of itself, or less.
import { proved, type Scope, settings, type Theorem, theorems } from "@rlif/trainer/theorem"
import { describe, expect, it } from "vitest"

/** By setting: how the statements show it. */
const shown: Readonly<Record<keyof typeof settings, RegExp>> = {
  "one parameter": /\btrajectories\.|\bbatches\.slopes\b/, // both are made of functions of one number
  "trees": /\btrajectories\./,
  "pointwise": /\bflows\.moves\b/,
  "simplex": /\bsimplex\.simplex\b/,
}
/** Statements about groups of completions. */
const groups = /\b(standardized|centered|leave_one_out|graded|batches\.slopes)\b/
/** Statements about lists, trees or numbers of anything; others speak of the sizes that they name. */
const everySize = /(?:forall |\((?!fun ))[\w' ]+ : (?:list|nat|trajectories\.tree)\b/

const statements = ({ proofs }: Theorem) => proofs.map((name) => proved.theorems[name])

describe.each(theorems.map((theorem) => [theorem.id, theorem] as const))("what is proved of %s", (_, theorem) => {
  const says = (pattern: RegExp) => statements(theorem).some((statement) => pattern.test(statement))

  it.each(Object.entries(shown))("is under the setting %s where its statements are", (setting, pattern) => {
    expect(theorem.scope.includes(setting as Scope)).toBe(says(pattern))
  })

  it("is of all sizes where its statements are, and else of stated ones", () => {
    const sizes = theorem.scope.filter((scope) => !(scope in settings))
    expect(sizes.some((size) => /^all |>=/.test(size))).toBe(says(everySize))
    expect(sizes).not.toEqual([])
    expect(sizes.some((size) => /^all G|^G /.test(size))).toBe(says(groups))
  })
})
