import { nameProblem } from "./_name.ts"
import type { Float } from "../graph/dtype.ts"
import type { Tensor } from "../graph/tensor.ts"
import type { Position } from "./position.ts"

/**
 * One number that a model says of each token: a value, so that one of your own is as good as those that ship. `Name` is
 * what completions, JSON and metrics call it, and what types compare.
 *
 * @since 0.1.0
 */
export interface Signal<out Name extends string = string> {
  readonly name: Name
  /** What `of` reads of each position. */
  readonly reads: ReadonlyArray<keyof Position>
  /** Such as "nats". */
  readonly unit: string
  /** Where the formula stands: a paper, a page. */
  readonly source: string
  /** Positions -> (M): a pure symbolic function, which sees each position alone. */
  readonly of: <D extends Float>(at: Position<D>) => Tensor<D>
}

/**
 * One number per completion token, for each signal asked for.
 *
 * @since 0.1.0
 */
export type Signals<S extends string = string> = {
  readonly [K in S]: Float32Array
}

/**
 * A signal of one's own. `of` sees what `reads` lists, and nothing else; what it does not read is not computed. Throws where
 * the name is no identifier, or one that the policy's graphs or objects have for themselves.
 *
 * @example
 * ```ts
 * import { mul } from "@rlif/core/graph/ops"
 * import { exp, neg, reduceSum } from "@rlif/core/graph/ops"
 * import { signal } from "@rlif/core/signals"
 *
 * // 1 - sum p^2: how likely two draws differ.
 * const gini = signal({
 *   name: "gini",
 *   reads: ["logprobs"],
 *   unit: "probability",
 *   source: "Gini, 1912",
 *   of: ({ logprobs }) => neg(reduceSum(exp(mul(logprobs, 2)), -1)),
 * })
 * gini.name // "gini"
 * ```
 *
 * @since 0.1.0
 */
export const signal = <const Name extends string, const R extends keyof Position>(
  { name, of, ...about }: Omit<Signal<Name>, "reads" | "of"> & {
    readonly reads: ReadonlyArray<R>
    readonly of: <D extends Float>(at: Pick<Position<D>, R>) => Tensor<D>
  },
): Signal<Name> => {
  const problem = nameProblem(name)
  if (problem !== undefined) throw new Error(`Cannot make signal "${name}": ${problem}`)
  return { ...about, name, of }
}
