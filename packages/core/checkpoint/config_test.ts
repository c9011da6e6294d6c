import { readFileSync } from "node:fs"
import { Result } from "effect"
import { describe, expect, it } from "vitest"
import { decodeConfig, decodeGenerationConfig, encodeConfig, encodeGenerationConfig } from "./config.ts"

const fixture = (name: string): Record<string, unknown> =>
  JSON.parse(readFileSync(new URL(`../../../test/fixtures/${name}/config.json`, import.meta.url), "utf8"))

const llama3 = {
  rope_type: "llama3",
  factor: 32,
  low_freq_factor: 1,
  high_freq_factor: 4,
  original_max_position_embeddings: 8192,
}

const minimal = {
  model_type: "llama",
  vocab_size: 39,
  hidden_size: 96,
  intermediate_size: 256,
  num_hidden_layers: 3,
  num_attention_heads: 4,
}

describe("decodeConfig", () => {
  it("reads a file of today", () => {
    expect(Result.getOrThrow(decodeConfig(fixture("llama-gqa-untied")))).toEqual({
      config: {
        architecture: "llama",
        vocab: 73,
        width: 40,
        inner: 64,
        layers: 2,
        heads: 4,
        keyHeads: 2,
        headWidth: 10,
        epsilon: 1e-5,
        theta: 500000,
        tied: false,
        maxPositions: 128,
      },
      endTokens: [2],
      padToken: 0,
      beginToken: 1,
    })
  })

  it("fills in the family's defaults", () => {
    expect(Result.getOrThrow(decodeConfig(minimal))).toEqual({
      config: {
        architecture: "llama",
        vocab: 39,
        width: 96,
        inner: 256,
        layers: 3,
        heads: 4,
        keyHeads: 4,
        headWidth: 24,
        epsilon: 1e-6,
        theta: 10000,
        tied: false,
        maxPositions: 2048,
      },
      endTokens: [],
    })
  })

  const reads = (fields: Record<string, unknown>) => Result.getOrThrow(decodeConfig({ ...minimal, ...fields }))

  it("reads the rotary base in its older and its newer place", () => {
    expect(reads({ rope_theta: 1000 }).config.theta).toBe(1000)
    expect(reads({ rope_parameters: { rope_theta: 1000, rope_type: "default" } }).config.theta).toBe(1000)
    expect(reads({ rope_parameters: { rope_theta: 1000 }, rope_theta: 7 }).config.theta).toBe(1000)
    expect(reads({ rope_parameters: { rope_theta: 1000 }, rope_scaling: { rope_theta: 7 } }).config.theta).toBe(1000)
    expect(reads({ rope_scaling: { rope_theta: 1000 }, rope_theta: 7 }).config.theta).toBe(1000)
    expect(reads({ rope_theta: 1000, rope_scaling: { rope_type: "default" } }).config.theta).toBe(1000)
  })

  it("reads what slows rotations down in both places", () => {
    const linear = { type: "linear", factor: 2 }
    const ropeScaling = { type: "llama3", factor: 32, lowTurns: 1, highTurns: 4, originalPositions: 8192 }
    expect(reads({ rope_scaling: linear, rope_theta: 7 }).config).toMatchObject({ theta: 7, ropeScaling: linear })
    expect(reads({ rope_scaling: llama3 }).config).toMatchObject({ theta: 10_000, ropeScaling })
    expect(reads({ rope_parameters: { ...llama3, rope_theta: 9 } }).config).toMatchObject({ theta: 9, ropeScaling })
    expect(reads({ rope_parameters: llama3, rope_scaling: llama3 }).config).toMatchObject({ ropeScaling })
    expect(reads({ rope_parameters: { rope_theta: 9 }, rope_scaling: llama3 }).config).toMatchObject({ ropeScaling })
    const defaults = [{ rope_type: "default" }, { type: "default", factor: 8 }, { type: "default", mrope_section: [2] }]
    for (const none of [null, {}, ...defaults]) {
      expect(reads({ rope_scaling: none }).config).not.toHaveProperty("ropeScaling")
    }
  })

  it("takes layers of full attention, and null for what is absent", () => {
    expect(reads({ layer_types: ["full_attention", "full_attention"], head_dim: null, sliding_window: 8 })).toEqual(
      reads({}),
    )
  })

  it("reads end tokens as a number or a list, and -1 as no padding token", () => {
    expect(reads({ eos_token_id: 3 }).endTokens).toEqual([3])
    expect(reads({ eos_token_id: [3, 5] }).endTokens).toEqual([3, 5])
    expect(reads({ eos_token_id: null }).endTokens).toEqual([])
    expect(reads({ eos_token_id: -1 }).endTokens).toEqual([])
    expect(reads({ pad_token_id: -1 })).not.toHaveProperty("padToken")
    expect(reads({ eos_token_id: -1 }).endTokens).toEqual([])
    expect(reads({ eos_token_id: [-1, 5] }).endTokens).toEqual([5])
  })

  it("takes an explicit head width", () => {
    expect(reads({ head_dim: 16 }).config.headWidth).toBe(16)
  })

  it("knows that a head of Qwen3 has a width of its own", () => {
    expect(reads({ model_type: "qwen3" }).config.headWidth).toBe(128)
    expect(reads({ model_type: "qwen2" }).config).toMatchObject({ headWidth: 24, maxPositions: 32768 })
  })

  it("loads windows of no layer", () => {
    for (const model_type of ["qwen2", "qwen3"]) {
      const windows = { model_type, use_sliding_window: true, sliding_window: 4096 }
      const plain = reads({ model_type })
      expect(reads({ ...windows, max_window_layers: 3 })).toEqual(plain)
      expect(reads(windows)).toEqual(plain)
      expect(reads({ ...windows, max_window_layers: 0, sliding_window: null })).toEqual(plain)
      const named = { layer_types: Array(3).fill("full_attention"), max_window_layers: 0 }
      expect(reads({ ...windows, ...named })).toEqual(plain)
    }
    // A field of other families.
    expect(reads({ use_sliding_window: true, max_window_layers: 0 })).toEqual(reads({}))
  })

  it("reads biases of attention where the family may have them", () => {
    for (const model_type of ["llama", "qwen3"]) {
      expect(reads({ model_type, attention_bias: true }).config.attentionBias).toBe(true)
      for (const attention_bias of [false, null]) {
        expect(reads({ model_type, attention_bias })).toEqual(reads({ model_type }))
      }
    }
    expect(reads({ model_type: "qwen2", attention_bias: true })).toEqual(reads({ model_type: "qwen2" }))
  })

  it("reads scalings that a type names, and none where nothing is scaled", () => {
    const yarn = { rope_type: "yarn", factor: 4, original_max_position_embeddings: 32768, attn_factor: 0.87 }
    expect(reads({ model_type: "qwen3", rope_scaling: yarn }).config.ropeScaling).toEqual({
      type: "yarn",
      factor: 4,
      fastTurns: 32,
      slowTurns: 1,
      whole: true,
      originalPositions: 32768,
      attention: 0.87 * (0.1 * Math.log(4) + 1),
    })
    for (const nothing of [{}, { rope_theta: 10000 }, { type: null }, { factor: null }, { rope_type: "default" }]) {
      expect(reads({ rope_scaling: nothing })).toEqual(reads({}))
    }
    const dynamic = { max_position_embeddings: 4096, rope_scaling: { type: "dynamic", factor: 2 } }
    expect(reads(dynamic).config.maxPositions).toBe(4096)
    const shorter = { ...dynamic.rope_scaling, original_max_position_embeddings: 1024 }
    expect(reads({ ...dynamic, rope_scaling: shorter }).config.maxPositions).toBe(1024)
  })

  const refused: ReadonlyArray<readonly [Record<string, unknown>, string, RegExp]> = [
    [{ model_type: "mamba" }, "model_type", /expected "llama" \| "qwen2" \| "qwen3", got "mamba"/],
    [{ vocab_size: undefined }, "vocab_size", /missing/],
    [{ hidden_size: "96" }, "hidden_size", /got "96"/],
    [{ hidden_size: 97 }, "hidden_size", /no multiple of 4 heads/],
    [{ num_hidden_layers: 0 }, "num_hidden_layers", /got 0/],
    [{ num_hidden_layers: 1e9 }, "num_hidden_layers", /got 1000000000/],
    [{ num_hidden_layers: 1.5 }, "num_hidden_layers", /integer, got 1.5/],
    [{ num_key_value_heads: 3 }, "num_key_value_heads", /3 does not divide 4/],
    [{ head_dim: 7 }, "head_dim", /even/],
    [{ hidden_act: "gelu" }, "hidden_act", /"gelu" is not supported, only "silu"/],
    [{ attention_bias: "yes" }, "attention_bias", /got "yes"/],
    [{ model_type: "qwen2", use_sliding_window: 1 }, "use_sliding_window", /got 1/],
    [
      { model_type: "qwen2", use_sliding_window: true, max_window_layers: 2 },
      "use_sliding_window",
      /not supported: those from 2 on have one/,
    ],
    [
      { model_type: "qwen3", use_sliding_window: true, num_hidden_layers: 29 },
      "use_sliding_window",
      /those from 28 on/,
    ],
    [
      { rope_scaling: { factor: 8, low_freq_factor: 1, high_freq_factor: 4, original_max_position_embeddings: 8192 } },
      "rope_scaling.factor",
      /without a rope_type/,
    ],
    [{ rope_parameters: { rope_theta: 500000, factor: 8 } }, "rope_parameters.factor", /without a rope_type/],
    [{ rope_scaling: { type: null, factor: 8 } }, "rope_scaling.factor", /without a rope_type/],
    [
      { rope_scaling: { rope_type: null, type: null, attention_factor: 2 } },
      "rope_scaling.attention_factor",
      /without/,
    ],
    [{ rope_scaling: { type: "yarn" } }, "rope_scaling.factor", /missing/],
    [{ rope_scaling: { type: "yarn", factor: 4, beta_fast: 1 } }, "rope_scaling.beta_fast", /1 is not above beta_slow/],
    [{ rope_scaling: { type: "yarn", factor: 4, attn_factor: "1" } }, "rope_scaling.attn_factor", /got "1"/],
    [{ rope_scaling: { type: "yarn", factor: 0.5 } }, "rope_scaling.factor", /got 0.5/],
    [{ rope_scaling: { type: "dynamic" } }, "rope_scaling.factor", /missing/],
    [{ rope_scaling: { type: "dynamic", factor: 1, alpha: 1000 } }, "rope_scaling.alpha", /got 1000/],
    [{ mlp_bias: true }, "mlp_bias", /true is not supported/],
    [{ rope_scaling: { ...llama3, rope_type: "longrope" } }, "rope_scaling.rope_type", /"longrope" is not supported/],
    [{ rope_scaling: { type: "ntk", factor: 2 } }, "rope_scaling.type", /only "default" \| "linear" \| "dynamic" \|/],
    [{ rope_parameters: { rope_type: "toString" } }, "rope_parameters.rope_type", /"toString"/],
    [{ rope_scaling: { type: "longrope", short_factor: [1], long_factor: [2] } }, "rope_scaling.type", /"longrope" is/],
    [{ rope_scaling: { type: "mrope", mrope_section: [16, 24] } }, "rope_scaling.type", /"mrope" is not supported/],
    [{ rope_scaling: { type: "linear" } }, "rope_scaling.factor", /missing/],
    [{ rope_scaling: { type: "linear", factor: 0.5 } }, "rope_scaling.factor", /got 0.5/],
    [{ rope_scaling: { ...llama3, low_freq_factor: undefined } }, "rope_scaling.low_freq_factor", /missing/],
    [{ rope_scaling: { ...llama3, high_freq_factor: 1 } }, "rope_scaling.high_freq_factor", /1 is not above low/],
    [
      { rope_parameters: { ...llama3, original_max_position_embeddings: 0.5 } },
      "rope_parameters.original_max_position_embeddings",
      /got 0.5/,
    ],
    [{ rope_parameters: llama3, rope_scaling: { ...llama3, factor: 8 } }, "rope_scaling", /not what rope_parameters/],
    [{ rope_parameters: { full_attention: { rope_theta: 1 } } }, "rope_parameters.full_attention", /some layers alone/],
    [{ rope_scaling: "linear" }, "rope_scaling", /got "linear"/],
    [{ layer_types: ["full_attention", "sliding_attention"] }, "layer_types.1", /"sliding_attention" is not supported/],
    [{ rope_parameters: { rope_theta: "x" } }, "rope_parameters.rope_theta", /got "x"/],
    [{ rope_parameters: { partial_rotary_factor: 0.5 } }, "rope_parameters.partial_rotary_factor", /0.5/],
    [{ partial_rotary_factor: 0.5 }, "partial_rotary_factor", /0.5 is not supported, only 1/],
    [{ rms_norm_eps: "1e-6" }, "rms_norm_eps", /expected number \| null, got "1e-6"/],
    [{ quantization_config: { bits: 4 } }, "quantization_config", /quantized/],
    [{ eos_token_id: 39 }, "eos_token_id", /39 is outside a vocabulary of 39/],
    [{ eos_token_id: [1, "x"] }, "eos_token_id", /got \[1,"x"\]|got "x"/],
  ]
  for (const [fields, field, message] of refused) {
    it(`refuses ${JSON.stringify(fields)}`, () => {
      const error = Result.getOrThrow(Result.flip(decodeConfig({ ...minimal, ...fields }, "here/config.json")))
      expect(error._tag).toBe("@rlif/core/ConfigError")
      expect(error.file).toBe("here/config.json")
      expect(error.field.startsWith(field)).toBe(true)
      expect(error.message).toMatch(message)
      expect(error.message).toContain(field)
    })
  }

  it("refuses what is no object", () => {
    expect(Result.getOrThrow(Result.flip(decodeConfig([]))).message).toMatch(
      /^Cannot read "config.json": expected object/,
    )
  })
})

