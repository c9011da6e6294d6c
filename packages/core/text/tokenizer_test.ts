import * as NodeFileSystem from "@effect/platform-node/NodeFileSystem"
import * as NodePath from "@effect/platform-node/NodePath"
import { expect, it } from "@effect/vitest"
import { Effect, FileSystem, Layer } from "effect"
import { describe } from "vitest"
import { formatJson } from "../files/json_file.ts"
import { codec, Tokenizer, type TokenizerFiles } from "./tokenizer.ts"
import { wordLevel } from "./word_level.ts"

const words = ["<pad>", "one", "two", ".", "$"]
const files = wordLevel(words, { pad: "<pad>", end: "$" })

/** Byte-level BPE over a few letters, in the layout of the Qwen family, with a special token that the text may name. */
const bytes: TokenizerFiles = {
  tokenizer: {
    version: "1.0",
    added_tokens: [{ id: 6, content: "<|end|>", special: true, normalized: false }],
    normalizer: { type: "NFC" },
    pre_tokenizer: { type: "ByteLevel", add_prefix_space: false, trim_offsets: false, use_regex: true },
    post_processor: null,
    decoder: { type: "ByteLevel" },
    model: {
      type: "BPE",
      vocab: { h: 0, i: 1, Ġ: 2, hi: 3, Ġhi: 4, ".": 5 },
      merges: ["h i", "Ġ hi"],
      ignore_merges: false,
    },
  },
  config: { eos_token: { content: "<|end|>", special: true } },
}

describe("codec", () => {
  const { encode, decode, vocabSize, tokenOf, idOf } = codec(files)

  it("gives back every id and every word", () => {
    expect([...encode("one two . $")]).toEqual([1, 2, 3, 4])
    expect(decode([1, 2, 3, 4])).toBe("one two . $")
    expect([...encode(decode(Int32Array.of(4, 3, 0, 1)))]).toEqual([4, 3, 0, 1])
    expect(vocabSize).toBe(5)
    expect(words.map((_, id) => tokenOf(id))).toEqual(words)
    expect(words.map(idOf)).toEqual([0, 1, 2, 3, 4])
    expect(tokenOf(5)).toBe(undefined)
    expect(idOf("three")).toBe(undefined)
  })

  it("adds nothing of its own", () => {
    expect([...encode("")]).toEqual([])
    expect(decode([])).toBe("")
    expect([...encode("one")]).toEqual([1])
  })

  it("skips special tokens only when asked, and the end word never", () => {
    expect(decode([1, 4, 0])).toBe("one $ <pad>")
    expect(decode([1, 4, 0], { skipSpecial: true })).toBe("one $")
  })

  it("has no text for ids beyond the vocabulary", () => {
    expect(decode([1, 99, 2])).toBe("one two")
    expect(decode([99])).toBe("")
  })

  it("names the word that it cannot spell", () => {
    expect(() => encode("one three")).toThrow('Cannot encode "one three": "three" is not in the vocabulary')
    const long = `${"one ".repeat(15)}...`
    expect(() => encode(`${"one ".repeat(1000)} three`)).toThrow(`Cannot encode "${long}": "three" is not in the`)
  })

  it("leaves no letter out that bytes in pairs cannot spell", () => {
    const { tokenizer, config } = bytes
    const few = codec({
      tokenizer: { ...tokenizer, model: { type: "BPE", vocab: { a: 0, b: 1 }, merges: [] } },
      config,
    })
    expect([...few.encode("ab")]).toEqual([0, 1])
    expect(() => few.encode("abc")).toThrow('Cannot encode "abc": "c" is not in the vocabulary')
    const unknown = { type: "BPE", vocab: { a: 0, "?": 1 }, merges: [], unk_token: "?" }
    expect([...codec({ tokenizer: { ...tokenizer, model: unknown }, config }).encode("abc")]).toEqual([0, 1, 1])
  })

  it("names the field that is no part of a tokenizer", () => {
    const { tokenizer, config } = bytes
    const cases = [
      [{ model: undefined }, '"model": it is missing'],
      [
        { model: { type: "Neural" } },
        '"model.type": expected "BPE" | "Unigram" | "WordPiece" | "WordLevel", got "Neural"',
      ],
      [{ model: { type: "BPE", vocab: "abc", merges: [] } }, '"model.vocab": neither an object nor a list'],
      [{ added_tokens: {} }, '"added_tokens": expected array | null, got {}'],
      [{ added_tokens: [{ id: 7 }] }, '"added_tokens.0.content": it is missing'],
    ] as const
    for (const [fields, message] of cases) {
      expect(() => codec({ tokenizer: { ...tokenizer, ...fields }, config })).toThrow(message)
    }
    for (const added_tokens of [undefined, null]) {
      expect([...codec({ tokenizer: { ...tokenizer, added_tokens }, config }).encode("hi")]).toEqual([3])
    }
  })

  it("refuses ids that are none, or of two tokens", () => {
    const { tokenizer, config } = bytes
    const read = (vocab: unknown, added: unknown = []) =>
      codec({ tokenizer: { ...tokenizer, added_tokens: added, model: { type: "BPE", vocab, merges: [] } }, config })
    expect(() => read({ a: 0, b: -1 })).toThrow('"b" has id -1, not a whole number')
    expect(() => read({ a: 0, b: 0.5 })).toThrow('"b" has id 0.5')
    expect(() => read({ a: "0" })).toThrow('"a" has id "0"')
    expect(() => read({ a: 0, __proto__: 1, b: 0 })).toThrow('"a" and "b" both have id 0')
    expect(() => read({ a: 0 }, [{ id: 0, content: "<s>" }])).toThrow('"a" and "<s>" both have id 0')
    expect(read({ a: 0 }, [{ id: 0, content: "a" }, { id: 5, content: "<s>" }]).vocabSize).toBe(6)
  })

  it("knows no word that only every object has", () => {
    for (const word of ["constructor", "__proto__", "toString"]) {
      expect(idOf(word)).toBe(undefined)
      expect(() => encode(word)).toThrow(`"${word}" is not in the vocabulary`)
      const known = codec(wordLevel(["<pad>", word], { pad: "<pad>" }))
      expect(known.decode(known.encode(`${word} <pad>`))).toBe(`${word} <pad>`)
    }
  })

  it("merges bytes, and knows special tokens in the text", () => {
    const bpe = codec(bytes)
    expect([...bpe.encode("hi hi.<|end|>")]).toEqual([3, 4, 5, 6])
    expect(bpe.decode([3, 4, 5, 6])).toBe("hi hi.<|end|>")
    expect(bpe.decode([3, 4, 5, 6], { skipSpecial: true })).toBe("hi hi.")
    expect(bpe.decode([3, 2, 5])).toBe("hi .") // not tidied to "hi."
    expect(bpe.vocabSize).toBe(7)
  })
})

