// `npm run bench -- patterns`: whether anything that reads what a model wrote takes more than linear time.
import { looseAnswer, strictAnswer } from "@rlif/core/data/arithmetic"
import { lastBox } from "@rlif/core/text"
import { boxed } from "@rlif/rewards/answer/boxed.ts"
import { hashed } from "@rlif/rewards/answer/hashed.ts"
import { lastNumber } from "@rlif/rewards/answer/last-number"
import { mathAnswer } from "@rlif/rewards/answer/math-answer"
import { read } from "@rlif/rewards/answer/math"
import { stated } from "@rlif/rewards/answer/stated.ts"
import { Console, Effect } from "effect"
import { hostileTexts } from "./_hostile.ts"
import { patternTimes } from "./_pattern_times.ts"

/** Everything that reads what a model wrote, and how long a text it looks at: longer ones are refused unread. */
export const readers: Readonly<Record<string, { readonly read: (text: string) => unknown; readonly most: number }>> = {
  strictAnswer: { read: strictAnswer, most: Infinity },
  looseAnswer: { read: looseAnswer, most: Infinity },
  lastNumber: { read: lastNumber, most: Infinity },
  lastBox: { read: lastBox, most: Infinity },
  boxed: { read: boxed, most: Infinity },
  hashed: { read: hashed, most: Infinity },
  stated: { read: stated, most: Infinity },
  mathAnswer: { read: mathAnswer, most: Infinity },
  "reading of an answer": { read, most: 2000 },
}

/** Milliseconds that a pass over the longer text may take in any case, with the noise of the machine. */
const least = 50

/** A ratio that is measured again. */
const suspicious = 6

/** Milliseconds at a length and at four times that. */
interface Growth {
  readonly on: string
  readonly lengths: readonly [number, number]
  readonly times: readonly [number, number]
}

/** Prints, for each reader and for each regular expression in it, its slowest text and how its time grows with that. */
export const patterns = Effect.gen(function* () {
  yield* Console.log(line(["what", "slowest on", "characters", "ms", "ratio"]))
  yield* Console.log(line(["---", "---", "--:", "--:", "--:"]))
  for (const [name, { read, most }] of Object.entries(readers)) {
    const [few, many] = most < 200_000 ? [most / 4, most] as const : [50_000, 200_000] as const
    const slowest = slow(hostileTexts(Math.min(few, 4000)), (text) => timed(() => read(text)), 3)
    const grown = slowest.map((on): Growth => ({
      on,
      lengths: [few, many],
      times: [few, many].map(best(read, on)) as never,
    }))
    const worst = grown.toSorted((a, b) => b.times[1] - a.times[1])[0]
    yield* Console.log(line(cells(name, worst)))
    const all = expressions(read, [few, many])
    const quick = all.filter(({ growth }) => growth.times[1] < least)
    for (const { pattern, growth } of all.slice(0, all.length - quick.length)) {
      yield* Console.log(line(cells(pattern, growth)))
    }
    if (quick.length > 0) {
      yield* Console.log(line([`${quick.length} other patterns of ${name}`, "", "", `below ${least}`, ""]))
    }
  }
})

/** The regular expressions that a reader runs on its slowest texts for each of them. */
const expressions = (read: (text: string) => unknown, lengths: readonly [number, number]) => {
  const slowest = new Map<string, { readonly on: string; readonly time: number }>()
  for (const { name: on, text } of hostileTexts(Math.min(lengths[0], 4000))) {
    for (const [pattern, time] of patternTimes(() => read(text))) {
      if (time > (slowest.get(pattern)?.time ?? 0)) slowest.set(pattern, { on, time })
    }
  }
  const measured = new Map<string, readonly [ReadonlyMap<string, number>, ReadonlyMap<string, number>]>()
  for (const on of new Set([...slowest.values()].map(({ on }) => on))) {
    measured.set(on, lengths.map((length) => patternTimes(() => read(textOf(on, length)))) as never)
  }
  return [...slowest].map(([pattern, { on }]) => {
    const times = measured.get(on)!.map((found) => found.get(pattern) ?? 0) as unknown as Growth["times"]
    const growth: Growth = { on, lengths, times }
    if (times[1] < least || ratio(growth) < suspicious) return { pattern, growth }
    // What the machine or its memory did in the meantime, it does not do each time.
    const again = lengths.map((length) =>
      Math.min(...Array.from({ length: 3 }, () => patternTimes(() => read(textOf(on, length))).get(pattern) ?? 0))
    ) as unknown as Growth["times"]
    return { pattern, growth: { on, lengths, times: again } }
  }).toSorted((a, b) => b.growth.times[1] - a.growth.times[1])
}

const textOf = (on: string, length: number): string => hostileTexts(length).find(({ name }) => name === on)!.text

const slow = (
  texts: ReturnType<typeof hostileTexts>,
  time: (text: string) => number,
  count: number,
): ReadonlyArray<string> =>
  texts.map(({ name, text }) => ({ name, time: time(text) })).toSorted((a, b) => b.time - a.time).slice(0, count)
    .map(({ name }) => name)

const timed = (run: () => unknown): number => {
  const started = performance.now()
  run()
  return performance.now() - started
}

const best = (read: (text: string) => unknown, on: string) => (length: number): number => {
  const text = textOf(on, length)
  return Math.min(...Array.from({ length: 3 }, () => timed(() => read(text))))
}

const ratio = ({ times: [few, many] }: Growth): number => many / Math.max(few, 0.01)

const cells = (name: string, growth: Growth): ReadonlyArray<string> => {
  const { on, lengths, times } = growth
  const told = times[1] < least ? "" : ratio(growth).toFixed(1)
  return [short(name), on, lengths.join(" to "), times.map((time) => time.toFixed(1)).join(" to "), told]
}

const short = (text: string): string => text.length > 60 ? `${text.slice(0, 57)}...` : text
const line = (cells: ReadonlyArray<string>): string =>
  `| ${cells.map((cell) => cell.replaceAll("|", "\\|").replaceAll("\n", "\\n")).join(" | ")} |`
