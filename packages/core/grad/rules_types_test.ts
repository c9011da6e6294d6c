// What must not compile about the table of rules; compiled, never run.
import type { OpName } from "../graph/tensor.ts"
import { type Rules, rules } from "./rules.ts"

const { exp: _, ...withoutExp } = rules

// @ts-expect-error: an operation has no rule
export const missing: Rules<OpName> = withoutExp

// @ts-expect-error: a new operation has no rule until it is written
export const added: Rules<OpName | "sine"> = rules

// @ts-expect-error: there is no such operation to write a rule for
export const unknown: Rules<OpName> = { ...rules, sine: () => [] }
