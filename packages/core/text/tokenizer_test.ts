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
    // A word without end is cut as the text is.
    const word = `"${"x".repeat(60)}..."`
    expect(() => encode("x".repeat(100_000))).toThrow(`Cannot encode ${word}: ${word} is not in the vocabulary`)
  })

  it("leaves no letter out that bytes in pairs cannot spell", () => {
    const { tokenizer, config } = bytes
    const few = codec({
      tokenizer: { ...tokenizer, added_tokens: [], model: { type: "BPE", vocab: { a: 0, b: 1 }, merges: [] } },
      config,
    })
    expect([...few.encode("ab")]).toEqual([0, 1])
    expect(() => few.encode("abc")).toThrow('Cannot encode "abc": "c" is not in the vocabulary')
    const unknown = { type: "BPE", vocab: { a: 0, "?": 1 }, merges: [], unk_token: "?" }
    expect([...codec({ tokenizer: { ...tokenizer, added_tokens: [], model: unknown }, config }).encode("abc")]).toEqual(
      [0, 1, 1],
    )
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
    expect(() => read({ a: 0, b: 2 ** 32 })).toThrow('"b" has id 4294967296, more than 16777216')
    expect(() => read({ a: 0 }, [{ id: 2 ** 32, content: "b" }])).toThrow('"added_tokens.0.id": expected a value')
    expect(() => read({ a: "0" })).toThrow('"a" has id "0"')
    expect(() => read({ a: 0, __proto__: 1, b: 0 })).toThrow('"a" and "b" both have id 0')
    expect(() => read({ a: 0 }, [{ id: 0, content: "<s>" }])).toThrow('"a" and "<s>" both have id 0')
    expect(read({ a: 0 }, [{ id: 0, content: "a" }, { id: 1, content: "<s>" }]).vocabSize).toBe(2)
    // Hugging Face's library counts on, whatever the file says.
    expect(() => read({ a: 0 }, [{ id: 0, content: "a" }, { id: 5, content: "<s>" }])).toThrow(
      '"added_tokens.1.id": "<s>" has id 5, where the next free one is 1',
    )
    expect(() => read({ a: 0, b: 1 }, [{ id: 2, content: "a" }])).toThrow('"a" has id 2, where its own is 0')
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

describe("what is not supported", () => {
  const refuse = (fields: object, message: string, config: object = {}) =>
    expect(() => codec({ tokenizer: { ...bytes.tokenizer, ...fields }, config })).toThrow(message)
  const model = Object(bytes.tokenizer).model
  const split = { type: "Split", pattern: { Regex: "\\bx" }, behavior: "Isolated", invert: false }

  it("is refused by the name of its field", () => {
    refuse({ normalizer: { type: "Precompiled" } }, '"normalizer.type": expected "NFC" | "NFD"')
    refuse(
      { normalizer: { type: "Sequence", normalizers: [{ type: "BertNormalizer" }] } },
      '"normalizer.normalizers.0.type": expected',
    )
    refuse({ normalizer: { type: "NFC", form: "D" } }, '"normalizer.form": this option is not supported')
    refuse({ normalizer: { type: "Sequence" } }, '"normalizer.normalizers": not a list')
    refuse({ normalizer: "NFC" }, '"normalizer": not an object')
    refuse({ pre_tokenizer: { type: "UnicodeScripts" } }, '"pre_tokenizer.type": expected "ByteLevel"')
    refuse({ pre_tokenizer: split }, '"pre_tokenizer.pattern.Regex": "\\\\b" at 0 is not supported')
    refuse({ pre_tokenizer: { ...split, pattern: {} } }, '"pre_tokenizer.pattern": neither a String nor a Regex')
    refuse({ pre_tokenizer: { ...split, behavior: "isolated" } }, '"pre_tokenizer.behavior": expected "Removed"')
    refuse({ pre_tokenizer: { type: "Digits" } }, '"pre_tokenizer.individual_digits": it is missing')
    refuse({ decoder: { type: "CTC" } }, '"decoder.type": expected "ByteLevel"')
    refuse({ post_processor: { type: "Other" } }, '"post_processor.type": expected "ByteLevel"')
    refuse({ model: { ...model, dropout: 0.1 } }, '"model.dropout": expected')
    refuse({ model: { ...model, merges: [["h", "x"]] } }, '"model.merges.0": "x" is not in the vocabulary')
    refuse({ model: { ...model, merges: ["h"] } }, '"model.merges.0": not two tokens')
    refuse({ model: { ...model, word_dropout: 0 } }, '"model.word_dropout": this option is not supported')
    refuse({ truncation: { max_length: 9 } }, '"truncation": no text is cut or padded here')
    refuse({ padding: { strategy: { Fixed: 9 } } }, '"padding": no text is cut')
    refuse({ padding: { strategy: "BatchLongest", pad_to_multiple_of: 8 } }, '"padding": no text is cut')
    refuse({ version: "2.0" }, '"version": expected "1.0"')
    refuse({ other: 1 }, '"other": this option is not supported')
    refuse({ added_tokens: [{ id: 6, content: "x", first: true }] }, '"added_tokens.0.first": this option')
  })

  it("is what Hugging Face's library does in a way of its own", () => {
    const first = { type: "Metaspace", replacement: "_", prepend_scheme: "first" }
    refuse({ pre_tokenizer: first }, '"pre_tokenizer.prepend_scheme": "first" is not supported after a normalizer')
    const off = { type: "Metaspace", replacement: "_", prepend_scheme: "always", add_prefix_space: false }
    refuse({ pre_tokenizer: off }, '"pre_tokenizer.add_prefix_space": false does not go with')
    const template = { type: "BertProcessing", sep: ["h", 0], cls: ["i", 1] }
    const both = { type: "Sequence", processors: [template, template] }
    refuse({ post_processor: both }, '"post_processor.processors.1.type": "BertProcessing" after another')
    const nothing = { type: "Replace", pattern: { Regex: "a*" }, content: "b" }
    refuse({ normalizer: nothing }, '"normalizer.pattern": it finds nothing at all')
  })

  it("is not what has no effect", () => {
    const padding = { strategy: "BatchLongest", direction: "Right", pad_to_multiple_of: null, pad_id: 0 }
    const { encode } = codec({ tokenizer: { ...bytes.tokenizer, padding }, config: {} })
    expect([...encode("hi")]).toEqual([3])
  })

  it("is refused of tokenizer_config.json, too", () => {
    const refuses = (config: object, field: string, why: string) =>
      refuse({}, `"${field}" of "tokenizer_config.json": ${why}`, config)
    refuses({ split_special_tokens: true }, "split_special_tokens", "true is not supported")
    refuses({ add_prefix_space: true }, "add_prefix_space", 'true is not what "tokenizer.json" does')
    refuses({ add_bos_token: true }, "bos_token", 'it names none, and "add_bos_token" adds it')
    refuses({ add_eos_token: true, eos_token: "</s>" }, "eos_token", '"</s>" is not in the vocabulary')
    refuses({ add_bos_token: "yes" }, "add_bos_token", 'expected boolean, got "yes"')
    refuses({ added_tokens_decoder: [] }, "added_tokens_decoder", "not an object")
    const token = { content: "<|im|>", special: true }
    const why = '"<|im|>" has id 9, where the next free one is 7'
    refuses({ added_tokens_decoder: { 9: token } }, "added_tokens_decoder.9", why)
  })
})

describe("what only tokenizer_config.json says", () => {
  const ids = (config: object, tokenizer: object = bytes.tokenizer) => [...codec({ tokenizer, config }).encode("hi")]
  const begins = {
    ...bytes.tokenizer,
    post_processor: {
      type: "TemplateProcessing",
      single: [{ SpecialToken: { id: "<|end|>", type_id: 0 } }, { Sequence: { id: "A", type_id: 0 } }],
      pair: [],
      special_tokens: { "<|end|>": { id: "<|end|>", ids: [6], tokens: ["<|end|>"] } },
    },
  }

  it("decides about the tokens that begin and end a text", () => {
    const bos = { bos_token: { content: "<|end|>" } }
    expect(ids(bos)).toEqual([3])
    expect(ids({ ...bos, add_bos_token: true })).toEqual([6, 3])
    expect(ids({ ...bos, add_bos_token: false })).toEqual([3])
    expect(ids({ ...bos, add_bos_token: true }, begins)).toEqual([6, 3])
    expect(ids({ ...bos, add_bos_token: null }, begins)).toEqual([6, 3])
    expect(ids({ ...bos, add_bos_token: false }, begins)).toEqual([3])
    expect(ids({ ...bos, eos_token: "<|end|>", add_eos_token: true, add_bos_token: false }, begins)).toEqual([3, 6])
    const { encode } = codec({ tokenizer: bytes.tokenizer, config: { ...bos, add_bos_token: true } })
    expect([...encode("hi", { addSpecial: false })]).toEqual([3])
  })

  it("adds tokens, and says which are special", () => {
    const decoder = { 8: { content: "<b>", special: false }, 7: { content: "<a>", special: true } }
    const known = codec({ tokenizer: bytes.tokenizer, config: { added_tokens_decoder: decoder } })
    expect([...known.encode("hi<a><b>")]).toEqual([3, 7, 8])
    expect(known.decode([3, 7, 8], { skipSpecial: true })).toBe("hi<b>")
    expect(known.vocabSize).toBe(9)
    const plain = { 6: { content: "<|end|>", special: false, lstrip: true } }
    const changed = codec({ tokenizer: bytes.tokenizer, config: { added_tokens_decoder: plain } })
    expect([...changed.encode("hi <|end|>")]).toEqual([3, 6])
  })

  it("names the token that ends a text, where there is one", () => {
    const ends = (eos_token: unknown) => codec({ tokenizer: bytes.tokenizer, config: { eos_token } }).endTokens
    expect(ends("<|end|>")).toEqual([6])
    expect(ends({ content: "<|end|>" })).toEqual([6])
    expect(ends("h")).toEqual([0])
    for (const none of [undefined, null, "</s>"]) expect(ends(none)).toEqual([])
  })

  it("tidies no text that is spelled in byte pairs", () => {
    const config = { clean_up_tokenization_spaces: true }
    expect(codec({ tokenizer: bytes.tokenizer, config }).decode([3, 2, 5])).toBe("hi .")
    const { tokenizer } = wordLevel(["<pad>", "hi", "."], { pad: "<pad>" })
    expect(codec({ tokenizer, config }).decode([1, 2])).toBe("hi.")
  })
})

describe("a regular expression that takes too long", () => {
  const slow = (Regex: string) => ({
    ...bytes.tokenizer,
    pre_tokenizer: { type: "Split", pattern: { Regex }, behavior: "Isolated", invert: false },
  })

  it("ends in an error that names the file", () => {
    const { encode } = codec({ tokenizer: slow("(h+)+i"), config: {}, file: "m/tokenizer.json" })
    expect([...encode("hi")]).toEqual([3])
    const why = 'the regular expressions of "m/tokenizer.json" take more than 2 s'
    expect(() => encode("h".repeat(40))).toThrow(`Cannot encode "${"h".repeat(40)}": ${why}`)
    expect([...encode("hi")]).toEqual([3])
  })

  it("also before there is a text: of an added token, or of a token's bytes", () => {
    const normalizer = { type: "Replace", pattern: { Regex: "(h+)+i" }, content: "" }
    const added = { id: 7, content: "h".repeat(40), normalized: true }
    const tokenizer = { ...bytes.tokenizer, normalizer, added_tokens: [...Object(bytes.tokenizer).added_tokens, added] }
    expect(() => codec({ tokenizer, config: {}, file: "m/tokenizer.json" })).toThrow(
      `Cannot read "${"h".repeat(40)}": the regular expressions of "m/tokenizer.json" take more than 2 s`,
    )
    const model = { type: "WordLevel", unk_token: "?", vocab: { [`${"h".repeat(40)}`]: 0 } }
    const words = { ...bytes.tokenizer, added_tokens: [], model, decoder: normalizer }
    expect(() => codec({ tokenizer: words, config: {} }).bytesOf(0)).toThrow("Cannot decode")
  })

  it("also where it takes too much memory", () => {
    const { encode } = codec({ tokenizer: slow("(?:h|i)+"), config: {}, file: "m/tokenizer.json" })
    const why = 'the regular expressions of "m/tokenizer.json" fail: Maximum call stack size exceeded'
    expect(() => encode("hi".repeat(10_000_000))).toThrow(`...": ${why}`)
  })

  it("also where it reads tokens", () => {
    const decoder = { type: "Replace", pattern: { Regex: "(h+)+i" }, content: "" }
    const model = { type: "WordLevel", unk_token: "?", vocab: { [`${"h".repeat(40)}`]: 0 } }
    const tokenizer = { ...bytes.tokenizer, added_tokens: [], model, decoder }
    expect(() => codec({ tokenizer, config: {} }).decode([0])).toThrow("Cannot decode")
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

  it.effect("takes from special_tokens_map.json what the configuration does not say", () =>
    Effect.gen(function* () {
      const ends = (config: object) =>
        Effect.gen(function* () {
          const map = formatJson({ eos_token: { content: "two" } })
          const files = { "tokenizer.json": tokenizer, "special_tokens_map.json": map }
          const directory = yield* folder({ ...files, "tokenizer_config.json": formatJson(config) })
          return yield* Effect.map(Tokenizer, ({ endTokens }) => endTokens).pipe(
            Effect.provide(Tokenizer.layerFolder(directory)),
          )
        })
      expect(yield* ends({})).toEqual([2])
      expect(yield* ends({ eos_token: "$" })).toEqual([4])
      expect(yield* ends({ eos_token: null })).toEqual([])
    }))

  it.effect("names the file that is missing or malformed", () =>
    Effect.gen(function* () {
      const cases = [
        [{ "tokenizer.json": tokenizer }, "tokenizer_config.json", /no such file/],
        [{ "tokenizer_config.json": config }, "tokenizer.json", /no such file/],
        [{ "tokenizer.json": "{", "tokenizer_config.json": config }, "tokenizer.json", /not JSON/],
        [{ "tokenizer.json": "[]", "tokenizer_config.json": config }, "tokenizer.json", /not a JSON object/],
        [{ "tokenizer.json": "{}", "tokenizer_config.json": config }, "tokenizer.json", /Cannot read/],
        [{ "tokenizer.model": "x" }, "tokenizer.json", /only "tokenizer.model".*to convert: python -c 'from transf/],
        [{ "vocab.json": "{}", "merges.txt": "" }, "tokenizer.json", /only "vocab.json" and "merges.txt".*python/],
        [{ "vocab.json": "{}" }, "tokenizer.json", /no such file, so the folder is no model.s;/],
        [{ "tokenizer.json": "{", "tokenizer.model": "x" }, "tokenizer.json", /not JSON/],
      ] as const
      for (const [contents, file, message] of cases) {
        const directory = yield* folder(contents)
        const error = yield* Effect.flip(Layer.build(Tokenizer.layerFolder(directory)))
        expect(error).toMatchObject({ _tag: "@rlif/core/TokenizerError", file: `${directory}/${file}` })
        expect(error.message).toMatch(message)
      }
    }))
})
