// Rewards and signals of modules that lie outside every package, in a process of its own as users start it.
import { execFile } from "node:child_process"
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { promisify } from "node:util"
import { beforeAll, describe, expect, it } from "vitest"
import { newFolder, newModel } from "../testing/invoke.ts"

const main = fileURLToPath(new URL("main.ts", import.meta.url))

let folder = ""
let model = ""

/** `rlif` in the folder of the modules. */
const rlif = (...args: ReadonlyArray<string>) =>
  promisify(execFile)(process.execPath, [main, ...args], { cwd: folder }).then(
    ({ stdout, stderr }) => ({ ok: true, stdout, stderr }),
    ({ stdout, stderr }) => ({ ok: false, stdout, stderr }),
  )

const module = (name: string, text: string) => writeFileSync(join(folder, name), text)
const lines = (...path: ReadonlyArray<string>) =>
  readFileSync(join(folder, ...path), "utf8").trimEnd().split("\n").map((line) => JSON.parse(line))

const tiny = ["--steps", "1", "--problems", "2", "--completions", "3", "--max-tokens", "8", "--eval-problems", "0"]
const train = (...flags: ReadonlyArray<string>) => rlif("train", "--model", model, ...tiny, ...flags)

beforeAll(async () => {
  folder = newFolder()
  mkdirSync(join(folder, "cjs"))
  module("cjs/package.json", '{ "type": "commonjs" }')
  model = await newModel()
  module(
    "own.ts",
    `import { exp, mul, reduceSum } from "@rlif/core/graph/ops"
import { signal } from "@rlif/core/signals"
import { ofSignal } from "@rlif/rewards/of-signal"

export const agreement = signal({
  name: "agreement",
  reads: ["logprobs"],
  unit: "probability",
  source: "Simpson 1949",
  of: ({ logprobs }) => reduceSum(exp(mul(logprobs, 2)), -1),
})
interface Options { readonly temperature: number }
export const reward = ({ temperature }: Options) => ofSignal(agreement, { temperature })
`,
  )
})

