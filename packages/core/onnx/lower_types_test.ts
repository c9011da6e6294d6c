// What must not compile about the tables of lowerings; compiled, never run.
import { cpu } from "./cpu.ts"
import type { Rows } from "./lower.ts"

const { exp: _, ...withoutExp } = cpu.rows

// @ts-expect-error: an operation has no lowering
export const missing: Rows = withoutExp

// @ts-expect-error: a row emits nodes and names its result
export const nameless: Rows = { ...cpu.rows, exp: () => undefined }
