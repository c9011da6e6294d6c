import { Effect, Metric } from "effect"
import { expect, it } from "vitest"
import type { Graph } from "../graph/graph.ts"
import { random, seed } from "../random/seed.ts"
import { type Program, Runtime } from "../runtime/runtime.ts"
import { residents } from "../runtime/residents.ts"
import type { Value, Values } from "../graph/value.ts"
import { cacheNames } from "./cache.ts"
import { residentCache } from "./cache_resident.ts"
import { chiSquareTail } from "../testing/chi_square.ts"
import { decodeGraph, prefillGraph } from "./graphs.ts"
import { config, furthest, weights } from "../testing/tiny_model.ts"
import { logitsAfter, platform, tokenSource, withPolicy } from "../testing/tiny_policy.ts"
import { generate, type GenerateRequest } from "./generate.ts"
import type { Completion } from "./request.ts"
import type { SampleRequest } from "./request.ts"
import { allSignals } from "../signals/all_signals.ts"

const signals = allSignals
const tokens = tokenSource(3)
const prompts = [4, 1, 9, 6].map(tokens)
const seeds = (count: number) => prompts.map((_, i) => Array.from({ length: count }, (_, j) => seed(1, i, j)))
const base = { prompts, seeds: seeds(3), signals, maxTokens: 12, temperature: 1, endTokens: [2] }

const sample = <S extends string>(request: SampleRequest<S>) => withPolicy((policy) => policy.sample(request))
const textOf = (groups: ReadonlyArray<ReadonlyArray<Pick<Completion, "tokens" | "finish">>>) =>
  groups.map((group) => group.map(({ tokens, finish }) => [finish, ...tokens]))
const joined = (...parts: ReadonlyArray<Int32Array>) => Int32Array.from(parts.flatMap((part) => [...part]))
const largest = (z: Float32Array) => z.indexOf(Math.max(...z))

it("is greedy as a full recomputation of every prefix is", async () => {
  const groups = await sample({ ...base, temperature: 0, seeds: seeds(1), endTokens: [] })
  const contexts = groups.flatMap(([{ tokens }], i) =>
    Array.from(tokens, (_, t) => joined(prompts[i], tokens.subarray(0, t)))
  )
  const expected = (await logitsAfter(contexts)).map(largest)
  expect(groups.flatMap(([{ tokens }]) => [...tokens])).toEqual(expected)
})

// What a choice leaves of softmax(z / temperature), renormalized.
const probabilities = (z: ArrayLike<number>, { temperature = 1, topK = z.length, topP = 1, minP = 0 }) => {
  const e = Array.from(z, (x) => Math.exp((x - Math.max(...Array.from(z))) / temperature))
  const order = e.map((_, i) => i).sort((a, b) => e[b] - e[a]).slice(0, topK)
  const mass = order.reduce((sum, i) => sum + e[i], 0)
  let reached = 0
  const kept = order.filter((i) => {
    const inside = (topP === 1 || reached < topP * mass) && e[i] >= minP
    if (inside) reached += e[i]
    return inside
  })
  return e.map((x, i) => (kept.includes(i) ? x / reached : 0))
}

// Pearson's test, cells that expect fewer than 5 pooled.
const fits = (drawn: ReadonlyArray<number>, p: ReadonlyArray<number>) => {
  const cells: Array<[number, number]> = []
  let [rareSeen, rareExpected] = [0, 0]
  for (const [token, q] of p.entries()) {
    const seen = drawn.filter((x) => x === token).length
    const expected = q * drawn.length
    if (q === 0) expect(seen).toBe(0)
    else if (expected >= 5) cells.push([seen, expected])
    else [rareSeen, rareExpected] = [rareSeen + seen, rareExpected + expected]
  }
  if (rareExpected > 0) cells.push([rareSeen, rareExpected])
  const statistic = cells.reduce((sum, [seen, expected]) => sum + (seen - expected) ** 2 / expected, 0)
  return cells.length < 2 ? 1 : chiSquareTail(statistic, cells.length - 1)
}

it("tests frequencies by the chi-square table", () => {
  for (const [x, freedom] of [[3.841, 1], [5.991, 2], [11.07, 5], [18.307, 10]]) {
    expect(chiSquareTail(x, freedom)).toBeCloseTo(0.05, 4)
  }
})

