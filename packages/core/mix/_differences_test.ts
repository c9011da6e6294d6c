import * as NodeFileSystem from "@effect/platform-node/NodeFileSystem"
import * as NodePath from "@effect/platform-node/NodePath"
import { expect, it } from "@effect/vitest"
import { Effect, FileSystem, Layer } from "effect"
import { weightsOfShapes, writeModel } from "../testing/model_folder.ts"
import { mix } from "./mix.ts"

const shapes = { "embed.weight": [6, 4], "norm.weight": [4] }

const tokenizer = {
  normalizer: { type: "NFC" },
  added_tokens: [{ id: 5, content: "<|end|>" }],
  model: { type: "BPE", vocab: { a: 0, b: 1, c: 2, ab: 3, bc: 4 }, merges: ["a b", "b c"] },
}

const files = {
  "config.json": { tie_word_embeddings: true },
  "generation_config.json": { eos_token_id: 5 },
  "tokenizer.json": tokenizer,
  "chat_template.jinja": "{{ base }}",
}

type Change = Partial<Parameters<typeof writeModel>[1]>

/** What a mix of two models comes to: the plain one, and the same with something changed; and the mix's folder. */
const mixWith = Effect.fnUntraced(function* (change: Change, base: Change = {}) {
  const out = yield* (yield* FileSystem.FileSystem).makeTempDirectoryScoped()
  const model = (name: string, change: Change, seed: number) =>
    writeModel(`${out}/${name}`, { weights: weightsOfShapes(shapes, seed), files, ...change })
  const models = { base: yield* model("base", base, 1), instruct: yield* model("instruct", change, 2) }
  return { ...models, mixing: mix(models, [{ ratio: 0.5, folder: `${out}/mix` }]), folder: `${out}/mix` }
})

