import { Effect } from "effect"
import { expect, it } from "vitest"
import { sampleGroups } from "./testing/sample_groups.ts"
import { repetition } from "./repetition.ts"

const [group] = sampleGroups({ groups: 1, size: 1 })
const of = (tokens: ReadonlyArray<number>, n: number) => {
  const one = { ...group, rollouts: [{ ...group.rollouts[0], tokens: Int32Array.from(tokens) }] }
  return Effect.runSync(repetition({ n }).score([one]))[0].total[0]
}

it.each([
  [[1, 2, 3, 4], 2, 0],
  // 12 21 12 21 12: two of five are new.
  [[1, 2, 1, 2, 1, 2], 2, 3 / 5],
  [[7, 7, 7, 7], 1, 3 / 4],
  [[1, 2], 4, 0],
  [[], 1, 0],
  // Not by the digits: 1, 23 is another pair than 12, 3.
  [[1, 23, 12, 3], 2, 0],
])("of %j in %i-grams is %f", (...[tokens, n, expected]) => expect(of(tokens, n)).toBeCloseTo(expected, 12))
