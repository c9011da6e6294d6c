// Every recipe: what its gradient on a small batch is, by hand; that it runs; and how it stands below files and flags.
import { backward } from "@rlif/core/grad/backward"
import { feedsOf } from "@rlif/core/graph/feeds-of"
import { graph } from "@rlif/core/graph/graph"
import { input } from "@rlif/core/graph/ops"
import { value } from "@rlif/core/graph/value"
import { arithmeticTokenizer } from "@rlif/core/data/arithmetic"
import { Teacher } from "@rlif/core/policy"
import * as Cpu from "@rlif/core/runtime/providers/cpu"
import { Runtime } from "@rlif/core/runtime/runtime"
import type { Group } from "@rlif/core/sample/group"
import type { Signal } from "@rlif/core/signals"
import { codec, Tokenizer } from "@rlif/core/text"
import * as Engine from "@rlif/rewards/answer/math/engine"
import { Effect, Stream } from "effect"
import { readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { beforeAll, describe, expect, it } from "vitest"
import { columnOf, ownColumns } from "../loss/column.ts"
import { signalTemperatureOf } from "../settings/filters.ts"
import { learningOf } from "../settings/learning.ts"
import { recipeNames, recipes } from "../settings/recipes.ts"
import { type TrainSettings, trainSettingsOf } from "../settings/train_settings.ts"
import { invoke, newFolder, newModel } from "../testing/invoke.ts"
import { layoutOf, padded } from "../testing/padded.ts"
import { batched, weighed } from "./_sampled.ts"
import { rewardOfRun } from "./loop.ts"

type Name = (typeof recipeNames)[number]

const maxTokens = 3

/** Two groups of four: what they say, and of each token its log-probability when it was sampled, its change, and its entropy. */
const completions = [
  { text: "A 1 $", old: [-1, -0.5], change: [0.1, -0.3], entropy: [1, 0.4] },
  { text: "A 1 $", old: [-2], change: [0.5], entropy: [0.6] },
  { text: "A 3 $", old: [-0.2, -0.1, -3], change: [-0.05, 0.25, 0.4], entropy: [0.5, 0.3, 1.9] },
  { text: "hm", old: [-0.7, -1.5], change: [0, -0.6], entropy: [0.2, 1.1] },
  { text: "A 3 $", old: [-0.9], change: [-0.4], entropy: [0.8] },
  { text: "A 4 $", old: [-0.3, -2.5], change: [0.3, 0.05], entropy: [0.7, 0.9] },
  { text: "A 3 $", old: [-1.1, -0.4], change: [0.2, 0.1], entropy: [1.3, 0.1] },
  { text: "A 3 $", old: [-0.6], change: [0.15], entropy: [0.35] },
] as const
const golds = ["1", "4"]
/** What a teacher says to the two: of the first problem mostly 3, of the second mostly 4. */
const taught = [["A 3 $", "A 1 $", "A 3 $", "A 3 $"], ["A 4 $", "A 4 $", "A 3 $", "hm"]]
const size = 4
const [count, tokens] = [completions.length, completions.reduce((sum, { old }) => sum + old.length, 0)]
const certainty = (x: number) => 3 - x
const reference = (old: number) => old - 0.2
const now = completions.map(({ old, change }) => old.map((x, t) => Math.fround(x) + change[t]))

const groupsAt = (temperature: number): ReadonlyArray<Group> =>
  golds.map((gold, g) => ({
    // Two wordings of one problem.
    problem: { id: `0#${g}`, problem: "", gold },
    prompt: Int32Array.of(1),
    temperature,
    version: 0,
    rollouts: completions.slice(g * size, (g + 1) * size).map(({ text, old, entropy }) => ({
      tokens: new Int32Array(old.length),
      text,
      finish: "stop",
      signals: {
        logprob: Float32Array.from(old),
        entropy: Float32Array.from(entropy),
        selfCertainty: Float32Array.from(entropy, certainty),
      },
    })),
  }))

const checked = (name: Name) =>
  trainSettingsOf({
    json: { data: "mine.jsonl", evalProblems: 0, ...recipes[name].settings, maxTokens },
    where: name,
  })

const settingsOf = (name: Name): Promise<TrainSettings> => Effect.runPromise(checked(name))

const tokenizer = codec(arithmeticTokenizer)

/** A teacher that says what is given, and to whom every token is less likely than to the reference. */
const teacher = {
  config: { vocab: 39 },
  endTokens: [],
  version: Effect.succeed({ updates: 0, fingerprint: "" }),
  sample: () =>
    Effect.succeed(taught.map((texts) =>
      texts.map((text) => ({
        tokens: tokenizer.encode(text),
        finish: "stop",
        signals: { logprob: new Float32Array() },
        version: 0,
      }))
    )),
  read: (sequences: ReadonlyArray<unknown>) =>
    Effect.succeed(
      completions.slice(0, sequences.length).map(({ old }, i) => ({
        logprob: Float32Array.from(old, (x) => x - 0.3 * (i + 1)),
      })),
    ),
}

/** Slopes of a recipe's loss by each token's log-probability and entropy. */
const slopesOf = (name: Name) =>
  Effect.gen(function* () {
    const given = yield* checked(name)
    // All four train here, whoever votes.
    const settings = { ...given, votes: 0, completions: size }
    const temperature = signalTemperatureOf(settings)
    const reward = yield* rewardOfRun(settings)
    const [batch] = yield* Stream.make(groupsAt(temperature)).pipe(
      weighed(settings, reward, 0),
      batched(settings),
      Stream.runCollect,
    )
    const { loss, aggregate } = learningOf(settings)
    const shape = ["R", "T"]
    const column = (name: string) => input(name, shape, "float64")
    const [x, h] = [column("logprob"), column("entropy")]
    const [mask, lengths] = [column("mask"), input("lengths", ["R", 1], "float64")]
    const own = ownColumns(loss.needs)
    const total = aggregate(
      loss.of({
        logprob: x,
        signal: ({ name }: Signal) => (name === "entropy" ? h : x),
        mask,
        lengths,
        old: column("old"),
        advantage: column("advantage"),
        reference: column("reference"),
        ...Object.fromEntries(own.map(({ name }) => [name, column(name)])),
      } as never),
      { mask, lengths, tokens: input("tokens", [], "float64"), sequences: input("sequences", [], "float64") },
    )
    const [byLogprob, byEntropy] = backward(total, [x, h])
    const closed = graph({ byLogprob, byEntropy })
    const scalar = (x: number) => value("float64", [], Float64Array.of(x))
    const rows = (of: (i: number, t: number) => number) =>
      padded(completions.map(({ old }, i) => old.map((_, t) => of(i, t))), 0)
    const program = yield* (yield* Runtime).compile(closed)
    const out = yield* program.run(feedsOf(closed, {
      ...layoutOf(now),
      logprob: padded(now),
      entropy: rows((i, t) => completions[i].entropy[t]),
      old: rows((i, t) => Math.fround(completions[i].old[t])),
      reference: rows((i, t) => reference(completions[i].old[t])),
      advantage: rows((i) => batch[Math.floor(i / size)].advantages[i % size]),
      ...Object.fromEntries(own.map((each) => {
        const grid = columnOf(each, batch).flat()
        return [each.name, rows((i, t) => grid[i][t])]
      })),
      tokens: scalar(tokens),
      sequences: scalar(count),
    }))
    const inside = (data: ArrayLike<number>) =>
      completions.map(({ old }, i) => old.map((_, t) => Number(data[i * maxTokens + t])))
    return { logprob: inside(out.byLogprob.data as Float64Array), entropy: inside(out.byEntropy.data as Float64Array) }
  }).pipe(
    Effect.scoped,
    Effect.provideService(Teacher, teacher as never),
    Effect.provideService(Tokenizer, tokenizer),
    Effect.provide([Cpu.layer, Engine.layerWorker()]),
    Effect.runPromise,
  )

// Rewards of the eight, each worked out from the recipe's paper.
const exact = [1, 1, 0, 0, 0, 1, 0, 0]
const vote = [1, 1, 0, 0, 1, 0, 1, 1]
const frequency = [0.5, 0.5, 0.25, 0, 0.75, 0.25, 0.75, 0.75]
// The sum over a completion of log p_teacher - log p.
const ratio = completions.map(({ old }, i) =>
  old.map(Math.fround).reduce((sum, x) => sum + Math.fround(x - 0.3 * (i + 1)) - x, 0)
)
// Each wording by the majority of the other: 3 for the first, and for the second 1, which nobody says.
const crossed = [0, 0, 1, 0, 0, 0, 0, 0]
const mean = (values: ReadonlyArray<number>) => values.reduce((sum, x) => sum + x, 0) / values.length
const entropies = completions.map(({ entropy }) => entropy.map(Math.fround))
const uncertain = entropies.map(mean)
const certain = entropies.map((row) => mean(row.map((x) => 3 - x)))
const likely = completions.map(({ old }) => old.map(Math.fround).reduce((sum, x) => sum + x, 0))
// 1 has half of the first group and is ahead by a quarter; 3 has three quarters of the second.
const selective = (() => {
  const [h, g] = [uncertain.slice(0, 4), uncertain.slice(4)]
  const [one, three] = [(h[0] + h[1]) / 2, (g[0] + g[2] + g[3]) / 3]
  const less = (h: number, all: ReadonlyArray<number>) => 0.1 * (h - mean(all))
  const [a, b] = [0.5 - less(one, h), 0.75 - less(three, g)]
  return [a, a, -less(h[2], h), -1, b, -less(g[1], g), b, b]
})()
// Who agrees says the same words, so that all are as new as their side; who is alone is in the middle.
const novel = [0.75, 0.75, -0.75, -1, 0.75, -0.75, 0.75, 0.75]

type Advantages = (rewards: ReadonlyArray<number>) => ReadonlyArray<number>
const inGroups =
  (of: Advantages): Advantages => (rewards) => [...of(rewards.slice(0, size)), ...of(rewards.slice(size))]
const standard = (eps: number, divisor: (n: number) => number): Advantages => (rewards) => {
  const center = mean(rewards)
  const deviation = Math.sqrt(rewards.reduce((sum, r) => sum + (r - center) ** 2, 0) / divisor(rewards.length))
  return rewards.map((r) => (r - center) / (deviation + eps))
}
const grpo = inGroups(standard(1e-6, (n) => n - 1))
const whole = standard(1e-6, (n) => n - 1)
const centered = inGroups((rewards) => rewards.map((r) => r - mean(rewards)))
const others = inGroups((rewards) => rewards.map((r, i) => r - mean(rewards.filter((_, j) => j !== i))))
const restrained = inGroups((rewards) => {
  // By text: of each answer that is given, the standardized verdicts, weighted by how often it is given.
  const answers = [...new Set(rewards.filter((answer) => answer > 0))]
  const shares = answers.map((answer) => rewards.filter((other) => other === answer).length / size)
  const weights = shares.map((f) => Math.exp(-2 * (f - 1) ** 2))
  const all = weights.reduce((sum, w) => sum + w)
  const verdicts = answers.map((answer) => standard(0, (n) => n - 1)(rewards.map((other) => Number(other === answer))))
  return rewards.map((_, i) => verdicts.reduce((sum, z, k) => sum + weights[k] / all * z[i], 0))
})([1, 1, 2, 0, 3, 4, 3, 3])

/** The slope of one token's loss, before it is averaged. */
type Slope = (at: { readonly a: number; readonly r: number; readonly i: number; readonly t: number }) => number
const clip = (low: number, high: number): Slope => ({ a, r }) => (a > 0 ? r > 1 + high : r < 1 - low) ? 0 : -a * r
// d k3 / d log p = 1 - p_ref / p
const k3 = (weight: number, of: Slope): Slope => (at) =>
  of(at) + weight * (1 - Math.exp(reference(completions[at.i].old[at.t]) - now[at.i][at.t]))
const change = (i: number) => mean(completions[i].change)
const sequence: Slope = ({ a, i }) => {
  const s = Math.exp(mean(now[i].map((x, t) => x - Math.fround(completions[i].old[t]))))
  return (a > 0 ? s > 1 + 4e-4 : s < 1 - 3e-4) ? 0 : -a * s
}
const score: Slope = ({ a }) => -a

/** What a token's loss is divided by. */
type Divisor = (i: number) => number
const byToken: Divisor = () => tokens
const bySequence: Divisor = (i) => count * completions[i].old.length
const byCompletion: Divisor = () => count

interface Hand {
  readonly advantages: ReadonlyArray<number>
  readonly slope: Slope
  readonly divisor: Divisor
  /** Of each token's entropy, before it is averaged. */
  readonly entropy?: number
}
const paper: Hand = { advantages: grpo(certain), slope: k3(0.005, clip(0.2, 0.2)), divisor: byToken }
const none = completions.map(() => 0)

const hands: Readonly<Record<Name, Hand>> = {
  grpo: { advantages: grpo(exact), slope: k3(0.04, clip(0.2, 0.2)), divisor: bySequence },
  "dr-grpo": { advantages: centered(exact), slope: clip(0.2, 0.2), divisor: () => count * maxTokens },
  // The third is of three tokens, the longest there is: all of the price.
  dapo: { advantages: grpo(exact.map((r, i) => i === 2 ? r - 1 : r)), slope: clip(0.2, 0.28), divisor: byToken },
  gspo: { advantages: grpo(exact), slope: sequence, divisor: bySequence },
  cispo: { advantages: grpo(exact), slope: ({ a, r }) => -a * Math.min(1.2, Math.max(0.001, r)), divisor: byToken },
  rloo: { advantages: others(exact.map((r, i) => r + 0.05 * ratio[i])), slope: score, divisor: byCompletion },
  "reinforce++": {
    advantages: whole(exact.map((r, i) => r + 0.01 * ratio[i])),
    slope: clip(0.2, 0.2),
    divisor: byToken,
  },
  rlvr: { ...paper, advantages: grpo(exact) },
  paper,
  intuitor: paper,
  rent: { advantages: grpo(uncertain.map((h) => -h)), slope: k3(0.001, clip(0.2, 0.2)), divisor: byToken },
  "em-rl-sequence": { advantages: others(likely), slope: score, divisor: byCompletion },
  "em-rl-token": {
    advantages: others(entropies.map((row) => -row.reduce((sum, h) => sum + h, 0))),
    slope: score,
    divisor: byCompletion,
  },
  "em-ft": { advantages: none, slope: () => 0, divisor: byToken, entropy: 1 },
  ttrl: { advantages: grpo(vote), slope: k3(0.001, clip(0.2, 0.2)), divisor: byToken },
  empo: { advantages: grpo(frequency), slope: clip(0.2, 0.2), divisor: bySequence },
  scrl: { advantages: grpo(selective), slope: k3(0.001, clip(0.2, 0.2)), divisor: byToken },
  ssd: { advantages: none, slope: () => -1, divisor: byToken },
  "evol-rl": { advantages: grpo(novel), slope: k3(0.001, clip(0.2, 0.28)), divisor: byToken, entropy: -0.001 },
  "co-rewarding-data": { advantages: grpo(crossed), slope: k3(0.005, clip(0.2, 0.2)), divisor: byToken },
  "co-rewarding": { advantages: grpo([0, 0, 1, 0, 0, 1, 0, 0]), slope: k3(0.001, clip(0.2, 0.2)), divisor: byToken },
  restrain: { advantages: restrained, slope: clip(0.2, 0.2), divisor: byToken },
  "multi-reward": {
    advantages: (() => {
      const alike = inGroups(standard(1e-6, (n) => n))
      const [f, c] = [alike(frequency), alike(certain)]
      return whole(f.map((x, i) => x + c[i]))
    })(),
    // One token is held where it was: the one whose log-probability and advantage go together most.
    slope: ({ a, r, i, t }) => -a * r + (held.i === i && held.t === t ? Math.sign(completions[i].change[t]) : 0),
    divisor: byToken,
  },
}

const held = (() => {
  const { advantages } = hands["multi-reward"]
  const all = completions.flatMap(({ old }, i) => old.map((x, t) => ({ i, t, x: Math.fround(x), a: advantages[i] })))
  const [x, a] = [mean(all.map(({ x }) => x)), mean(all.map(({ a }) => a))]
  const together = (each: typeof all[number]) => (each.x - x) * (each.a - a)
  return all.reduce((most, each) => together(each) > together(most) ? each : most)
})()

describe.each(recipeNames.map((name) => ({ name })))("$name", ({ name }) => {
  it("has the gradient that its paper has, by hand", async () => {
    const { advantages, slope, divisor, entropy = 0 } = hands[name]
    const found = await slopesOf(name)
    let moved = 0
    for (const [i, { old }] of completions.entries()) {
      for (const t of old.keys()) {
        const r = Math.exp(now[i][t] - Math.fround(old[t]))
        const expected = slope({ a: advantages[i], r, i, t }) / divisor(i)
        expect(found.logprob[i][t], `token ${t} of completion ${i}`).toBeCloseTo(expected, 6)
        expect(found.entropy[i][t], `entropy of token ${t} of completion ${i}`).toBeCloseTo(entropy / divisor(i), 9)
        moved += Math.abs(expected) + Math.abs(entropy)
      }
    }
    expect(moved).toBeGreaterThan(0.01)
  })

  it("says in its table no setting that is not there, and none that changes nothing", async () => {
    const settings = await settingsOf(name)
    expect(settings).toMatchObject(recipes[name].settings)
    expect(recipes[name].paper).toMatch(/^\d{4}\.\d{5}$/)
    expect(recipes[name].open).not.toBe("")
  })
})

it("moves some completion by its mean change", () => expect(change(0)).not.toBe(0))

let [model, data] = ["", ""]
beforeAll(async () => {
  model = await newModel()
  data = join(newFolder(), "problems.jsonl")
  const rows = Array.from({ length: 20 }, (_, i) => {
    const [a, b] = [Math.floor(i / 10), i % 10]
    return { problem: `Q ${a} + ${b} =`, paraphrase: `Q ${b} + ${a} =`, gold: `${(a + b) % 10}` }
  })
  writeFileSync(data, rows.map((row) => JSON.stringify(row) + "\n").join(""))
})

it.each(recipeNames)("%s makes three updates", async (name) => {
  const out = join(newFolder(), "run")
  const sizes = "--problems 6 --completions 3 --votes 5 --max-tokens 8 --minibatches 3 --steps 3 --save-every 0".split(
    " ",
  )
  const rest = "--threads 1 --eval-problems 0 --warm-up 0".split(" ")
  const { ok, stderr } = await invoke(
    "train",
    "--recipe",
    name,
    "--model",
    model,
    "--data",
    data,
    "--out",
    out,
    ...sizes,
    ...rest,
  )
  expect({ ok, stderr }).toEqual({ ok: true, stderr: "" })
  const lines = readFileSync(join(out, "metrics.jsonl"), "utf8").trim().split("\n").map((line) => JSON.parse(line))
  expect(lines.map(({ step }) => step)).toEqual([1, 2, 3])
  for (const line of lines) for (const x of Object.values(line)) expect(Number.isFinite(x)).toBe(true)
}, 60_000)

describe("a recipe", () => {
  const dry = (...flags: ReadonlyArray<string>) =>
    invoke("train", "--dry-run", "--model", model, "--max-tokens", "16", ...flags)

  it("is printed whole, so that a file has it, and stands below file and flags", async () => {
    const { stdout } = await dry("--recipe", "dapo")
    const printed = JSON.parse(stdout)
    expect(printed).toMatchObject(recipes.dapo.settings)
    expect(printed).not.toHaveProperty("recipe")
    const file = join(newFolder(), "mine.json")
    writeFileSync(file, JSON.stringify({ clipHigh: 0.5, aggregate: "sequence-sum" }))
    const { stdout: below } = await dry("--recipe", "dapo", "--config", file, "--aggregate", "fixed-length")
    expect(JSON.parse(below)).toMatchObject({ ...recipes.dapo.settings, clipHigh: 0.5, aggregate: "fixed-length" })
  })

  it("gives way where a flag makes something of it idle, but what is given beside it may not be", async () => {
    const { ok, stdout } = await dry("--recipe", "grpo", "--loss", "reinforce", "--penalty", "none")
    expect(ok).toBe(true)
    expect(JSON.parse(stdout)).toMatchObject({ loss: "reinforce", clipLow: 0.2, clipHigh: 0.2, penaltyWeight: 0.005 })
    const refused = await dry("--recipe", "dapo", "--loss", "reinforce", "--clip-high", "0.3")
    expect(refused).toMatchObject({ ok: false })
    expect(refused.stderr).toContain("Cannot use --clip-high: with --loss reinforce it changes nothing")
  })

  it("is one of those that there are, and none of a run that goes on", async () => {
    const unknown = await dry("--recipe", "ppo")
    expect(unknown.ok).toBe(false)
    const run = await invoke("train", "--resume", "runs/mine", "--recipe", "grpo")
    expect(run.stderr).toContain("Cannot start: --recipe and --resume are both given")
  })
})