it.layer(Layer.merge(NodeFileSystem.layer, NodePath.layer))("models that are mixed", (it) => {
  it.effect("may differ in type, templates, generation, normalization, and in how merges are spelled", () =>
    Effect.gen(function* () {
      const fs = yield* FileSystem.FileSystem
      const { folder, mixing } = yield* mixWith({
        dtype: "BF16",
        files: {
          "config.json": { eos_token_id: 3 },
          "generation_config.json": { eos_token_id: [3, 5] },
          "tokenizer.json": {
            ...tokenizer,
            normalizer: null,
            model: { ...tokenizer.model, merges: [["a", "b"], ["b", "c"]] },
          },
          "tokenizer_config.json": { chat_template: "{{ instruct }}" },
          "chat_template.jinja": "{{ instruct }}",
        },
      })
      yield* mixing
      expect((yield* fs.readDirectory(folder)).sort()).toEqual([...Object.keys(files), "model.safetensors"].sort())
      expect(yield* fs.readFileString(`${folder}/chat_template.jinja`)).toBe("{{ base }}")
      expect(JSON.parse(yield* fs.readFileString(`${folder}/generation_config.json`))).toEqual({ eos_token_id: 5 })
    }))

  it.effect("are refused with every difference of every kind", () =>
    Effect.gen(function* () {
      const { base, instruct, mixing } = yield* mixWith({
        weights: weightsOfShapes({ "embed.weight": [4, 6], "lm_head.weight": [6, 4] }, 2),
        files: {
          "config.json": { tie_word_embeddings: false },
          "tokenizer.json": {
            added_tokens: [{ id: 6, content: "<|end|>" }, { id: 7, content: "<|im_start|>\n" }],
            model: { vocab: { a: 0, b: 2, c: 1, ab: 3, "__proto__": 9, 'q"': 5 }, merges: ["a b", "c b", "b c"] },
          },
        },
      })
      const error = yield* Effect.flip(mixing)
      expect(error).toMatchObject({ _tag: "@rlif/core/MixError", base, instruct })
      const differences = [
        'tensor "embed.weight": (6, 4) in base, (4, 6) in instruct',
        'tensor "norm.weight": (4) in base, missing in instruct',
        'tensor "lm_head.weight": missing in base, (6, 4) in instruct',
        'config "tie_word_embeddings": true in base, false in instruct',
        'token "b": 1 in base, 2 in instruct',
        'token "c": 2 in base, 1 in instruct',
        'token "bc": 4 in base, missing in instruct',
        'token "q\\"": missing in base, 5 in instruct',
        'merge 1: "b" "c" in base, "c" "b" in instruct',
        'merge 2: missing in base, "b" "c" in instruct',
        'added token "<|end|>": 5 in base, 6 in instruct',
        'added token "<|im_start|>\\n": missing in base, 7 in instruct',
      ]
      expect((error as { differences?: unknown }).differences).toEqual(differences)
      expect(error.message).toBe([`Cannot mix "${base}" and "${instruct}":`, ...differences].join("\n"))
    }))

  it.effect("are refused for each kind alone", () =>
    Effect.gen(function* () {
      const changed = (model: object, rest: object = {}) => ({
        files: { ...files, "tokenizer.json": { ...tokenizer, ...rest, model: { ...tokenizer.model, ...model } } },
      })
      const { "tokenizer.json": _, ...without } = files
      const cases: ReadonlyArray<readonly [Change, RegExp]> = [
        [{ weights: weightsOfShapes({ ...shapes, bias: [2] }, 1) }, /^tensor "bias"/],
        [{ weights: weightsOfShapes({ ...shapes, "norm.weight": [5] }, 1) }, /^tensor "norm.weight": \(4\) .* \(5\)/],
        [{ files: { ...files, "config.json": { tie_word_embeddings: false } } }, /^config "tie_word_embeddings"/],
        [{ files: without }, /^file "tokenizer.json": there in base, missing in instruct/],
        [changed({ vocab: { ...tokenizer.model.vocab, d: 5 } }), /^token "d"/],
        [changed({ merges: ["b c", "a b"] }), /^merge 0: "a" "b" in base, "b" "c" in instruct/],
        [changed({}, { added_tokens: [] }), /^added token "<\|end\|>"/],
      ]
      for (const [change, line] of cases) {
        const error = yield* Effect.flip((yield* mixWith(change)).mixing)
        expect(error.message.split("\n")[1]).toMatch(line)
      }
    }))

  it.effect("are compared by the older files of a tokenizer too, and by the places in a list of tokens", () =>
    Effect.gen(function* () {
      const parts = (vocab: object, merges: string, added: object) => ({
        files: { "vocab.json": vocab, "merges.txt": merges, "added_tokens.json": added },
      })
      const old = parts({ a: 0, b: 1, ab: 2 }, "#version: 0.2\na b\n", { "<s>": 3 })
      yield* (yield* mixWith(parts({ a: 0, b: 1, ab: 2 }, "a b\r\n", { "<s>": 3 }), old)).mixing
      const other = yield* mixWith(parts({ a: 1, b: 0, ab: 2 }, "b a\n", {}), old)
      expect((yield* Effect.flip(other.mixing)).message.split("\n").slice(1)).toEqual([
        'token "a": 0 in base, 1 in instruct',
        'token "b": 1 in base, 0 in instruct',
        'merge 0: "a" "b" in base, "b" "a" in instruct',
        'added token "<s>": 3 in base, missing in instruct',
      ])
      const unigram = (...tokens: ReadonlyArray<string>) => ({
        files: { "tokenizer.json": { model: { type: "Unigram", vocab: tokens.map((token) => [token, -1.5]) } } },
      })
      const swapped = yield* mixWith(unigram("b", "a"), unigram("a", "b"))
      expect((yield* Effect.flip(swapped.mixing)).message).toContain('token "a": 0 in base, 1 in instruct')
    }))

  it.effect("have the same tokenizer.model where nothing else says which token has which id", () =>
    Effect.gen(function* () {
      const fs = yield* FileSystem.FileSystem
      const pieces = (text: string) => ({ files: { "tokenizer.model": text, "added_tokens.json": { "<s>": 3 } } })
      const same = yield* mixWith(pieces("piece"), pieces("piece"))
      yield* same.mixing
      expect(yield* fs.readFileString(`${same.folder}/tokenizer.model`)).toBe("piece")
      const other = yield* mixWith(pieces("pieces"), pieces("piece"))
      expect((yield* Effect.flip(other.mixing)).message.split("\n").slice(1)).toEqual([
        expect.stringMatching(
          /^file "tokenizer.model": SHA-256 [0-9a-f]{64} in base, SHA-256 [0-9a-f]{64} in instruct$/,
        ),
      ])
      const beside = { ...files, "tokenizer.model": "older" }
      const whole = yield* mixWith({ files: { ...files, "tokenizer.model": "newer" } }, { files: beside })
      yield* whole.mixing
      expect(yield* fs.readFileString(`${whole.folder}/tokenizer.model`)).toBe("older")
    }))

  it.effect("differ in more tokens than a message lists, and the error has them all", () =>
    Effect.gen(function* () {
      const vocab = (letter: string) => Object.fromEntries(Array.from({ length: 250 }, (_, i) => [`${letter}${i}`, i]))
      const of = (letter: string) => ({ files: { "tokenizer.json": { model: { vocab: vocab(letter) } } } })
      const error = yield* Effect.flip((yield* mixWith(of("y"), of("x"))).mixing)
      expect((error as { differences?: unknown }).differences).toHaveLength(500)
      const lines = error.message.split("\n")
      expect([lines.length, lines[101]]).toEqual([102, "and 400 more of this kind"])
    }))

  it.effect("are named where a file of theirs is malformed", () =>
    Effect.gen(function* () {
      const cases = [
        [{ "tokenizer.json": { model: { vocab: { a: "0" } } } }, /Cannot read "model.vocab.*tokenizer.json"/],
        [{ "tokenizer.json": "{" }, /tokenizer.json": not JSON/],
        [{ "config.json": [] }, /config.json": expected object/],
        [{ "config.json": { tie_word_embeddings: 1 } }, /Cannot read "tie_word_embeddings" of ".*config.json"/],
      ] as const
      for (const [change, message] of cases) {
        const { mixing } = yield* mixWith({ files: { ...files, ...change } })
        expect((yield* Effect.flip(mixing)).message).toMatch(message)
      }
    }))
})