describe("encodeConfig", () => {
  for (const name of ["llama-tied", "llama-gqa-untied", "qwen2-bias-tied", "qwen2-bf16-sharded", "qwen3-qknorm"]) {
    it(`is read back, and spells ${name} as its file does`, () => {
      const config = Result.getOrThrow(decodeConfig(fixture(name)))
      const encoded = encodeConfig(config)
      expect(Result.getOrThrow(decodeConfig(encoded))).toEqual(config)
      const { head_dim, ...others } = encoded
      expect(fixture(name)).toMatchObject(others)
      expect(head_dim).toBe(name === "qwen3-qknorm" ? 16 : config.config.width / config.config.heads)
    })
  }
})

describe("encodeConfig of biases of attention", () => {
  it.each(["llama", "qwen3"])("is read back: %s", (model_type) => {
    const read = Result.getOrThrow(decodeConfig({ ...minimal, model_type, attention_bias: true }))
    expect(encodeConfig(read)).toMatchObject({ attention_bias: true })
    expect(Result.getOrThrow(decodeConfig(encodeConfig(read)))).toEqual(read)
  })
})

describe("encodeConfig of scaled rotations", () => {
  it.each(
    [
      { type: "linear", factor: 2.5 },
      { type: "dynamic", factor: 2 },
      { type: "yarn", factor: 4, fastTurns: 32, slowTurns: 1, whole: false, originalPositions: 4096, attention: 1.1 },
      { type: "llama3", factor: 8, lowTurns: 1, highTurns: 4, originalPositions: 8192 },
    ] as const,
  )("is read back: $type", (ropeScaling) => {
    const read = Result.getOrThrow(decodeConfig(minimal))
    const scaled = { ...read, config: { ...read.config, ropeScaling } }
    expect(Result.getOrThrow(decodeConfig(JSON.parse(JSON.stringify(encodeConfig(scaled)))))).toEqual(scaled)
  })
})

