import { Effect, Option } from "effect"
import { NodeServices } from "@effect/platform-node"
import { writeFileSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, it } from "vitest"
import { newFolder } from "../testing/invoke.ts"
import { signalName, signalOf } from "./names.ts"
import { isModule, partsOf } from "./parts.ts"
import { rewardSettings } from "./rewards.ts"
import { decode, decodeJson } from "./setting.ts"
import { signalSettings } from "./signals.ts"

const table = { ...rewardSettings, ...signalSettings }

/** The value of a setting that a flag gives, or what is said of it. */
const flag = (given: Readonly<Record<string, string>>) =>
  decode(table, Object.fromEntries(Object.entries(given).map(([name, value]) => [name, Option.some(value)]))).pipe(
    Effect.match({
      onFailure: ({ message }) => message,
      onSuccess: (settings) => settings[Object.keys(given)[0] as "reward"],
    }),
    Effect.provide(NodeServices.layer),
    Effect.runPromise,
  )

describe("parts", () => {
  it.each([
    ["self-certainty", [["self-certainty", 1]]],
    ["self-certainty:1, repetition:-0.1", [["self-certainty", 1], ["repetition", -0.1]]],
    ["renyi-0.5:2e-1,top-20-mean:.5", [["renyi-0.5", 0.2], ["top-20-mean", 0.5]]],
    ["./a b.ts:+3,../c.js", [["./a b.ts", 3], ["../c.js", 1]]],
    ["C:\\rewards\\mine.ts,C:/mine.ts:2", [["C:\\rewards\\mine.ts", 1], ["C:/mine.ts", 2]]],
    ["length:0x10", [["length", NaN]]],
    ["length:Infinity", [["length", NaN]]],
    ["length:1e400", [["length", NaN]]],
    ["./a:b.ts,./a:b.mjs:2", [["./a:b.ts", 1], ["./a:b.mjs", 2]]],
    ["length:", [["length", NaN]]],
  ])("of %j", (text, expected) => {
    expect(partsOf(text).map(({ name, weight }) => [name, weight])).toEqual(expected)
  })

  it("are modules where they are called like files", () => {
    expect(["./a", "a.ts", "a.mjs", "a/b", "a\\b.cts"].filter(isModule)).toHaveLength(5)
    expect(["self-certainty", "renyi-0.5", "top-20-mean", "ts"].filter(isModule)).toEqual([])
  })
})

describe("a setting of names", () => {
  it.each(["length", "varentropy:-1,min-entropy:2", "renyi-0.5", "./mine.ts:2,length:-1"])(
    "has the reward %j",
    async (reward) => expect(await flag({ reward })).toBe(reward),
  )

  it.each(["", "entropy", "renyi-2,top-1-mean,./own.ts"])(
    "has the signals %j",
    async (signals) => expect(await flag({ signals })).toBe(signals),
  )

  it.each([
    ["", /it names nothing/],
    ["length,", /a name is missing/],
    ["length,,constant", /a name is missing/],
    [":2", /a name is missing/],
    ["length:two", /the weight of "length" is not a number/],
    ["length:1,constant,length:2", /"length" is given twice/],
    ["renyi-x", /"renyi-x" is no reward .* no signal .* and no path of a module/],
    ["renyi-2.0", /"renyi-2.0" is no reward/], // it would be there twice beside renyi-2
    ["top-02-mean", /"top-02-mean" is no reward/],
    ["renyi-1", /Cannot make a Renyi entropy of order 1: /],
    ["renyi-1.0001", /Cannot make a Renyi entropy of order 1.0001: /],
    ["renyi-0.0000001", /Cannot make a Renyi entropy of order 1e-7: /],
    ["renyi-1000000000000000000000000", /Cannot make a Renyi entropy of order 1e\+24: /],
    ["top-0-mean", /Cannot average over 0 tokens/],
    ["top-99999999999999999999999-mean", /Cannot average over 1e\+23 tokens/],
    ["length:1e400", /the weight of "length" is not a number/],
    ["Length", /"Length" is no reward \(self-certainty, /],
  ])("refuses the reward %j", async (reward, why) => {
    expect(await flag({ reward })).toMatch(/^Cannot read flag --reward: /)
    expect(await flag({ reward })).toMatch(why)
  })

  it.each([
    ["length", /"length" is no signal \(logprob, entropy, .*renyi-2/],
    ["entropy,entropy", /"entropy" is given twice/],
    ["entropy:2", /"entropy:2" is no signal/],
  ])("refuses the signals %j", async (signals, why) => {
    expect(await flag({ signals })).toMatch(why)
  })
})

it("signals are shown as they are asked for", () => {
  for (const name of ["self-certainty", "renyi-0.5", "renyi-2", "top-20-mean"]) {
    expect(signalName(signalOf(name)!)).toBe(name)
  }
})

describe("a file that names a module", () => {
  const file = (json: unknown) => {
    const path = join(newFolder(), "config.json")
    writeFileSync(path, JSON.stringify(json))
    return path
  }
  const read = (given: Readonly<Record<string, unknown>>) =>
    decode(table, Object.fromEntries(Object.entries(given).map(([name, value]) => [name, Option.some(value)]))).pipe(
      Effect.result,
      Effect.provide(NodeServices.layer),
      Effect.runPromise,
    )
  const refused = /^Cannot run ".\/mine.ts" of key "(reward|signals)" of config ".*": a module is a program/

  it.each([{ reward: "./mine.ts" }, { reward: "length:1,./mine.ts:2" }, { signals: "entropy,./mine.ts" }])(
    "is refused, and allowed by a flag alone: %o",
    async (json) => {
      const config = file(json)
      expect(await read({ config })).toMatchObject({ failure: { message: expect.stringMatching(refused) } })
      expect(await read({ config, allowModules: false })).toMatchObject({
        failure: { message: expect.stringMatching(refused) },
      })
      expect(await read({ config, allowModules: true })).toMatchObject({ success: json })
    },
  )

  it("cannot allow itself", async () => {
    const config = file({ reward: "./mine.ts", allowModules: true })
    expect(await read({ config })).toMatchObject({
      failure: { message: expect.stringContaining('unknown key "allowModules"') },
    })
  })

  it("runs nothing where a flag names another reward", async () => {
    const config = file({ reward: "./mine.ts" })
    expect(await read({ config, reward: "length" })).toMatchObject({ success: { reward: "length" } })
    expect(await read({ reward: "./mine.ts" })).toMatchObject({ success: { reward: "./mine.ts" } })
  })

  it("is refused where it is JSON of a program's own", () => {
    const result = Effect.runSync(Effect.result(decodeJson(table, { json: { signals: "./mine.ts" }, where: "here" })))
    expect(result).toMatchObject({ failure: { message: expect.stringContaining("of here: a module is a program") } })
  })
})
