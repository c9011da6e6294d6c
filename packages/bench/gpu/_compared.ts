import type { Computed } from "./_computed.ts"
import { type Equality, furthest, relative } from "./equality.ts"

/** How far what `b` computed is from what `a` did. */
export const compared = (fixture: string, a: Computed, b: Computed): Equality => {
  const gradients = Object.keys(a.gradients).map((name) =>
    [name, relative(a.gradients[name], b.gradients[name] ?? [])] as const
  )
  const [parameter, gradient] = gradients.reduce((worst, next) => (next[1] > worst[1] ? next : worst))
  return {
    fixture,
    logits: furthest(a.logits, b.logits),
    gradient,
    parameter,
    tokens: a.tokens.length,
    same: a.tokens.length === b.tokens.length ? a.tokens.filter((token, i) => token === b.tokens[i]).length : 0,
  }
}