describe("generation_config.json", () => {
  it("names one end token, several or none", () => {
    const read = (json: unknown) => Result.getOrThrow(decodeGenerationConfig(json, { vocab: 9 }))
    expect(read({ eos_token_id: 2, pad_token_id: 0 })).toEqual({ endTokens: [2], padToken: 0 })
    expect(read({ eos_token_id: [2, 3] })).toEqual({ endTokens: [2, 3] })
    expect(read({})).toEqual({})
    expect(read({ eos_token_id: [], pad_token_id: -1 })).toEqual({})
    expect(read({ eos_token_id: -1 })).toEqual({})
    expect(read({ eos_token_id: [-1, 3] })).toEqual({ endTokens: [3] })
    expect(read(encodeGenerationConfig({ endTokens: [2, 3], padToken: 1 }))).toEqual({ endTokens: [2, 3], padToken: 1 })
  })

  it("keeps what it says for others", () => {
    const chat = { bos_token_id: 1, do_sample: true, temperature: 0.7, top_k: 20, transformers_version: "4.37.0" }
    const read = Result.getOrThrow(decodeGenerationConfig({ ...chat, eos_token_id: [2, 3] }, { vocab: 9 }))
    expect(read).toEqual({ endTokens: [2, 3], generation: chat })
    expect(encodeGenerationConfig({ endTokens: [2], generation: chat })).toEqual({ ...chat, eos_token_id: 2 })
  })

  it("is refused where the end token is no token", () => {
    for (const eos_token_id of ["</s>", [2, 9], 9, -2, 1.5]) {
      const error = Result.getOrThrow(Result.flip(decodeGenerationConfig({ eos_token_id }, { vocab: 9 })))
      expect(error).toMatchObject({ file: "generation_config.json", field: "eos_token_id" })
    }
  })
})
