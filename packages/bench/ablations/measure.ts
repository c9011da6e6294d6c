import { Effect } from "effect"
import type { Comparison, Way, Work } from "./ablation.ts"
import { median } from "./median.ts"

/** What one way took; times are medians. */
export interface Measured {
  readonly name: string
  /** Of wall clock. */
  readonly seconds: number
  /** Of processor time, over all threads. */
  readonly processorSeconds: number
  /** The comparison's unit, a second of wall clock. */
  readonly perSecond: number
  /** How many times as fast as the first way: the median over rounds of the quotient within a round. */
  readonly ratio: number
  /** The same in processor time: on a busy machine only this one can be trusted. */
  readonly processorRatio: number
}

/** How long to measure. */
export interface MeasureOptions {
  /** At most this many rounds. */
  readonly rounds: number
  /** No new round after this much processor time, once there have been three. Default: no limit. */
  readonly processorSeconds?: number
}

/** Ways of a comparison that do not compute the same thing. */
export class Disagreement extends Error {
  override readonly name = "Disagreement"
}

/**
 * Runs every way once to warm up and to see that all agree, then in turn, round after round. A round's ways run within the
 * same seconds, and every other round in reverse, so that what disturbs one disturbs the others as well.
 */
export const measure = Effect.fnUntraced(function* (
  comparison: Comparison,
  { rounds, processorSeconds = Infinity }: MeasureOptions,
) {
  const { ways } = comparison
  const warm: Array<Work> = []
  for (const way of ways) warm.push(yield* way.run)
  agree(comparison, warm)
  const times = ways.map((): Array<Time> => [])
  let spent = 0
  for (let round = 0; round < rounds; round++) {
    if (round >= 3 && spent > processorSeconds) break
    const order = [...ways.keys()]
    for (const i of round % 2 === 0 ? order : order.reverse()) {
      const time = yield* timed(ways[i])
      spent += time.processor
      times[i].push(time)
    }
  }
  return ways.map(({ name }, i): Measured => {
    const over = (part: keyof Time) => median(times[i].map((time, round) => times[0][round][part] / time[part]))
    const seconds = median(times[i].map(({ wall }) => wall))
    const processorSeconds = median(times[i].map(({ processor }) => processor))
    return {
      name,
      seconds,
      processorSeconds,
      perSecond: warm[i].count / seconds,
      ratio: over("wall"),
      processorRatio: over("processor"),
    }
  })
})

/** Seconds. */
interface Time {
  readonly wall: number
  readonly processor: number
}

const timed = ({ run }: Way): Effect.Effect<Time> =>
  Effect.suspend(() => {
    const start = performance.now()
    const before = process.cpuUsage()
    return Effect.map(run, () => {
      const { user, system } = process.cpuUsage(before)
      return { wall: (performance.now() - start) / 1e3, processor: (user + system) / 1e6 }
    })
  })

const agree = ({ name, ways, tolerance }: Comparison, [first, ...others]: ReadonlyArray<Work>) => {
  for (const [i, { count, result }] of others.entries()) {
    const differ = (what: string) => {
      throw new Disagreement(`Cannot compare "${name}": "${ways[i + 1].name}" and "${ways[0].name}" differ in ${what}`)
    }
    if (count !== first.count || result.length !== first.result.length) differ("how much they computed")
    for (let j = 0; j < result.length; j++) {
      const [x, y] = [first.result[j], result[j]]
      // Not the other way around: NaN agrees with nothing.
      if (!(Math.abs(x - y) <= tolerance * (1 + Math.abs(x)))) differ(`number ${j}: ${y} and ${x}`)
    }
  }
}
