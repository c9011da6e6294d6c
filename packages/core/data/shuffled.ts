import * as Stream from "effect/Stream"
import { random, type Seed, seed as mix } from "../random/seed.ts"
import type { Problem } from "./problem.ts"

/**
 * The problems over and over without end, in a new random order each time through; the seed decides all orders. Throws if
 * there are no problems.
 * @since 0.1.0
 */
export const shuffled = (problems: ReadonlyArray<Problem>, seed: Seed): Stream.Stream<Problem> => {
  if (problems.length === 0) throw new Error("Cannot shuffle problems: there are none")
  return Stream.flatMap(Stream.iterate(0, (epoch) => epoch + 1), (epoch) => {
    const order = [...problems]
    const { integer } = random(mix(seed, "shuffle", epoch))
    for (let i = order.length - 1; i > 0; i--) {
      const j = integer(i + 1)
      ;[order[i], order[j]] = [order[j], order[i]]
    }
    return Stream.fromIterable(order)
  })
}
