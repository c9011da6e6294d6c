import * as NodeFileSystem from "@effect/platform-node/NodeFileSystem"
import * as NodePath from "@effect/platform-node/NodePath"
import { expect, it } from "@effect/vitest"
import { Effect, FileSystem, Layer, Result } from "effect"
import { fileURLToPath } from "node:url"
import { adapterShapes } from "../model/adapter_shapes.ts"
import { weightsOfShapes } from "../testing/model_folder.ts"
import { baseOf, loadAdapted, namedBase } from "./adapted.ts"
import { decodeAdapterConfig, loadAdapter, saveAdapter } from "./adapter.ts"
import { loadFolder } from "./folder.ts"
import { formatJson, readJson } from "../files/json_file.ts"
import { writeSafetensors } from "./safetensors.ts"
import { openSafetensors } from "./safetensors_file.ts"

const base = fileURLToPath(new URL("../../../test/fixtures/llama-tied", import.meta.url))
const adapter = { rank: 2, alpha: 8, targets: ["q_proj", "up_proj"] } as const

/** An adapter of the fixture in a temporary folder. */
const made = Effect.gen(function* () {
  const fs = yield* FileSystem.FileSystem
  const directory = `${yield* fs.makeTempDirectoryScoped()}/adapter`
  const { config } = yield* loadFolder(base)
  const parameters = weightsOfShapes(adapterShapes({ ...config, adapter }), 3)
  const files = { "tokenizer.json": Uint8Array.of(1, 2, 3) }
  yield* saveAdapter(directory, { adapter, base, parameters, files })
  const change = (fields: object) =>
    Effect.flatMap(
      readJson(`${directory}/adapter_config.json`),
      (json) => fs.writeFile(`${directory}/adapter_config.json`, formatJson({ ...Object(json), ...fields })),
    )
  return { fs, directory, config, parameters, change }
})