it.each([
  { temperature: 1 },
  { temperature: 0.7 },
  { temperature: 1, topK: 4 },
  { temperature: 1, topP: 0.7 },
  { temperature: 0.7, topK: 6, topP: 0.9 },
  { temperature: 1, minP: 0.4 },
])("draws first and second tokens as often as the model says: %o", async (choice) => {
  const count = 4000
  // Plain numbers: nobody has to know how to make a seed.
  const many = [Array.from({ length: count }, (_, j) => j)]
  const [group] = await sample({
    prompts: [prompts[2]],
    seeds: many,
    signals: [],
    maxTokens: 2,
    endTokens: [],
    ...choice,
  })
  const [z] = await logitsAfter([prompts[2]])
  expect(fits(group.map(({ tokens }) => tokens[0]), probabilities(z, choice))).toBeGreaterThan(1e-3)

  const first = largest(z)
  const [next] = await logitsAfter([joined(prompts[2], Int32Array.of(first))])
  const followed = group.filter(({ tokens }) => tokens[0] === first).map(({ tokens }) => tokens[1])
  expect(followed.length).toBeGreaterThan(500)
  expect(fits(followed, probabilities(next, choice))).toBeGreaterThan(1e-3)
})

it.each([
  { temperature: 1 },
  { temperature: 0.7, topK: 2, topP: 0.6 },
  { temperature: 0, signalTemperature: 1 },
  { temperature: 1.2, signalTemperature: 0.5 },
])(
  "takes signals from the unmasked distribution, as reading does: %o",
  (choice) =>
    withPolicy((policy) =>
      Effect.gen(function* () {
        const groups = yield* policy.sample({ ...base, ...choice })
        const temperature = choice.signalTemperature ?? choice.temperature
        const rows = groups.flatMap((group, i) => group.map((row) => ({ ...row, prompt: prompts[i] })))
        const sequences = rows.map(({ prompt, tokens }) => ({
          tokens: joined(prompt, tokens),
          promptLength: prompt.length,
        }))
        const found = yield* policy.read(sequences, { temperature, signals })
        for (const [i, row] of rows.entries()) {
          for (const { name } of signals) {
            expect(row.signals[name]).toHaveLength(row.tokens.length)
            for (const [t, x] of row.signals[name].entries()) expect(x).toBeCloseTo(found[i][name][t], 4)
          }
        }
      })
    ),
)

// CTRL's formula, token by token.
const penalize = (z: Float32Array, seen: ReadonlySet<number>, penalty: number) =>
  Array.from(z, (x, i) => (seen.has(i) ? (x < 0 ? x * penalty : x / penalty) : x))

it.each([
  { temperature: 0.7, topK: 4, topP: 0.8 },
  { temperature: 1.3, minP: 0.3 },
  { temperature: 1, repetitionPenalty: 1.7 },
  { temperature: 1.1, topK: 5, repetitionPenalty: 0.6 },
  { temperature: 1.2, signalTemperature: 0.5 },
])("says how likely each token was where it was drawn: %o", async (choice) => {
  const { repetitionPenalty: penalty = 1, signalTemperature: _, ...filters } = choice as Partial<SampleRequest>
  const groups = await sample({ ...base, ...choice, endTokens: [] })
  const rows = groups.flatMap((group, i) => group.map(({ tokens, drawn }) => ({ prompt: prompts[i], tokens, drawn })))
  const at = rows.flatMap(({ prompt, tokens, drawn }) =>
    Array.from(tokens, (token, t) => ({ context: joined(prompt, tokens.subarray(0, t)), token, drawn: drawn![t] }))
  )
  const logits = await logitsAfter(at.map(({ context }) => context))
  expect(at).toHaveLength(rows.length * base.maxTokens)
  for (const [i, { context, token, drawn }] of at.entries()) {
    const p = probabilities(penalize(logits[i], new Set(context), penalty), filters)
    expect(drawn).toBeCloseTo(Math.log(p[token]), 4)
  }
})

it.each([{}, { topK: 19 }, { topP: 1 }, { minP: 0 }, { repetitionPenalty: 1 }])(
  "says nothing of it where signals are of the same distribution, and draws the same: %o",
  async (choice) => {
    const groups = await sample({ ...base, ...choice })
    expect(groups.flat().every(({ drawn }) => drawn === undefined)).toBe(true)
    expect(textOf(groups)).toEqual(textOf(await sample(base)))
  },
)

it("greedily chooses what is likeliest once repetition is penalized, which is sure", async () => {
  const groups = await sample({ ...base, temperature: 0, repetitionPenalty: 3, seeds: seeds(1), endTokens: [] })
  const all = groups.flatMap(([{ tokens }], i) =>
    Array.from(tokens, (_, t) => joined(prompts[i], tokens.subarray(0, t)))
  )
  const penalized = (await logitsAfter(all)).map((z, i) => Float32Array.from(penalize(z, new Set(all[i]), 3)))
  expect(groups.flatMap(([{ tokens }]) => [...tokens])).toEqual(penalized.map(largest))
  expect(groups.flatMap(([{ drawn }]) => [...drawn!]).every((x) => x === 0)).toBe(true)
})

