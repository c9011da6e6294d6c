import { Effect, Layer } from "effect"
import { describe, expect, it } from "vitest"
import { chatFiles } from "../testing/chat_files.ts"
import { codec, Tokenizer } from "../text/tokenizer.ts"
import { wordLevel } from "../text/word_level.ts"
import { layerParameters } from "../policy/folder.ts"
import { layerWorker } from "../policy/worker.ts"
import { rollOut, type RollOutOptions } from "../sample/roll_out.ts"
import { config, weights } from "../testing/tiny_model.ts"
import { platform } from "../testing/tiny_policy.ts"
import { stopOf, stopping } from "./stop.ts"

describe("stopping", () => {
  const bytes = codec(chatFiles)
  /** How many tokens of a text are seen until it stops. */
  const seen = (texts: ReadonlyArray<string>, text: string, { encode, bytesOf, vocabSize } = bytes) => {
    const stops = stopping(stopOf(texts, { bytesOf, vocabSize }))
    return encode(text, { addSpecial: false }).findIndex((token) => stops(token)) + 1
  }

  it("sees a text however it is cut into tokens", () => {
    expect(seen(["\n\n"], "ab\n\nc")).toBe(4)
    expect(seen(["ser"], "a user")).toBe(3) // "user" is one token
    expect(seen(["us"], "user")).toBe(1)
    expect(seen(["é🙂"], "aé🙂b")).toBe(7) // a byte a token
    expect(seen(["x", "bc"], "abcx")).toBe(3)
    expect(seen(["bd"], "abcd")).toBe(0)
  })

  it("sees no special token, and goes on beyond one", () => {
    expect(seen(["<|im_end|>"], "a<|im_end|>b")).toBe(0)
    expect(seen(["ab"], "a<|im_end|>b")).toBe(3)
    expect(stopping(stopOf(["a"], bytes))(10_000)).toBe(false)
  })

  it("forgets what is too long ago", () => {
    expect(seen(["aba"], "abbababa")).toBe(6)
    expect(seen(["a"], "b".repeat(300) + "a")).toBe(301)
  })

  it("knows words by their spaces, and pieces of bytes", () => {
    const words = codec(wordLevel(["<pad>", "one", "two"], { pad: "<pad>" }))
    expect(seen(["e two"], "one two one", words)).toBe(2)
    expect(seen(["onetwo"], "one two one", words)).toBe(0)
    const { encode, bytesOf, vocabSize } = codec({
      tokenizer: {
        model: {
          type: "BPE",
          vocab: { "▁": 0, a: 1, "<0xC3>": 2, "<0xA9>": 3, "?": 4 },
          merges: [],
          byte_fallback: true,
        },
        normalizer: { type: "Replace", pattern: { String: " " }, content: "▁" },
        decoder: {
          type: "Sequence",
          decoders: [{ type: "Replace", pattern: { String: "▁" }, content: " " }, { type: "ByteFallback" }, {
            type: "Fuse",
          }],
        },
      },
      config: {},
    })
    expect(seen(["a é"], "aa éa", { ...bytes, encode, bytesOf, vocabSize })).toBe(5)
  })
})

const words = ["<pad>", "$", ..."abcdefghijk"]
const tokenizer = codec(wordLevel(words, { pad: "<pad>" }))
const ending = codec(wordLevel(words, { pad: "<pad>", end: "$" }))
const options = { completions: 24, maxTokens: 10, seed: 5 }
const problems = ["a b c", "d"].map((problem, i) => ({ id: `p${i}`, problem, gold: "" }))

/** What is sampled of the small model, in this thread or in one of its own, whose files name these end tokens. */
const rolled = async (
  more: Partial<RollOutOptions>,
  { spelled = tokenizer, endTokens = [] as ReadonlyArray<number>, worker = false } = {},
) => {
  const source = { config, parameters: weights, endTokens }
  const policy = worker ? layerWorker({ parameters: source }) : Layer.provide(layerParameters(source), platform)
  const layers = Layer.merge(Layer.succeed(Tokenizer, spelled), policy)
  const groups = await rollOut(problems, { ...options, ...more }).pipe(Effect.provide(layers), Effect.runPromise)
  return groups.flatMap(({ rollouts }) => rollouts)
}

describe("a completion", () => {
  it("ends with the token that completes a text, and is until then what it was", async () => {
    const whole = await rolled({})
    const stopped = await rolled({ stop: stopOf(["b", " c d"], tokenizer) })
    expect(await rolled({ stop: stopOf(["b", " c d"], tokenizer) }, { worker: true })).toEqual(stopped)
    let ends = 0
    for (const [i, { tokens, text, finish, signals }] of stopped.entries()) {
      const all = tokenizer.decode(whole[i].tokens, { skipSpecial: true })
      const at = all.search(/b| c d/)
      expect(text).toBe(at < 0 ? all : all.slice(0, at))
      expect(finish).toBe(at < 0 ? "length" : "stop")
      expect([...whole[i].tokens.subarray(0, tokens.length)]).toEqual([...tokens])
      expect(signals.logprob).toEqual(whole[i].signals.logprob.slice(0, tokens.length))
      if (at >= 0) ends++
    }
    expect(ends).toBeGreaterThan(5)
    expect(ends).toBeLessThan(stopped.length)
  })

  it("ends at the tokens of model and tokenizer, or at those that are asked for", async () => {
    const whole = await rolled({})
    expect(whole.every(({ finish }) => finish === "length")).toBe(true)
    const own = await rolled({}, { endTokens: [1] })
    expect(own.some(({ finish }) => finish === "stop")).toBe(true)
    expect(await rolled({}, { spelled: ending })).toEqual(own)
    expect(await rolled({}, { spelled: ending, endTokens: [1] })).toEqual(own)
    const both = await rolled({}, { spelled: ending, endTokens: [3] })
    expect(new Set(both.filter(({ finish }) => finish === "stop").map(({ tokens }) => tokens.at(-1)))).toEqual(
      new Set([1, 3]),
    )
    expect(await rolled({ endTokens: [] }, { spelled: ending, endTokens: [3] })).toEqual(whole)
    const outside = { ...ending, endTokens: [999] }
    expect(await rolled({}, { spelled: outside })).toEqual(whole)
  })

  it("is not sampled to an empty text", async () => {
    await expect(rolled({ stop: stopOf([""], tokenizer) })).rejects.toThrow("Cannot sample: stop has an empty text")
  })
})
