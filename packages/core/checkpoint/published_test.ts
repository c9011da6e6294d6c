// The configurations of models that people have, as their folders spell them: what they decode to, and how many numbers
// they then have.
import { Result } from "effect"
import { describe, expect, it } from "vitest"
import type { ModelConfig } from "../model/architecture.ts"
import { architectures } from "../model/architectures.ts"
import { decodeConfig, encodeConfig } from "./config.ts"

interface Published {
  readonly json: string
  readonly config: ModelConfig
  readonly endTokens: ReadonlyArray<number>
  /** Numbers of all tensors; a head that is the embedding counts once. */
  readonly count: number
  readonly shapes: Readonly<Record<string, ReadonlyArray<number>>>
}

const published: Readonly<Record<string, Published>> = {
  "SmolLM2-135M": {
    json: `{
      "architectures": ["LlamaForCausalLM"], "attention_bias": false, "attention_dropout": 0.0, "bos_token_id": 0,
      "eos_token_id": 0, "hidden_act": "silu", "hidden_size": 576, "initializer_range": 0.041666666666666664,
      "intermediate_size": 1536, "is_llama_config": true, "max_position_embeddings": 8192, "model_type": "llama",
      "num_attention_heads": 9, "num_hidden_layers": 30, "num_key_value_heads": 3, "pretraining_tp": 1,
      "rms_norm_eps": 1e-05, "rope_interleaved": false, "rope_scaling": null, "rope_theta": 100000,
      "tie_word_embeddings": true, "torch_dtype": "bfloat16", "transformers_version": "4.40.1", "use_cache": true,
      "vocab_size": 49152
    }`,
    config: {
      architecture: "llama",
      vocab: 49152,
      width: 576,
      inner: 1536,
      layers: 30,
      heads: 9,
      keyHeads: 3,
      headWidth: 64,
      epsilon: 1e-5,
      theta: 100_000,
      tied: true,
      maxPositions: 8192,
    },
    endTokens: [0],
    count: 134_515_008,
    shapes: { "model.layers.29.self_attn.k_proj.weight": [192, 576], "model.embed_tokens.weight": [49152, 576] },
  },
  "TinyLlama-1.1B": {
    json: `{
      "architectures": ["LlamaForCausalLM"], "attention_bias": false, "bos_token_id": 1, "eos_token_id": 2,
      "hidden_act": "silu", "hidden_size": 2048, "initializer_range": 0.02, "intermediate_size": 5632,
      "max_position_embeddings": 2048, "model_type": "llama", "num_attention_heads": 32, "num_hidden_layers": 22,
      "num_key_value_heads": 4, "pretraining_tp": 1, "rms_norm_eps": 1e-05, "rope_scaling": null,
      "rope_theta": 10000.0, "tie_word_embeddings": false, "torch_dtype": "bfloat16",
      "transformers_version": "4.35.0", "use_cache": true, "vocab_size": 32000
    }`,
    config: {
      architecture: "llama",
      vocab: 32000,
      width: 2048,
      inner: 5632,
      layers: 22,
      heads: 32,
      keyHeads: 4,
      headWidth: 64,
      epsilon: 1e-5,
      theta: 10_000,
      tied: false,
      maxPositions: 2048,
    },
    endTokens: [2],
    count: 1_100_048_384,
    shapes: { "model.layers.0.self_attn.v_proj.weight": [256, 2048], "lm_head.weight": [32000, 2048] },
  },
  "Llama-3.2-1B": {
    json: `{
      "architectures": ["LlamaForCausalLM"], "attention_bias": false, "attention_dropout": 0.0,
      "bos_token_id": 128000, "eos_token_id": 128001, "head_dim": 64, "hidden_act": "silu", "hidden_size": 2048,
      "initializer_range": 0.02, "intermediate_size": 8192, "max_position_embeddings": 131072, "mlp_bias": false,
      "model_type": "llama", "num_attention_heads": 32, "num_hidden_layers": 16, "num_key_value_heads": 8,
      "pretraining_tp": 1, "rms_norm_eps": 1e-05,
      "rope_scaling": {
        "factor": 32.0, "high_freq_factor": 4.0, "low_freq_factor": 1.0, "original_max_position_embeddings": 8192,
        "rope_type": "llama3"
      },
      "rope_theta": 500000.0, "tie_word_embeddings": true, "torch_dtype": "bfloat16",
      "transformers_version": "4.45.0.dev0", "use_cache": true, "vocab_size": 128256
    }`,
    config: {
      architecture: "llama",
      vocab: 128256,
      width: 2048,
      inner: 8192,
      layers: 16,
      heads: 32,
      keyHeads: 8,
      headWidth: 64,
      epsilon: 1e-5,
      theta: 500_000,
      ropeScaling: { type: "llama3", factor: 32, lowTurns: 1, highTurns: 4, originalPositions: 8192 },
      tied: true,
      maxPositions: 131072,
    },
    endTokens: [128001],
    count: 1_235_814_400,
    shapes: {
      "model.layers.15.mlp.down_proj.weight": [2048, 8192],
      "model.layers.0.self_attn.k_proj.weight": [512, 2048],
    },
  },
  "Qwen2.5-0.5B": {
    json: `{
      "architectures": ["Qwen2ForCausalLM"], "attention_dropout": 0.0, "bos_token_id": 151643, "eos_token_id": 151643,
      "hidden_act": "silu", "hidden_size": 896, "initializer_range": 0.02, "intermediate_size": 4864,
      "max_position_embeddings": 32768, "max_window_layers": 24, "model_type": "qwen2", "num_attention_heads": 14,
      "num_hidden_layers": 24, "num_key_value_heads": 2, "rms_norm_eps": 1e-06, "rope_theta": 1000000.0,
      "sliding_window": 32768, "tie_word_embeddings": true, "torch_dtype": "bfloat16",
      "transformers_version": "4.40.1", "use_cache": true, "use_mrope": false, "use_sliding_window": false,
      "vocab_size": 151936
    }`,
    config: {
      architecture: "qwen2",
      vocab: 151936,
      width: 896,
      inner: 4864,
      layers: 24,
      heads: 14,
      keyHeads: 2,
      headWidth: 64,
      epsilon: 1e-6,
      theta: 1_000_000,
      tied: true,
      maxPositions: 32768,
    },
    endTokens: [151643],
    count: 494_032_768,
    shapes: { "model.layers.0.self_attn.q_proj.bias": [896], "model.layers.0.self_attn.k_proj.bias": [128] },
  },
  "Qwen3-0.6B": {
    json: `{
      "architectures": ["Qwen3ForCausalLM"], "attention_bias": false, "attention_dropout": 0.0,
      "bos_token_id": 151643, "eos_token_id": 151645, "head_dim": 128, "hidden_act": "silu", "hidden_size": 1024,
      "initializer_range": 0.02, "intermediate_size": 3072, "max_position_embeddings": 40960,
      "max_window_layers": 28, "model_type": "qwen3", "num_attention_heads": 16, "num_hidden_layers": 28,
      "num_key_value_heads": 8, "rms_norm_eps": 1e-06, "rope_scaling": null, "rope_theta": 1000000,
      "sliding_window": null, "tie_word_embeddings": true, "torch_dtype": "bfloat16",
      "transformers_version": "4.51.0", "use_cache": true, "use_sliding_window": false, "vocab_size": 151936
    }`,
    config: {
      architecture: "qwen3",
      vocab: 151936,
      width: 1024,
      inner: 3072,
      layers: 28,
      heads: 16,
      keyHeads: 8,
      headWidth: 128,
      epsilon: 1e-6,
      theta: 1_000_000,
      tied: true,
      maxPositions: 40960,
    },
    endTokens: [151645],
    count: 596_049_920,
    shapes: {
      "model.layers.27.self_attn.q_proj.weight": [2048, 1024],
      "model.layers.27.self_attn.o_proj.weight": [1024, 2048],
      "model.layers.27.self_attn.k_norm.weight": [128],
    },
  },
}

