import * as Stream from "effect/Stream"
import { hashed, seedOf, textOf, unhashed } from "../../random/hash.ts"
import { random, type Seed, seed } from "../../random/seed.ts"
import type { Problem } from "../problem.ts"
import { evaluate, type Expression, expressionAt, expressionCount, format, operators } from "./expression.ts"

/**
 * Whether an expression belongs to the tenth that is never trained on. A hash of the expression's text alone decides.
 * @since 0.1.0
 */
export const heldOut = (expression: Expression): boolean => isHeldOut(seed("held out", format(expression)))

const isHeldOut = (hash: Seed) => hash % 10 === 0

/**
 * The problem of an expression.
 * @since 0.1.0
 */
export const toProblem = (expression: Expression): Problem => {
  const problem = format(expression)
  return { id: problem.slice(2, -2).replaceAll(" ", ""), problem, gold: `${evaluate(expression)}` }
}

/**
 * Training expression number `index` of a seed, uniform over all expressions that are not held out.
 * @since 0.1.0
 */
export const trainingExpression = (from: Seed, index: number): Expression => {
  const { integer } = random(seed(from, "expression", index))
  for (;;) {
    const expression = expressionAt(integer(expressionCount))
    if (!heldOut(expression)) return expression
  }
}

/**
 * Training problems without end, from number `start` on; the same seed gives the same problems.
 * @since 0.1.0
 */
export const trainingProblems = (
  from: Seed,
  { start = 0 }: { readonly start?: number } = {},
): Stream.Stream<Problem> =>
  Stream.map(Stream.iterate(start, (i) => i + 1), (i) => toProblem(trainingExpression(from, i)))

/**
 * The numbers of all held-out expressions, in their order. Texts that begin alike are hashed once as far as they do: text by
 * text it takes a fifth of a second, which every run would wait for.
 */
const heldOutIndices = (): Array<number> => {
  const held = new Uint8Array(expressionCount)
  // What has been written of a text, by its hash and its part of the number; a digit stands at `place`.
  const digitAt = (place: number, hash: number, index: number) => {
    for (let digit = 0; digit < 10; digit++) operatorAt(place, hashed(hash, `${digit}`), index + digit * 10 ** place)
  }
  const operatorAt = (place: number, hash: number, index: number) => {
    if (place < 3) {
      operators.forEach((operator, i) =>
        digitAt(place + 1, hashed(hash, ` ${operator} `), index + i * 3 ** place * 1e4)
      )
    } else held[index] = Number(isHeldOut(seedOf(hashed(hash, " =;"))))
  }
  digitAt(0, hashed(unhashed, `${textOf("held out")}sQ `), 0)
  const indices: Array<number> = []
  held.forEach((is, i) => is === 1 && indices.push(i))
  return indices
}

/**
 * The first `count` held-out problems in the random order of a seed, all different. Throws if there are fewer.
 * @since 0.1.0
 */
export const heldOutProblems = (from: Seed, count: number): ReadonlyArray<Problem> => {
  const indices = heldOutIndices()
  if (count > indices.length) throw new Error(`Cannot take ${count} held-out problems: there are ${indices.length}`)
  const { integer } = random(seed(from, "held out"))
  for (let i = 0; i < count; i++) {
    const j = i + integer(indices.length - i)
    ;[indices[i], indices[j]] = [indices[j], indices[i]]
  }
  return indices.slice(0, count).map((index) => toProblem(expressionAt(index)))
}
