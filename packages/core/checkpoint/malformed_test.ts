// Model folders that are broken in one way each, made on the spot from whole ones: every kind has an error of its own,
// which names the file and what of it is wrong. Nothing is changed, and nothing large is read to find out.
import { execFileSync } from "node:child_process"
import { mkdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from "node:fs"
import * as NodeFileSystem from "@effect/platform-node/NodeFileSystem"
import * as NodePath from "@effect/platform-node/NodePath"
import { expect, it } from "@effect/vitest"
import { Effect, FileSystem, Layer, type Path } from "effect"
import { Tokenizer } from "../text/tokenizer.ts"
import { type Breakable, breakable, contentOf, weights } from "../testing/broken_folder.ts"
import { watched } from "../testing/watched.ts"
import { loadFolder } from "./folder.ts"

/** What a folder has, how it comes to that, what the error says, and the field or tensor that it blames. */
type Kind = readonly [what: string, make: (folder: Breakable) => void, why: RegExp, about?: string]

interface Failure {
  readonly _tag: string
  readonly message: string
}

const index = "model.safetensors.index.json"
const [first, second] = [1, 2].map((i) => `model-0000${i}-of-00002.safetensors`)
const [embed, norm, up] = ["embed_tokens", "norm", "layers.1.mlp.up_proj"].map((name) => `model.${name}.weight`)
const [generation, config] = ["generation_config.json", "tokenizer_config.json"]
const template = "chat_template.jinja"
const deep = `${"[".repeat(1e5)}${"]".repeat(1e5)}`

const change = (header: Partial<Record<string, object | number>>) => (folder: Breakable) =>
  folder.header((all) => ({ header: { ...all, ...header } }))

// Other fields of a tensor's entry.
const entry = (tensor: string, fields: object) => (folder: Breakable) =>
  folder.header((all) => ({ header: { ...all, [tensor]: { ...all[tensor], ...fields } } }))

// A tensor more, of these bytes.
const append =
  (tensor: string, fields: object, more: (data: Buffer) => Uint8Array) => (folder: Breakable, file = weights) =>
    folder.header((all, data) => {
      const added = more(data)
      const data_offsets = [data.length, data.length + added.length]
      return {
        header: { ...all, [tensor]: { dtype: "F32", ...fields, data_offsets } },
        data: Buffer.concat([data, added]),
      }
    }, file)

// The last number of a tensor, set.
const poison = (tensor: string, x: number) => (folder: Breakable) =>
  folder.header((all, data) => {
    data.writeFloatLE(x, all[tensor].data_offsets[1] - 4)
    return { data }
  })

// Other shards in the index; undefined is none.
const place = (places: Readonly<Record<string, unknown>>) => (folder: Breakable) =>
  folder.edit(index, ({ weight_map }) => ({ weight_map: { ...weight_map as object, ...places } }))

// Other fields in the configuration.
const set = (fields: Readonly<Record<string, unknown>>) => (folder: Breakable) =>
  folder.edit("config.json", (json) => ({ ...json, ...fields }))

// Something else in the place of a file.
const instead = (name: string, make: (path: string) => void) => (folder: Breakable) => {
  rmSync(folder.at(name), { recursive: true, force: true })
  make(folder.at(name))
}

// An embedding of four terabytes, which take no room on the disk.
const rows = 2 ** 35
const giant = (folder: Breakable) => {
  const more = 4 * 32 * (rows - 61)
  folder.header((all) => {
    const moved = Object.entries(all).filter(([name]) => name !== "__metadata__").map(([name, entry]) => {
      const [begin, end] = entry.data_offsets
      return name === embed
        ? [name, { ...entry, shape: [rows, 32], data_offsets: [0, end + more] }]
        : [name, { ...entry, data_offsets: [begin + more, end + more] }]
    })
    return { header: JSON.stringify(Object.fromEntries(moved)).padEnd(4096) }
  })
  folder.cut(weights, 8 + 4096 + 96512 + more)
}

/** Of the file of weights. */
const inWeights: ReadonlyArray<Kind> = [
  ["an empty file", (f) => f.cut(weights, 0), /it is empty/],
  ["a few bytes", (f) => f.cut(weights, 5), /truncated, 5 bytes are no safetensors file/],
  ["half a header", (f) => f.cut(weights, 999), /truncated, the header takes 2008 bytes and 991 are left/],
  ["data cut short", (f) => f.cut(weights, -4), /it ends at 96512, and the file has 96508 bytes of data/, norm],
  [
    "an absurd header length",
    (f) => f.write(weights, Buffer.from("ffffffffffffff7f7b7d", "hex")),
    /a header of 9223372036854775807 bytes is over the limit/,
  ],
  ["a header of no bytes", (f) => f.write(weights, new Uint8Array(16)), /its header has no bytes/],
  ["a header that is not JSON", (f) => f.header(() => ({ header: "{'a': 1}" })), /the header is not JSON$/],
  ["a header that is a list", (f) => f.header(() => ({ header: [] })), /the header is not a JSON object/],
  [
    "a tensor twice",
    (f) => f.header((all) => ({ header: JSON.stringify(all).replace(`"${up}"`, `"${norm}":0,"${up}"`) })),
    /occurs twice in the header/,
    norm,
  ],
  ["a tensor that is no object", change({ [up]: 7 }), /its entry is not an object/, up],
  ["a type that does not exist", entry(norm, { dtype: "F31" }), /unknown dtype "F31"/, norm],
  ["integers", entry(norm, { dtype: "I8", shape: [128] }), /dtype I8 is not one of F32, F16, BF16/, norm],
  ["doubles", entry(norm, { dtype: "F64", shape: [16] }), /dtype F64 is not one of F32, F16, BF16/, norm],
  ["a shape that is no list", entry(up, { shape: "72" }), /shape "72" is not a list of sizes/, up],
  [
    "a shape nested without end",
    (f) => f.header((all) => ({ header: JSON.stringify(all).replace("[72,32]", deep) })),
    /shape \(too deep to show\) is not/,
    "model.layers.0.mlp.gate_proj.weight",
  ],
  ["a shape of other bytes", entry(up, { shape: [72, 31] }), /F32 of shape \[72, 31\] takes 8928 bytes, not 9216/, up],
  ["a shape that overflows", entry(up, { shape: [2 ** 52, 2 ** 52] }), /takes 8\.1.* bytes, not 9216/, up],
  [
    "tensors that overlap",
    entry(norm, { data_offsets: [96380, 96508] }),
    /begins at 96380, overlapping the tensor that ends at 96384/,
    norm,
  ],
  [
    "a hole between tensors",
    (f) => {
      f.cut(weights, 98532)
      entry(norm, { data_offsets: [96388, 96516] })(f)
    },
    /it begins at 96388, leaving a gap from 96384/,
    norm,
  ],
  ["bytes of no tensor at its end", (f) => f.cut(weights, 98530), /2 trailing bytes belong to no tensor/],
  [
    "a pointer for a file",
    (f) => f.write(weights, "version https://git-lfs.github.com/spec/v1\n"),
    /it is a pointer of Git LFS/,
  ],
  [
    "a web page for a file",
    (f) => f.write(weights, "<!DOCTYPE html><html></html>"),
    /a header of \d+ bytes is over the limit/,
  ],
  ["a directory for a file", instead(weights, mkdirSync), /it is no file but a directory$/],
  ["a pipe for a file", instead(weights, (path) => execFileSync("mkfifo", [path])), /it is no file but a pipe$/],
  ["a link to nothing", instead(weights, (path) => symlinkSync("../blobs/gone", path)), /no such file/],
  ["a link to itself", instead(weights, (path) => symlinkSync(weights, path)), /ELOOP/],
  [
    "a tensor larger than memory",
    (f) => [set({ vocab_size: rows }), giant].forEach((make) => make(f)),
    /there is no memory for its 4398046511104 bytes beside \d+ of other weights$/,
    embed,
  ],
]

/** Of the folder. */
const inFolder: ReadonlyArray<Kind> = [
  ["no folder", instead("", () => {}), /no such file/],
  ["a file for a folder", instead("", (path) => writeFileSync(path, "")), /it is no folder but a file$/],
  ["no weights", (f) => f.remove(weights), /neither "model.safetensors" nor "model.safetensors.index.json"$/],
  [
    "pickles",
    (f) => renameSync(f.at(weights), f.at("pytorch_model.bin")),
    /"pytorch_model.bin" is a pickle.*: convert it to/,
  ],
  [
    "one file and shards",
    (f) => f.write(index, "{}"),
    /both "model.safetensors" and "model.safetensors.index.json" are there$/,
  ],
  ["NaN", poison(norm, NaN), /not finite in F32: model.norm.weight$/, norm],
  ["an infinity", poison(up, -Infinity), /not finite in F32: model.layers.1.mlp.up_proj.weight$/, up],
  [
    "a tensor too few",
    (f) => f.header(({ [norm]: gone, ...header }, data) => ({ header, data: data.subarray(0, gone.data_offsets[0]) })),
    /": missing: model.norm.weight$/,
    norm,
  ],
  [
    "a tensor too many",
    append("lm_head.bias", { shape: [1] }, () => new Uint8Array(4)),
    /": extra: lm_head.bias$/,
    "lm_head.bias",
  ],
  [
    "a tensor larger than its own",
    giant,
    /misshapen: .*embed_tokens.weight \(34359738368, 32\), not \(61, 32\)$/,
    embed,
  ],
  [
    "a tensor of another shape",
    entry(up, { shape: [32, 72] }),
    /misshapen: .*up_proj.weight \(32, 72\), not \(72, 32\)$/,
    up,
  ],
  [
    "names of another library",
    (f) => f.header((all) => ({ header: JSON.stringify(all).replaceAll(".layers.", ".h.") })),
    /missing: model\.layers.*\. extra: model\.h/,
    "model.h.1.mlp.down_proj.weight",
  ],
  [
    "a tied head that differs",
    append("lm_head.weight", { shape: [61, 32] }, (data) => data.subarray(4, 7812)),
    /extra: lm_head.weight \(differs from model.embed_tokens.weight, to which the config ties it\)$/,
    "lm_head.weight",
  ],
  [
    "too few layers",
    set({ num_hidden_layers: 999 }),
    /missing: model.layers.2.*; .* and 8953 more$/,
    "model.layers.998.mlp.down_proj.weight",
  ],
]

/** Of the index of shards. */
const inIndex: ReadonlyArray<Kind> = [
  ["a shard too few", (f) => f.remove(second), /the folder lacks "model-00002-of-00002.safetensors"$/],
  ["a tensor in another shard", place({ [norm]: first }), /listed in "model-00001.*", held by "model-00002.*"$/, norm],
  ["a tensor in no shard", place({ other: first }), /listed in "model-00001.*", held by no file$/, "other"],
  ["a tensor that is not listed", place({ [norm]: undefined }), /listed in no file, held by "model-00002.*"$/, norm],
  [
    "a tensor in two shards",
    (f) => append(norm, { shape: [18] }, () => new Uint8Array(72))(f, first),
    /held by "model-00001.*" and "model-00002.*"$/,
    norm,
  ],
  ["an index that names itself", place({ [norm]: index }), /"model.safetensors.index.json" is not the name of/],
  [
    "a shard outside the folder",
    place({ [norm]: "../other/model.safetensors" }),
    /"..\/other\/model.safetensors" is not the name of a/,
  ],
  [
    "a shard at an absolute path",
    place({ [norm]: "/etc/model.safetensors" }),
    /"\/etc\/model.safetensors" is not the name of/,
  ],
  [
    "a shard with a zero in its name",
    place({ [norm]: "a\0.safetensors" }),
    /"a\\u0000.safetensors" is not the name of/,
  ],
  ["an index that is not JSON", (f) => f.write(index, "weights: here"), /not JSON, Unexpected token 'w'/],
  ["an index without places", (f) => f.edit(index, () => ({ metadata: {} })), /it is missing$/, "weight_map"],
  ["an index whose places are numbers", place({ [norm]: 2 }), /expected string, got 2$/, `weight_map.${norm}`],
]

/** Of the first shard. */
const inShard: ReadonlyArray<Kind> = [
  [
    "a shard cut short",
    (f) => f.cut(first, -2),
    /it ends at 28848, and the file has 28846/,
    "model.layers.0.mlp.down_proj.weight",
  ],
  ["a shard that is a link to itself", instead(first, (path) => symlinkSync(first, path)), /ELOOP/],
]

/** Of the configuration. */
const inConfig: ReadonlyArray<Kind> = [
  ["no configuration", (f) => f.remove("config.json"), /config.json": ENOENT: no such file/],
  [
    "a configuration that is not JSON",
    (f) => f.write("config.json", "{'vocab_size': 61}"),
    /not JSON, Expected property name/,
  ],
  [
    "a configuration that is not UTF-8",
    (f) => f.write("config.json", Uint8Array.of(123, 34, 255, 34)),
    /not JSON, .*encoded/,
  ],
  ["a configuration that is empty", (f) => f.write("config.json", ""), /not JSON, Unexpected end/],
  ["a configuration that is a list", (f) => f.write("config.json", "[]"), /expected object, got \[\]$/],
  [
    "a configuration of a gigabyte",
    (f) => f.cut("config.json", 2 ** 30),
    /its 1073741824 bytes are over the limit of 268435456$/,
  ],
  ["a field too few", set({ hidden_size: undefined }), /it is missing$/, "hidden_size"],
  ["a field of another type", set({ hidden_size: "32" }), /expected number, got "32"$/, "hidden_size"],
  [
    "a field nested without end",
    (f) => f.write("config.json", `{"model_type":${deep}}`),
    /got \(too deep to show\)$/,
    "model_type",
  ],
  [
    "another architecture",
    set({ model_type: "mamba" }),
    /expected "llama" \| "qwen2" \| "qwen3", got "mamba"$/,
    "model_type",
  ],
  ["another activation", set({ hidden_act: "gelu_new" }), /"gelu_new" is not supported, only "silu"$/, "hidden_act"],
  [
    "other rotary embeddings",
    set({ rope_scaling: { rope_type: "longrope" } }),
    /"longrope" is not supported, only/,
    "rope_scaling.rope_type",
  ],
  [
    "scaling without a number",
    set({ rope_parameters: { rope_type: "linear" } }),
    /it is missing$/,
    "rope_parameters.factor",
  ],
  ["biases", set({ mlp_bias: true }), /true is not supported, only false$/, "mlp_bias"],
  [
    "windows of attention",
    set({ layer_types: ["sliding_attention"] }),
    /"sliding_attention" is not supported/,
    "layer_types.0",
  ],
  [
    "quantized weights",
    set({ quantization_config: { bits: 4 } }),
    /quantized weights are not supported$/,
    "quantization_config",
  ],
  ["heads that do not share the width", set({ hidden_size: 34 }), /34 is no multiple of 4 heads$/, "hidden_size"],
  ["an absurd number of layers", set({ num_hidden_layers: 1e9 }), /got 1000000000$/, "num_hidden_layers"],
  ["an end token that is none", set({ eos_token_id: 61 }), /61 is outside a vocabulary of 61$/, "eos_token_id"],
]

/** Of the configuration of generation. */
const inGeneration: ReadonlyArray<Kind> = [
  [
    "a generation configuration that is not JSON",
    (f) => f.write(generation, "eos: 2"),
    /not JSON, Unexpected token 'e'/,
  ],
  ["an end token that is text", (f) => f.write(generation, '{"eos_token_id": "</s>"}'), /got "<\/s>"$/, "eos_token_id"],
]

/** What is read of a copy of which fixture, and the file that the errors name; the folder where it is empty. */
interface Table {
  readonly of: string
  readonly load: (directory: string) => Effect.Effect<unknown, Failure, FileSystem.FileSystem | Path.Path>
  readonly file: string
  readonly kinds: ReadonlyArray<Kind>
}

const llama = { of: "llama-tied", load: loadFolder }
const qwen = { of: "qwen2-bf16-sharded", load: loadFolder }
const text = {
  of: "llama-tied",
  load: (directory: string) => Effect.scoped(Layer.build(Tokenizer.layerFolder(directory))),
}

const tables: ReadonlyArray<Table> = [
  { ...llama, file: weights, kinds: inWeights },
  { ...llama, file: "", kinds: inFolder },
  { ...qwen, file: index, kinds: inIndex },
  { ...qwen, file: first, kinds: inShard },
  { ...llama, file: "config.json", kinds: inConfig },
  { ...llama, file: generation, kinds: inGeneration },
  {
    ...llama,
    file: template,
    kinds: [["a directory for a template", instead(template, mkdirSync), /no file but a dir/]],
  },
  { ...text, file: "tokenizer.json", kinds: [["no tokenizer", () => {}, /no such file/]] },
  { ...text, file: config, kinds: [["half a tokenizer", (f) => f.write("tokenizer.json", "{}"), /no such file/]] },
]

it.layer(Layer.merge(NodeFileSystem.layer, NodePath.layer))("a folder with", (it) => {
  const seen = new Set<string>()

  for (const { of, load, file, kinds } of tables) {
    it.effect.each(kinds)("%s", ([, make, why, about]) =>
      Effect.gen(function* () {
        const directory = `${yield* (yield* FileSystem.FileSystem).makeTempDirectoryScoped()}/model`
        make(breakable(of, directory))
        const before = contentOf(directory)
        let most = 0
        const fs = yield* watched({ read: (bytes) => void (most = Math.max(most, bytes)) })
        const error = yield* Effect.flip(Effect.provideService(load(directory), FileSystem.FileSystem, fs))
        expect(error.message).toMatch(why)
        expect(placeOf(error)).toEqual({ file: file === "" ? directory : `${directory}/${file}`, about })
        expect(error.message).toContain(directory)
        expect(error.message.length).toBeLessThan(2500)
        expect(most).toBeLessThan(1e6)
        expect(contentOf(directory)).toEqual(before)
        const own = error.message.replaceAll(directory, "")
        expect(seen).not.toContain(own)
        seen.add(own)
      }))
  }
})

// The file and the field or tensor that an error names.
const placeOf = (error: Failure) => {
  const named: Readonly<Record<string, unknown>> = { ...error }
  const file = named.file ?? named.path ?? named.directory
  const listed = ["missing", "extra", "misshapen", "notFinite"].flatMap((list) => named[list] ?? [])
  const about = named.field ?? named.tensor ?? String(listed.at(-1) ?? "").split(" ")[0]
  return { file, about: about === "" ? undefined : about }
}