/** The same in the spelling of newer files. */
const renewed = ({ rope_theta, rope_scaling, torch_dtype, ...rest }: Readonly<Record<string, unknown>>) => ({
  ...rest,
  dtype: torch_dtype,
  layer_types: Array.from({ length: Number(rest.num_hidden_layers) }, () => "full_attention"),
  rope_parameters: { rope_type: "default", ...rope_scaling as object | null, rope_theta },
  transformers_version: "5.0.0",
})

describe.each(Object.entries(published))("%s", (_, { json, config, endTokens, count, shapes }) => {
  const parsed = JSON.parse(json)

  it.each([["older", parsed], ["newer", renewed(parsed)]])("is read in the %s spelling, and back", (_, spelled) => {
    const read = Result.getOrThrow(decodeConfig(spelled))
    expect(read).toEqual({ config, endTokens, beginToken: parsed["bos_token_id"] })
    expect(Result.getOrThrow(decodeConfig(encodeConfig(read)))).toEqual(read)
    if ("rope_theta" in spelled) {
      expect(encodeConfig(read)).toMatchObject({ rope_scaling: spelled.rope_scaling ?? null })
    }
  })

  it(`has ${count} numbers`, () => {
    const parameters = architectures[config.architecture].parameters(config)
    expect(parameters).toMatchObject(shapes)
    expect("lm_head.weight" in parameters).toBe(!config.tied)
    expect(Object.values(parameters).reduce((sum, dims) => sum + dims.reduce((a, b) => a * b, 1), 0)).toBe(count)
  })
})