it("ends at any end token, which it includes, or at the limit", async () => {
  const ends = [2, 5, 7]
  const rows = (await sample({ ...base, seeds: seeds(8), endTokens: ends })).flat()
  const stops = rows.filter(({ finish }) => finish === "stop")
  expect(new Set(stops.map(({ tokens }) => tokens.at(-1))).size).toBeGreaterThan(1)
  for (const { tokens, finish } of rows) {
    const end = tokens.findIndex((token) => ends.includes(token))
    expect(end).toBe(finish === "stop" ? tokens.length - 1 : -1)
    if (finish === "length") expect(tokens).toHaveLength(base.maxTokens)
  }
})

it("gives the same bits for the same seeds, and other tokens for others", async () => {
  const [a, b] = [await sample(base), await sample(base)]
  expect(a).toEqual(b)
  const others = seeds(3).map((group) => group.map((s) => s + 1))
  expect(textOf(await sample({ ...base, seeds: others }))).not.toEqual(textOf(a))
})

it("samples a completion the same alone and beside others, prompts ragged", async () => {
  const together = textOf(await sample(base))
  for (const [i, prompt] of prompts.entries()) {
    for (const [j, own] of base.seeds[i].entries()) {
      expect(textOf(await sample({ ...base, prompts: [prompt], seeds: [[own]] }))).toEqual([[together[i][j]]])
    }
  }
})

it("keeps the order of groups, and takes empty ones", async () => {
  const whole = textOf(await sample(base))
  const reversed = { prompts: base.prompts.toReversed(), seeds: base.seeds.toReversed() }
  expect(textOf(await sample({ ...base, ...reversed }))).toEqual(whole.toReversed())
  const sparse = [base.seeds[0], [], base.seeds[2], []]
  expect(textOf(await sample({ ...base, seeds: sparse }))).toEqual([whole[0], [], whole[2], []])
  expect(await sample({ ...base, prompts: [], seeds: [] })).toEqual([])
})

it("never reads a mask from token values: end tokens inside a prompt change nothing", async () => {
  const ends = random(4)
  const odd = prompts.map((prompt) => prompt.map((token) => (ends.uniform() < 0.5 ? 2 : token)))
  const groups = await sample({ ...base, prompts: odd, temperature: 0, seeds: seeds(1) })
  for (const [i, [{ tokens }]] of groups.entries()) {
    const contexts = Array.from(tokens, (_, t) => joined(odd[i], tokens.subarray(0, t)))
    expect([...tokens]).toEqual((await logitsAfter(contexts)).map(largest))
  }
})

interface WatchOptions {
  readonly rows?: number
  readonly promptTokens?: number
  readonly stopAfter?: number
  /** Whether the cache is what programs keep. */
  readonly keep?: boolean
  /** Whether the decoder has the weights bound. Default true. */
  readonly bound?: boolean
}

// The loop itself, its decoder watched: how many rows each run was fed.
const watched = (plan: GenerateRequest, options: WatchOptions = {}) =>
  Effect.gen(function* () {
    const runtime = yield* Runtime
    const { bound = true } = options
    const sampling = { temperature: plan.greedy ? 0 : 1, signals, signalTemperature: 1 }
    const compiled = Effect.fnUntraced(function* (graph: Graph, bind: Values) {
      return { graph, program: yield* runtime.compile(graph, { bind, keep: options.keep ? cacheNames(config) : [] }) }
    })
    const prefill = yield* compiled(prefillGraph(config, sampling), {})
    const decode = yield* compiled(decodeGraph(config, sampling), bound ? weights : {})
    const fed: Array<number> = []
    const stop = new AbortController()
    const execute: Program["execute"] = (feeds, into) => {
      fed.push((feeds.tokens as Value).dims[0])
      if (fed.length === options.stopAfter) stop.abort()
      return decode.program.execute(feeds, into)
    }
    const program = { ...decode.program, execute }
    const means = { config, prefill, decode: { ...decode, program }, parameters: weights, bound, signal: stop.signal }
    const cache = options.keep ? { cache: yield* residentCache(runtime, config) } : {}
    const result = yield* Effect.promise(() =>
      generate(plan, { ...means, ...cache, rows: options.rows ?? 256, promptTokens: options.promptTokens ?? 8192 })
        .catch((cause: unknown) => String(cause))
    )
    const { value: kept } = yield* Metric.value(Metric.withAttributes(residents, { provider: "cpu" }))
    return { result, fed, kept }
  }).pipe(Effect.scoped, Effect.provide(platform), Effect.runPromise)

