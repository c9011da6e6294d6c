// What one row of the operation table is, and the graph and feeds it becomes: the operation's value, and its gradient.
import { backward } from "@rlif/core/grad/backward"
import { evaluate, type Shape } from "@rlif/core/graph/dim.ts"
import type { Float } from "@rlif/core/graph/dtype"
import { type Graph, graph } from "@rlif/core/graph/graph"
import { cast, input, mul, reduceSum } from "@rlif/core/graph/ops"
import type { Tensor } from "@rlif/core/graph/tensor"
import { type Value, value, type Values } from "@rlif/core/graph/value"

/** A floating operand: numbers given, or drawn evenly from `range` (default -2 to 2), the same in every run. */
export interface FloatOperand {
  readonly shape: Shape
  readonly data?: ReadonlyArray<number>
  readonly range?: readonly [number, number]
}

/** An integer operand. */
export interface IndexOperand {
  readonly shape: Shape
  readonly data: ReadonlyArray<number>
}

/** One small use of an operation. */
export interface OpCase {
  readonly name: string
  /** What the symbols in the shapes are here. */
  readonly sizes?: Readonly<Record<string, number>>
  readonly floats: ReadonlyArray<FloatOperand>
  readonly indices?: ReadonlyArray<IndexOperand>
  readonly build: (x: ReadonlyArray<Tensor<Float>>, i: ReadonlyArray<Tensor<"int32">>) => Tensor
  /** What it computes, where the numbers are given and the answer can be written down. */
  readonly values?: ReadonlyArray<number>
  /**
   * The gradients, one a floating operand, where finite differences do not give them: at ties and edges, of the sum of
   * the values; `"zero"` for an operation that passes none although its value moves.
   */
  readonly gradients?: "zero" | ReadonlyArray<ReadonlyArray<number>>
}

/** A case of one floating type, ready to run. */
export interface ReadyCase {
  /** Outputs `y` and, for the floating operands in order, `g0`, `g1`, ...: the gradients of `sum(weights y)`. */
  readonly graph: Graph
  /** The operands `x0`, ..., the indices `i0`, ..., and `weights`, all 1 where the gradients are written down. */
  readonly feeds: Values
  /** The weights, which the graph does not take where no gradient passes. */
  readonly weights: Value
  /** The tensor that the case builds. */
  readonly built: Tensor
}

/** The graph and feeds of a case. */
export const ready = (opCase: OpCase, dtype: Float): ReadyCase => {
  const { floats, indices = [], sizes = {} } = opCase
  const xs = floats.map(({ shape }, i) => input(`x${i}`, shape, dtype))
  const built = opCase.build(xs, indices.map(({ shape }, i) => input(`i${i}`, shape, "int32")))
  const y = cast(built, dtype)
  const loss = reduceSum(mul(y, input("weights", y.shape, dtype)))
  const gradients = backward(loss, xs).map((g, i) => [`g${i}`, g] as const)
  const closed = graph({ y, ...Object.fromEntries(gradients) })

  const bound = new Map(Object.entries(sizes))
  const random = uniform(opCase.name)
  const float = ({ shape, data, range: [low, high] = [-2, 2] }: FloatOperand): Value<Float> => {
    const dims = shape.map((dim) => evaluate(dim, bound))
    const count = dims.reduce((a, b) => a * b, 1)
    const numbers = data ?? Array.from({ length: count }, () => low + (high - low) * random())
    return dtype === "float64"
      ? { dtype, dims, data: Float64Array.from(numbers) }
      : { dtype, dims, data: Float32Array.from(numbers) }
  }
  const weights = float({ shape: y.shape, range: opCase.gradients === undefined ? [0.5, 1.5] : [1, 1] })
  const feeds: Values = {
    ...Object.fromEntries(floats.map((operand, i) => [`x${i}`, float(operand)])),
    ...Object.fromEntries(indices.map(({ shape, data }, i) => {
      const dims = shape.map((dim) => evaluate(dim, bound))
      return [`i${i}`, value("int32", dims, Int32Array.from(data))]
    })),
    weights,
  }
  // A gradient of zeros does not look at the weights, and what is not in the graph cannot be fed.
  const used = Object.entries(feeds).filter(([name]) => Object.hasOwn(closed.inputs, name))
  return { graph: closed, feeds: Object.fromEntries(used), weights, built }
}

/** Even numbers in [0, 1) that depend on nothing but `name` (mulberry32). */
export const uniform = (name: string): () => number => {
  let state = [...name].reduce((hash, letter) => Math.imul(hash ^ letter.charCodeAt(0), 16777619), 2166136261)
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32
  }
}