describe("a reward of one's own", () => {
  it("trains beside others, each with its weight, and every component is written", async () => {
    const flags = ["--reward", "./own.ts:0.5,length:-0.01,renyi-2:-1", "--signals", "top-2-mean,entropy"]
    const { ok, stderr } = await train(...flags, "--temperature", "0.7", "--out", "weighed")
    expect({ ok, stderr }).toEqual({ ok: true, stderr: "" })
    const rows = lines("weighed", "samples", "step_000001.jsonl")
    expect(rows).toHaveLength(6)
    for (const { tokens, reward, rewards, signals } of rows) {
      const mean = (values: ReadonlyArray<number>) => values.reduce((sum, x) => sum + x, 0) / values.length
      expect(Object.keys(signals).toSorted()).toEqual(["agreement", "entropy", "logprob", "renyi_2", "top_2_mean"])
      expect(rewards.length).toBe(tokens.length)
      expect(rewards.agreement).toBeCloseTo(mean(signals.agreement), 5)
      // The collision entropy is minus the logarithm of the agreement, token by token.
      signals.agreement.forEach((x: number, t: number) => expect(signals.renyi_2[t]).toBeCloseTo(-Math.log(x), 4))
      expect(rewards.renyi_2).toBeCloseTo(mean(signals.renyi_2), 5)
      expect(reward).toBeCloseTo(0.5 * rewards.agreement - 0.01 * tokens.length - rewards.renyi_2, 5)
    }
    expect(lines("weighed", "metrics.jsonl")[0]).toMatchObject({
      "rewards/agreement/mean": expect.any(Number),
      "rewards/length/mean": expect.any(Number),
      "signals/top_2_mean": expect.any(Number),
    })
  })

  it("is standardized within each group where that is asked for", async () => {
    const { ok } = await train("--reward", "./own.ts:3", "--reward-scale", "group", "--out", "scaled")
    expect(ok).toBe(true)
    const rows = lines("scaled", "samples", "step_000001.jsonl")
    for (const some of [rows.slice(0, 3), rows.slice(3)]) {
      const rewards = some.map(({ reward }) => reward)
      expect(rewards.reduce((sum, x) => sum + x, 0)).toBeCloseTo(0, 6)
      expect(Math.sqrt(rewards.reduce((sum, x) => sum + x * x, 0) / 3)).toBeCloseTo(3, 2)
    }
  })

  it("runs from the config of a run folder only where that is allowed", async () => {
    expect((await train("--reward", "./own.ts", "--out", "first")).ok).toBe(true)
    const again = ["train", "--config", "first/config.json", "--out", "second"]
    const refused = await rlif(...again)
    expect(refused.stderr).toContain('Cannot run "./own.ts" of key "reward" of config "first/config.json"')
    expect([refused.ok, existsSync(join(folder, "second"))]).toEqual([false, false])
    expect((await rlif(...again, "--allow-modules")).ok).toBe(true)
    const samples = ["first", "second"].map((name) => lines(name, "samples", "step_000001.jsonl"))
    expect(samples[1]).toEqual(samples[0])
  })

  it.each([
    ["none.ts", undefined, "there is no such file"],
    ["empty.ts", "export {}", 'it exports no "reward", but nothing'],
    ["other.ts", "export const mine = 1", 'it exports no "reward", but mine'],
    ["number.ts", "export const reward = 1", 'its "reward" is none'],
    ["factory.ts", 'export const reward = () => { throw new Error("no") }', 'its "reward" failed: no'],
    ["syntax.ts", "export const reward = (", "xpression expected"],
    ["enum.ts", "enum A { B }; export const reward = A.B", "enum is not supported"],
    ["lost.ts", 'import "@rlif/nowhere"', "@rlif/nowhere"],
    ["thrown.ts", 'throw new Error("at once")', "at once"],
    [
      "cjs/import.ts",
      'import "effect"\nexport const reward = 1',
      '("type" of package.json); .mts and .mjs are modules',
    ],
    ["cjs", undefined, "it is a folder"],
  ])("is refused before anything begins: %s", async (name, text, why) => {
    if (text !== undefined) module(name, text)
    const { ok, stderr } = await train("--reward", `./${name}`, "--out", `run-${name}`)
    expect([ok, existsSync(join(folder, `run-${name}`))]).toEqual([false, false])
    // Node itself warns of a file that it takes for CommonJS.
    expect(stderr).toMatch(new RegExp(`^(\\(.*\\n)*rlif: Cannot use "./${name}": .*\\n$`))
    expect(stderr).toContain(why)
  })

  it("may be CommonJS, beside another effect and another rlif", async () => {
    for (const name of ["effect", "@rlif/core", "@rlif/rewards"]) {
      mkdirSync(join(folder, "cjs", "node_modules", name), { recursive: true })
      module(
        `cjs/node_modules/${name}/package.json`,
        `{ "name": "${name}", "exports": { ".": "./a.js", "./*": "./a.js" } }`,
      )
      module(`cjs/node_modules/${name}/a.js`, 'throw new Error("another")')
    }
    module(
      "cjs/own.js",
      `const { Effect } = require("effect")
const { reduceMax } = require("@rlif/core/graph/ops")
const { signal } = require("@rlif/core/signals")
const { ofSignal } = require("@rlif/rewards/of-signal")
const of = ({ logprobs }) => reduceMax(logprobs, -1)
const most = signal({ name: "most", reads: ["logprobs"], unit: "nats", source: "here", of })
exports.reward = ({ temperature }) => Effect.isEffect(Effect.void) && ofSignal(most, { temperature })
`,
    )
    const { ok, stderr } = await train("--reward", "./cjs/own.js:2", "--out", "common")
    expect({ ok, stderr }).toEqual({ ok: true, stderr: "" })
    expect(lines("common", "metrics.jsonl")[0]).toMatchObject({ "signals/most": expect.any(Number) })
  })

  it.each([
    ["wide.ts", '"wide"', "logprobs", 'Cannot build signal "wide": it is (M, 39), not one number a token, (M)'],
    ["entropy.ts", '"entropy"', "reduceMax(logprobs, -1)", 'two signals that differ are called "entropy"'],
    ["twin.ts", '"self_certainty"', "reduceMax(logprobs, -1)", 'a name that signal "selfCertainty" has, too'],
  ])("is refused where its signal is none: %s", async (name, called, made, why) => {
    module(
      name,
      `import { reduceMax } from "@rlif/core/graph/ops"
import { signal } from "@rlif/core/signals"
import { ofSignal } from "@rlif/rewards/of-signal"
export const own = signal({ name: ${called}, reads: ["logprobs"], unit: "", source: "", of: ({ logprobs }) => ${made} })
export const reward = ofSignal(own)`,
    )
    const { ok, stderr } = await train("--reward", `./${name}`, "--out", `run-${name}`)
    expect([ok, existsSync(join(folder, `run-${name}`))]).toEqual([false, false])
    expect(stderr).toMatch(/^rlif: Cannot .*\n$/)
    expect(stderr).toContain(why)
  })

  it.each([
    ["throws.ts", "perRollout('a', [], () => { throw new TypeError('oops') })", "its reward failed: oops"],
    ["short.ts", "perGroup('a', [], () => Float64Array.of(1))", "its reward gave not one number for each completion"],
    ["nan.ts", "perRollout('a', [], () => NaN)", 'Cannot use reward "a": it is NaN for completion 0'],
  ])("ends the run by name where it fails: %s", async (name, made, why) => {
    module(name, `import { perGroup, perRollout } from "@rlif/rewards/reward"\nexport const reward = ${made}`)
    const { ok, stderr } = await train("--reward", `./${name}`)
    expect(ok).toBe(false)
    expect(stderr).toMatch(new RegExp(`^rlif: Cannot use .*\\n$`))
    expect(stderr).toContain(why)
  })
})