it.layer(Layer.merge(NodeFileSystem.layer, NodePath.layer))("an adapter folder", (it) => {
  it.effect("is written as PEFT writes it", () =>
    Effect.gen(function* () {
      const { directory, fs } = yield* made
      expect((yield* fs.readDirectory(directory)).sort()).toEqual([
        "adapter_config.json",
        "adapter_model.safetensors",
        "tokenizer.json",
      ])
      expect(yield* readJson(`${directory}/adapter_config.json`)).toMatchObject({
        peft_type: "LORA",
        task_type: "CAUSAL_LM",
        base_model_name_or_path: base,
        r: 2,
        lora_alpha: 8,
        lora_dropout: 0,
        bias: "none",
        target_modules: ["q_proj", "up_proj"],
      })
      const { entries } = yield* openSafetensors(`${directory}/adapter_model.safetensors`)
      const shapes = Object.fromEntries(entries.map(({ name, dims }) => [name, dims]))
      expect(shapes["base_model.model.model.layers.0.self_attn.q_proj.lora_A.weight"]).toEqual([2, 32])
      expect(shapes["base_model.model.model.layers.1.mlp.up_proj.lora_B.weight"]?.[1]).toBe(2)
      expect(entries.length).toBe(8)
    }))

  it.effect("is for a base in int8 where that is asked for, fresh or stored", () =>
    Effect.gen(function* () {
      const { directory, parameters } = yield* made
      const frozen = { ...adapter, frozen: "int8" } as const
      for (const options of [{ adapter: frozen }, { adapter, frozen: "int8" }] as const) {
        expect((yield* loadAdapted(base, options)).config.adapter).toEqual(frozen)
      }
      expect((yield* loadAdapted(directory, { frozen: "int8" })).config.adapter).toEqual(frozen)
      // The files do not say it.
      const again = `${directory}/again`
      yield* saveAdapter(again, { adapter: frozen, base, parameters })
      expect((yield* loadAdapted(again)).config.adapter).toEqual(adapter)
      expect(yield* Effect.flip(loadAdapted(base, { frozen: "int8" }))).toMatchObject({
        _tag: "@rlif/core/FolderError",
        message: `Cannot read "${base}": it has no adapter, so no weights are frozen in int8`,
      })
    }))

  it.effect("is read back bit for bit, alone and with its model", () =>
    Effect.gen(function* () {
      const { directory, config, parameters } = yield* made
      expect(yield* loadAdapter(directory, config)).toEqual({ adapter, base, parameters })
      const all = yield* loadAdapted(directory)
      const model = yield* loadFolder(base)
      expect(all.config).toEqual({ ...config, adapter })
      expect(all.parameters).toEqual({ ...model.parameters, ...parameters })
    }))

  it.effect("finds its model by a path from its own folder, too", () =>
    Effect.gen(function* () {
      const { directory, change, fs } = yield* made
      yield* fs.symlink(base, `${directory}/../model`)
      yield* change({ base_model_name_or_path: "../model" })
      expect((yield* baseOf(directory)).folder).toMatch(/\/model$/)
      const file = `${directory}/adapter_config.json`
      const failsWith = Effect.fnUntraced(function* (why: string) {
        const error = yield* Effect.flip(loadAdapted(directory))
        expect(error).toMatchObject({ _tag: "@rlif/core/ConfigError", file, field: "base_model_name_or_path" })
        expect(error.message).toBe(`Cannot read "base_model_name_or_path" of "${file}": ${why}`)
      })
      yield* change({ base_model_name_or_path: "nobody/nothing" })
      yield* failsWith(`"nobody/nothing" is no model folder, neither from here nor from the adapter's own`)
      yield* change({ base_model_name_or_path: null })
      yield* failsWith("it names no base model")
      expect((yield* Effect.flip(baseOf(base))).message).toContain("it is no adapter")
    }))

  it.effect("is for a model that was found already, and keeps its name of a hub with the revision", () =>
    Effect.gen(function* () {
      const { directory, change, config, parameters } = yield* made
      yield* change({ base_model_name_or_path: "org/model", revision: "v1" })
      expect(yield* namedBase(directory)).toEqual({ name: "org/model", revision: "v1", folder: undefined })
      expect(yield* namedBase(base)).toBeUndefined()
      const found = { name: "org/model", revision: "c0ffee", folder: base }
      const all = yield* loadAdapted(directory, { base: found })
      expect([all.base, all.revision]).toEqual(["org/model", "c0ffee"])
      const fresh = yield* loadAdapted(base, { adapter, base: found })
      expect([fresh.base, fresh.revision]).toEqual(["org/model", "c0ffee"])
      yield* saveAdapter(directory, { adapter, base: "org/model", revision: "c0ffee", parameters }, { overwrite: true })
      expect(yield* loadAdapter(directory, config)).toMatchObject({ base: "org/model", revision: "c0ffee" })
    }))

  it.effect("gives a model a fresh adapter, and an adapter none", () =>
    Effect.gen(function* () {
      const { directory } = yield* made
      const fresh = yield* loadAdapted(base, { adapter, seed: 4 })
      expect(fresh.base).toBe(base)
      expect(fresh.parameters["model.layers.0.mlp.up_proj.lora_B.weight"].data.every((x) => x === 0)).toBe(true)
      // Neighbors are trained in one go.
      for (const { parameters } of [fresh, yield* loadAdapted(directory)]) {
        const own = Object.keys(parameters).filter((name) => name.includes(".lora_"))
        expect(new Set(own.map((name) => parameters[name].data.buffer)).size).toBe(1)
      }
      expect((yield* Effect.flip(loadAdapted(directory, { adapter }))).message).toContain("merge it first")
    }))

  it.effect("is no pickle", () =>
    Effect.gen(function* () {
      const { directory, config, fs } = yield* made
      yield* fs.rename(`${directory}/adapter_model.safetensors`, `${directory}/adapter_model.bin`)
      const { message } = yield* Effect.flip(loadAdapter(directory, config))
      expect(message).toMatch(/^Cannot read ".*\/adapter": "adapter_model.bin" is a pickle/)
    }))

  it.effect("is read back with ranks and scales of its own, as PEFT writes them", () =>
    Effect.gen(function* () {
      const { directory, config } = yield* made
      const varied = {
        ...adapter,
        scaling: "root",
        ranks: { "layers\\.1\\.self_attn\\.q_proj": 3 },
        alphas: { up_proj: 5 },
      } as const
      const parameters = weightsOfShapes(adapterShapes({ ...config, adapter: varied }), 3)
      yield* saveAdapter(directory, { adapter: varied, base, parameters }, { overwrite: true })
      expect(yield* readJson(`${directory}/adapter_config.json`)).toMatchObject({
        use_rslora: true,
        rank_pattern: varied.ranks,
        alpha_pattern: varied.alphas,
      })
      expect(yield* loadAdapter(directory, config)).toEqual({ adapter: varied, base, parameters })
      const { dims } = parameters["model.layers.1.self_attn.q_proj.lora_A.weight"]
      expect([dims[0], parameters["model.layers.0.self_attn.q_proj.lora_A.weight"].dims[0]]).toEqual([3, 2])
    }))

  it.effect("says that its name stands in the names of its weights", () =>
    Effect.gen(function* () {
      const { directory, config, parameters } = yield* made
      const wrong = Object.fromEntries(
        Object.entries(parameters).map((
          [name, value],
        ) => [`base_model.model.${name.replace(/\.weight$/, ".default.weight")}`, value]),
      )
      yield* writeSafetensors(`${directory}/adapter_model.safetensors`, wrong)
      const { message } = yield* Effect.flip(loadAdapter(directory, config))
      expect(message).toContain(
        'the adapter\'s name, "default", stands in the names of its weights, such as "base_model',
      )
      expect(message).not.toContain("missing")
    }))

  it.effect("lists everything that is wrong with its weights", () =>
    Effect.gen(function* () {
      const { directory, config, parameters } = yield* made
      const { "model.layers.0.self_attn.q_proj.lora_A.weight": gone, ...others } = parameters
      const wrong = Object.fromEntries(
        Object.entries(others).map(([name, value]) => [`base_model.model.${name}`, value]),
      )
      yield* writeSafetensors(`${directory}/adapter_model.safetensors`, { ...wrong, stranger: gone })
      const { message } = yield* Effect.flip(loadAdapter(directory, config))
      expect(message).toContain("missing: base_model.model.model.layers.0.self_attn.q_proj.lora_A.weight")
      expect(message).toContain("extra: stranger")
    }))
})

