import { random } from "@rlif/core/random/seed"
import { Effect } from "effect"
import { describe, expect, it } from "vitest"
import { logRatio } from "./log_ratio.ts"
import { sampleGroups } from "./testing/sample_groups.ts"

describe("the reward", () => {
  it("is the reference's log-probability minus the sampler's, over all tokens of each completion, at its temperature", async () => {
    const groups = [...sampleGroups({ groups: 2 }), ...sampleGroups({ groups: 1, temperature: 0.7, seed: 2 })]
    const asked: Array<{ readonly temperature: number; readonly rows: number }> = []
    // A reference for which token t of a completion has log-probability -t at the temperature 1, and so on.
    const read = (sequences: ReadonlyArray<{ readonly tokens: Int32Array; readonly promptLength: number }>, options: {
      readonly temperature: number
    }) => {
      asked.push({ temperature: options.temperature, rows: sequences.length })
      return Effect.succeed(sequences.map(({ tokens, promptLength }) => ({
        logprob: Float32Array.from(tokens.subarray(promptLength), (token) => -token / options.temperature),
      })))
    }
    const scores = await Effect.runPromise(logRatio({ read } as never).score(groups))
    expect(asked).toEqual([{ temperature: 1, rows: 8 }, { temperature: 0.7, rows: 4 }])
    groups.forEach(({ rollouts, temperature }, g) =>
      rollouts.forEach(({ tokens, signals }, i) => {
        let expected = 0
        tokens.forEach((token, t) => expected += -token / temperature - signals.logprob[t])
        expect(scores[g].total[i]).toBeCloseTo(expected, 3)
      })
    )
    expect(scores[0].components.log_ratio).toBe(scores[0].total)
  })
})

describe("its policy gradient", () => {
  // Completions of two symbols out of three, a row of logits for the first and one for each second: 12 parameters.
  const V = 3
  const { normal } = random(5)
  const [theta, other] = [0, 1].map(() => Float64Array.from({ length: V + V * V }, normal))
  const rowsOf = (first: number) => [0, V + V * first]
  const softmax = (logits: Float64Array, from: number) => {
    const row = Array.from(logits.subarray(from, from + V), Math.exp)
    const sum = row.reduce((a, b) => a + b)
    return row.map((x) => x / sum)
  }
  const all = Array.from({ length: V * V }, (_, i) => [i % V, Math.floor(i / V)])
  const logp = (logits: Float64Array, [a, b]: ReadonlyArray<number>) => {
    const [first, second] = rowsOf(a)
    return Math.log(softmax(logits, first)[a]) + Math.log(softmax(logits, second)[b])
  }
  const divergence = (logits: Float64Array) =>
    all.reduce((sum, y) => sum + Math.exp(logp(logits, y)) * (logp(logits, y) - logp(other, y)), 0)

  it("is minus the gradient of the divergence of completions from the reference, by finite differences", () => {
    const gradient = new Float64Array(theta.length)
    for (const y of all) {
      const weight = Math.exp(logp(theta, y)) * (logp(other, y) - logp(theta, y))
      // The gradient of log p: at each row the symbol that was taken minus its probabilities.
      rowsOf(y[0]).forEach((from, t) =>
        softmax(theta, from).forEach((p, j) => gradient[from + j] += weight * (Number(j === y[t]) - p))
      )
    }
    const step = 1e-6
    gradient.forEach((expected, k) => {
      const at = (by: number) => divergence(theta.with(k, theta[k] + by))
      expect(-(at(step) - at(-step)) / (2 * step)).toBeCloseTo(expected, 7)
    })
    expect(Math.max(...gradient.map(Math.abs))).toBeGreaterThan(0.01)
  })
})
