import type { Effect, FileSystem, Path, Scope } from "effect"
import type { Runtime } from "@rlif/core/runtime/runtime"

/** How much there is to do. */
export interface Size {
  readonly prompts: number
  /** Completions a prompt. */
  readonly completions: number
  /** The longest completion. */
  readonly maxTokens: number
  /** What prompts are where an ablation makes long ones. */
  readonly promptTokens: number
}

/** The size that is reported: one step of the main job. */
export const full: Size = { prompts: 32, completions: 8, maxTokens: 64, promptTokens: 64 }

/** The size that only shows that all ways compute the same; completions still differ in length. */
export const smallest: Size = { prompts: 2, completions: 3, maxTokens: 40, promptTokens: 16 }

/** What one run did. */
export interface Work {
  /** In the unit of the comparison. */
  readonly count: number
  /** What came out, as numbers: all ways of a comparison must agree on it. */
  readonly result: ArrayLike<number>
}

/** One way to do the work. A failure is a mistake of the ablation, hence a defect. */
export interface Way {
  readonly name: string
  readonly run: Effect.Effect<Work>
}

/** Ways to compute the same thing, the first being what the others are compared with. */
export interface Comparison {
  readonly name: string
  /** Tokens are those of completions that are of use: padding, repeated prompts and what follows an end do not count. */
  readonly unit: "tokens" | "parameters"
  readonly ways: readonly [Way, ...ReadonlyArray<Way>]
  /** How far results may be apart, relative to `1 + |x|`: 0 for tokens. */
  readonly tolerance: number
}

/** An ablation prepares its data and programs, which live as long as the scope. */
export interface Ablation {
  readonly name: string
  readonly prepare: (
    size: Size,
  ) => Effect.Effect<
    ReadonlyArray<Comparison>,
    never,
    FileSystem.FileSystem | Path.Path | Runtime | Scope.Scope
  >
}