it.each<readonly [object, string]>([
  [{ peft_type: "IA3" }, "peft_type"],
  [{ r: 0 }, "r"],
  [{ lora_alpha: -1 }, "lora_alpha"],
  [{ target_modules: ["embed_tokens"] }, "target_modules"],
  [{ target_modules: [] }, "target_modules"],
  [{ target_modules: ["q_proj", "proj"] }, "target_modules.1"],
  [{ target_modules: ".*\\.(q_proj" }, "target_modules"],
  [{ target_modules: "q_proj" }, "target_modules"],
  [{ target_modules: 7 }, "target_modules"],
  [{ bias: "all" }, "bias"],
  [{ use_dora: true }, "use_dora"],
  [{ fan_in_fan_out: true }, "fan_in_fan_out"],
  [{ modules_to_save: ["lm_head"] }, "modules_to_save"],
  [{ use_rslora: 1 }, "use_rslora"],
  [{ rank_pattern: { q_proj: 0 } }, "rank_pattern.q_proj"],
  [{ alpha_pattern: { q_proj: "8" } }, "alpha_pattern.q_proj"],
  [{ alpha_pattern: { "q_(proj": 8 } }, "alpha_pattern"],
  [{ target_modules: ".*q_proj", layers_to_transform: [0] }, "layers_to_transform"],
  [{ layers_to_transform: [-1] }, "layers_to_transform"],
  [{ layers_pattern: "h" }, "layers_pattern"],
  [{ exclude_modules: ["q_proj"] }, "target_modules"],
  [{ exclude_modules: "(" }, "exclude_modules"],
  [{ target_modules: "(.*)*!" }, "target_modules"],
  [{ exclude_modules: ".*.*.*.*.*.*.*.*.*!" }, "exclude_modules"],
  [{ rank_pattern: { "((.*)*)*!": 2 } }, "rank_pattern"],
  [{ use_bdlora: { nblocks: 2 } }, "use_bdlora"],
  [{ arrow_config: { top_k: 2 } }, "arrow_config"],
  [{ a_variant_of_tomorrow: "yes" }, "a_variant_of_tomorrow"],
  [{ lora_bias: true }, "lora_bias"],
  [{ layer_replication: [[0, 2], [1, 2]] }, "layer_replication"],
  [{ trainable_token_indices: [1] }, "trainable_token_indices"],
  [{ target_parameters: ["mlp.experts.up_proj"] }, "target_parameters"],
  [{ alora_invocation_tokens: [1, 2] }, "alora_invocation_tokens"],
  [{ use_qalora: true }, "use_qalora"],
  [{ init_lora_weights: "pissa_niter_4" }, "init_lora_weights"],
  [{ init_lora_weights: "loftq" }, "init_lora_weights"],
])("refuses what is not plain LoRA: %o", (fields, field) => {
  const plain = { peft_type: "LORA", r: 2, lora_alpha: 4, target_modules: ["q_proj"], modules_to_save: [] }
  expect(Result.isSuccess(decodeAdapterConfig(plain))).toBe(true)
  const error = Result.getOrThrow(Result.flip(decodeAdapterConfig({ ...plain, ...fields }, "x/adapter_config.json")))
  expect(error.field.startsWith(field)).toBe(true)
  expect(error.message).toContain("x/adapter_config.json")
})