describe("signals that are asked for", () => {
  it("are those of read as of sample, and in that form alone", async () => {
    const signals = ["--signals", "./own.ts,varentropy,renyi-0.5,top-gap,min-entropy"]
    const drawn = await rlif("sample", "--model", model, "--problems", "3", "--max-tokens", "8", "--json", ...signals)
    module("rows.jsonl", drawn.stdout)
    const { ok } = await rlif("read", "--model", model, "--input", "rows.jsonl", "--output", "read.jsonl", ...signals)
    expect(ok).toBe(true)
    const names = ["agreement", "min_entropy", "renyi_0_5", "top_gap", "varentropy"]
    const [sampled, read] = [lines("rows.jsonl"), lines("read.jsonl")]
    expect(read.map((row) => Object.keys(row).toSorted())).toEqual(sampled.map(() => names))
    for (const name of names) {
      read.forEach((row, i) =>
        row[name].forEach((x: number, t: number) => expect(x).toBeCloseTo(sampled[i][name][t], 4))
      )
    }
    expect((await rlif("read", "--input", "rows.jsonl", "--output", "x", "--signals", "")).stderr)
      .toBe("rlif: Cannot read: --signals names none\n")
  })

  it("may come from a module that exports some", async () => {
    module("none.js", "export const entropy = 1")
    const { stderr } = await rlif("sample", "--model", model, "--max-tokens", "8", "--signals", "./none.js")
    expect(stderr).toBe('rlif: Cannot use "./none.js": it exports no signal, but entropy\n')
  })

  it("have no name that a row has for itself", async () => {
    module(
      "text.ts",
      `import { logprob, signal } from "@rlif/core/signals"
export const text = signal({ ...logprob, name: "text" })`,
    )
    const asked = ["sample", "--model", model, "--problems", "1", "--max-tokens", "8", "--signals", "./text.ts"]
    const { stderr } = await rlif(...asked, "--json")
    expect(stderr).toBe('rlif: Cannot write signal "text": text is a name that a row has for itself\n')
    expect((await rlif(...asked)).stdout).toContain("text -")
  })
})