const named = signals.map(({ name }) => name)
const plan: GenerateRequest = {
  ...base,
  signals: named,
  seeds: seeds(8),
  greedy: false,
  drawsApart: false,
  penalizes: false,
  maxTokens: 20,
  endTokens: [2, 5],
}

it("lets finished rows leave the batch", async () => {
  const { result, fed } = await watched(plan)
  if (typeof result === "string") throw new Error(result)
  const lengths = result.flat().map(({ tokens }) => tokens.length)
  expect(fed).toHaveLength(Math.max(...lengths) - 1)
  for (const [t, rows] of fed.entries()) {
    const alive = lengths.filter((length) => length > t + 1).length
    expect(alive).toBeLessThanOrEqual(rows)
    expect(alive).toBeGreaterThanOrEqual(7 / 8 * rows)
  }
  expect(Math.min(...fed)).toBeLessThan(lengths.length / 2)
})

it("samples the same in waves of fewer rows", async () => {
  const [whole, waves] = [await watched(plan), await watched(plan, { rows: 16 })]
  expect(Math.max(...waves.fed)).toBeLessThanOrEqual(16)
  expect(waves.fed.length).toBeGreaterThan(whole.fed.length)
  const texts = [whole, waves].map(({ result }) => (typeof result === "string" ? result : textOf(result)))
  expect(texts[1]).toEqual(texts[0])
})

it.each([8192, 1])(
  "samples the same from a cache that programs keep, %i prompt tokens at once",
  async (promptTokens) => {
    const [slab, kept] = [await watched(plan, { promptTokens }), await watched(plan, { promptTokens, keep: true })]
    expect(kept.fed).toEqual(slab.fed)
    expect(Math.min(...kept.fed)).toBeLessThan(kept.fed[0])
    if (typeof kept.result === "string" || typeof slab.result === "string") throw new Error(`${kept.result}`)
    expect(textOf(kept.result)).toEqual(textOf(slab.result))
    // Sums over a slab's empty slots, which add nothing, are cut in other places.
    for (const [i, { signals }] of kept.result.flat().entries()) {
      for (const [name, x] of Object.entries(signals)) {
        expect(furthest(x, slab.result.flat()[i].signals[name]), name).toBeLessThan(1e-5)
      }
    }
    expect(kept.kept).toBe(0)
    const stopped = await watched(plan, { promptTokens, keep: true, stopAfter: 3 })
    expect(stopped.result).toContain("AbortError")
    expect(stopped.kept).toBe(0)
  },
)

it("samples the same where the decoder is fed the weights", async () => {
  const [bound, fed] = [await watched(plan), await watched(plan, { bound: false })]
  if (typeof bound.result === "string" || typeof fed.result === "string") throw new Error(`${fed.result}`)
  expect(textOf(fed.result)).toEqual(textOf(bound.result))
})

it("stops between tokens once asked to", async () => {
  const { result, fed } = await watched(plan, { stopAfter: 3 })
  expect(result).toContain("AbortError")
  expect(fed).toHaveLength(3)
})

it("refuses what it cannot sample, naming the field", () =>
  withPolicy((policy) =>
    Effect.gen(function* () {
      const wrong: ReadonlyArray<readonly [string, Partial<SampleRequest>]> = [
        ["prompts[1]", { prompts: [prompts[0], new Int32Array(), prompts[2], prompts[3]] }],
        ["prompts[0] has token 19 at 1", { prompts: [Int32Array.of(0, 19), ...prompts.slice(1)] }],
        ["prompts[0] has token -1", { prompts: [Int32Array.of(-1), ...prompts.slice(1)] }],
        ["64 positions", { maxTokens: config.maxPositions - 8 }],
        ["maxTokens", { maxTokens: 0 }],
        ["temperature", { temperature: -1 }],
        ["temperature", { temperature: NaN }],
        ["signalTemperature", { signalTemperature: 0 }],
        ["topK", { topK: 0 }],
        ["topK", { topK: 1.5 }],
        ["topP", { topP: 0 }],
        ["topP", { topP: 1.1 }],
        ["minP", { minP: -0.1 }],
        ["minP", { minP: 1.1 }],
        ["repetitionPenalty", { repetitionPenalty: 0 }],
        ["repetitionPenalty", { repetitionPenalty: NaN }],
        ["seeds", { seeds: seeds(1).slice(1) }],
        ["seeds[0]", { seeds: seeds(1).map(() => [0.5]) }],
        ["endTokens", { endTokens: [19] }],
      ]
      for (const [field, change] of wrong) {
        const error = yield* Effect.flip(policy.sample({ ...base, ...change }))
        expect(error._tag).toBe("@rlif/core/PolicyError")
        expect(error.message).toContain(field)
        expect(error.message).toMatch(/^Cannot sample: /)
      }
    })
  ))