it.each<readonly [object, object]>([
  [{ use_rslora: true }, { scaling: "root" }],
  [{ rank_pattern: { q_proj: 2 }, alpha_pattern: { q_proj: 16 } }, { ranks: { q_proj: 2 }, alphas: { q_proj: 16 } }],
  // It fits nothing, and changes nothing.
  [{ rank_pattern: { "^k_proj": 8 } }, { ranks: { "^k_proj": 8 } }],
  [{ rank_pattern: {}, alpha_pattern: null, use_rslora: false, a_field_of_tomorrow: false, another: {} }, {}],
  [{ target_modules: ["model.layers.0.self_attn.q_proj", "model.layers.1.self_attn.q_proj"] }, {}],
  [{ target_modules: ["layers.0.self_attn.q_proj", "1.self_attn.q_proj"] }, {}],
  [{ target_modules: ["model.layers.0.self_attn.q_proj", "q_proj"] }, {}],
  [{ layers_to_transform: [0, 1] }, {}],
  [{ layers_to_transform: [1, 0, 5], layers_pattern: "layers" }, {}],
  [{ layers_to_transform: [], layers_pattern: ["layers"] }, {}],
  [{ target_modules: ["q_proj", "v_proj"], exclude_modules: ["v_proj"] }, {}],
  [{ target_modules: "all-linear", exclude_modules: ".*\\.(?!q_proj)[a-z]+_proj" }, {}],
  [{ target_modules: ["q_proj"], exclude_modules: ["lm_head", "v_proj"] }, {}],
  [{ target_modules: "model\\.layers\\.(0|1)\\.self_attn\\.q_proj" }, {}],
])("reads for a model of two blocks: %o", (fields, more) => {
  const plain = { peft_type: "LORA", r: 4, lora_alpha: 8, target_modules: ["q_proj"] }
  const read = Result.getOrThrow(decodeAdapterConfig({ ...plain, ...fields }, "x", 2))
  expect(read.adapter).toEqual({ rank: 4, alpha: 8, targets: ["q_proj"], ...more })
})