describe("wordLevel", () => {
  it("refuses words that occur twice, and special words that do not occur", () => {
    expect(() => wordLevel(["<pad>", "a", "a"], { pad: "<pad>" })).toThrow("a word occurs twice")
    expect(() => wordLevel(["a"], { pad: "<pad>" })).toThrow('"<pad>" is not among its words')
  })
})

it.layer(Layer.merge(NodeFileSystem.layer, NodePath.layer))("Tokenizer.layerFolder", (it) => {
  const folder = (contents: Readonly<Record<string, string | Uint8Array>>) =>
    Effect.gen(function* () {
      const fs = yield* FileSystem.FileSystem
      const directory = yield* fs.makeTempDirectoryScoped()
      for (const [name, content] of Object.entries(contents)) {
        yield* fs.writeFile(`${directory}/${name}`, typeof content === "string" ? Buffer.from(content) : content)
      }
      return directory
    })
  const tokenizer = formatJson(files.tokenizer)
  const config = formatJson(files.config)

  it.effect("reads the files of a model folder", () =>
    Effect.gen(function* () {
      const directory = yield* folder({ "tokenizer.json": tokenizer, "tokenizer_config.json": config })
      const ids = yield* Effect.gen(function* () {
        return (yield* Tokenizer).encode("two $")
      }).pipe(Effect.provide(Tokenizer.layerFolder(directory)))
      expect([...ids]).toEqual([2, 4])
    }))

  it.effect("names the file that is missing or malformed", () =>
    Effect.gen(function* () {
      const cases = [
        [{ "tokenizer.json": tokenizer }, "tokenizer_config.json", /no such file/],
        [{ "tokenizer_config.json": config }, "tokenizer.json", /no such file/],
        [{ "tokenizer.json": "{", "tokenizer_config.json": config }, "tokenizer.json", /not JSON/],
        [{ "tokenizer.json": "[]", "tokenizer_config.json": config }, "tokenizer.json", /not a JSON object/],
        [{ "tokenizer.json": "{}", "tokenizer_config.json": config }, "tokenizer.json", /Cannot read/],
      ] as const
      for (const [contents, file, message] of cases) {
        const directory = yield* folder(contents)
        const error = yield* Effect.flip(Layer.build(Tokenizer.layerFolder(directory)))
        expect(error).toMatchObject({ _tag: "@rlif/core/TokenizerError", file: `${directory}/${file}` })
        expect(error.message).toMatch(message)
      }
    }))
})