it.each<readonly [object, string, RegExp]>([
  [
    { target_modules: "model\\.layers\\.0\\.self_attn\\.(q_proj|v_proj)" },
    "target_modules",
    /"q_proj" of block 0 of 2$/,
  ],
  [{ target_modules: ["model.layers.1.self_attn.q_proj"] }, "target_modules", /"q_proj" of block 1 of 2$/],
  [{ target_modules: ["q_proj", "model.layers.1.mlp.up_proj"] }, "target_modules", /"up_proj" of block 1 of 2$/],
  [{ layers_to_transform: [1] }, "layers_to_transform", /"q_proj" of block 1 of 2$/],
  [{ layers_to_transform: 0 }, "layers_to_transform", /"q_proj" of block 0 of 2$/],
  [{ exclude_modules: ["model.layers.0.self_attn.q_proj"] }, "target_modules", /"q_proj" of block 1 of 2$/],
])("refuses additions to some blocks alone, once it knows how many there are: %o", (fields, field, why) => {
  const json = { peft_type: "LORA", r: 4, lora_alpha: 8, target_modules: ["q_proj"], ...fields }
  expect(Result.isSuccess(decodeAdapterConfig(json, "x"))).toBe(true)
  const error = Result.getOrThrow(Result.flip(decodeAdapterConfig(json, "x", 2)))
  expect(error.field).toBe(field)
  expect(error.message).toContain("some blocks alone are not supported")
  expect(error.message).toMatch(why)
})

it("takes all linear layers where the file says so, and ignores dropout", () => {
  const all = { peft_type: "LORA", r: 2, lora_alpha: 4, target_modules: "all-linear", lora_dropout: 0.1 }
  expect(Result.getOrThrow(decodeAdapterConfig(all)).adapter.targets.length).toBe(7)
})

// All that PEFT writes today.
const published: object = JSON.parse(`{
  "alora_invocation_tokens": null, "alpha_pattern": {}, "arrow_config": null, "auto_mapping": null, "bias": "none",
  "base_model_name_or_path": "Qwen/Qwen2.5-0.5B", "corda_config": null, "ensure_weight_tying": false,
  "eva_config": null, "exclude_modules": null, "fan_in_fan_out": false, "inference_mode": true,
  "init_lora_weights": true, "layer_replication": null, "layers_pattern": null, "layers_to_transform": null,
  "loftq_config": {}, "lora_alpha": 16, "lora_bias": false, "lora_dropout": 0.05, "megatron_config": null,
  "megatron_core": "megatron.core", "modules_to_save": null, "peft_type": "LORA", "peft_version": "0.18.0",
  "qalora_group_size": 16, "r": 8, "rank_pattern": {}, "revision": null, "target_modules": ["v_proj", "q_proj"],
  "target_parameters": null, "task_type": "CAUSAL_LM", "trainable_token_indices": null, "use_dora": false,
  "use_qalora": false, "use_rslora": false
}`)

it.each<readonly [object, ReadonlyArray<string>]>([
  [{}, ["q_proj", "v_proj"]],
  [{ target_modules: ["v_proj", "q_proj", "q_proj"], init_lora_weights: "eva" }, ["q_proj", "v_proj"]],
  [{ target_modules: ["self_attn.o_proj", "mlp.up_proj"] }, ["o_proj", "up_proj"]],
  [{ target_modules: String.raw`.*\.(q_proj|v_proj)` }, ["q_proj", "v_proj"]],
  [{ target_modules: String.raw`model\.layers\.\d+\.(self_attn|mlp)\.(k|down)_proj$` }, ["k_proj", "down_proj"]],
  [{ target_modules: ".*mlp.*proj" }, ["gate_proj", "up_proj", "down_proj"]],
])("reads what PEFT writes: %o", (fields, targets) => {
  const read = Result.getOrThrow(decodeAdapterConfig({ ...published, ...fields }))
  expect(read).toEqual({ adapter: { rank: 8, alpha: 16, targets }, base: "Qwen/Qwen2.5-0.5B" })
})
