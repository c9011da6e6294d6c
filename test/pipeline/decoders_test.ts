// Logits of models with biases of attention, with YaRN and with adapters, by formulas that are not the library's
// (test/fixtures/decoders.py): at once, as exported, and with the adapter folded in.
import { decodeAdapterConfig } from "@rlif/core/checkpoint/adapter"
import { decodeConfig } from "@rlif/core/checkpoint/config"
import { graph } from "@rlif/core/graph/graph"
import { adapterShapes } from "@rlif/core/model/adapter-shapes"
import type { ModelConfig } from "@rlif/core/model/architecture"
import { mergeAdapter } from "@rlif/core/model/merge-adapter"
import { pack } from "@rlif/core/model/pack.ts"
import { packedModel } from "@rlif/core/model/packed"
import { angleTables, paddedModel } from "@rlif/core/model/padded.ts"
import { type Value, value, type Values } from "@rlif/core/graph/value"
import { Result, Schema } from "effect"
import { readFileSync } from "node:fs"
import { describe, expect, it } from "vitest"
import { runOnce } from "./_oracle.ts"

const Matrices = Schema.Record(
  Schema.String,
  Schema.Struct({ dims: Schema.Array(Schema.Int), data: Schema.Array(Schema.Finite) }),
)
const Rows = Schema.Array(Schema.Struct({
  name: Schema.String,
  config: Schema.Unknown,
  adapter: Schema.NullOr(Schema.Unknown),
  tokens: Schema.Array(Schema.Int),
  weights: Matrices,
  factors: Matrices,
  logits: Schema.Array(Schema.Array(Schema.Finite)),
}))
const file = new URL("../fixtures/decoders.json", import.meta.url)
const rows = Schema.decodeUnknownSync(Rows)(JSON.parse(readFileSync(file, "utf8")))

type Weights = Readonly<Record<string, Value<"float32">>>
const valuesOf = (matrices: typeof Matrices.Type): Weights =>
  Object.fromEntries(
    Object.entries(matrices).map(([name, { dims, data }]) => [name, value("float32", dims, Float32Array.from(data))]),
  )

/** Of all tokens but the last, from the model that is trained. */
const packed = async (config: ModelConfig, weights: Weights, tokens: ReadonlyArray<number>) => {
  const [first, ...others] = tokens
  const groups = [{ prompt: Int32Array.of(first), rows: [{ tokens: Int32Array.from(others) }] }]
  const feeds = { ...weights, ...pack(config, groups) }
  return (await runOnce(graph({ logits: packedModel(config).logits }), feeds)).logits.data
}

/** Of all tokens, from the model that is exported. */
const padded = async (config: ModelConfig, weights: Weights, tokens: ReadonlyArray<number>) => {
  const n = tokens.length
  const row = (data: ReadonlyArray<number>) => value("int32", [1, n], Int32Array.from(data))
  const empty = Object.fromEntries(
    Array.from({ length: config.layers }, (_, i) => i).flatMap((i) =>
      ["key", "value"].map((part) => [
        `past_key_values.${i}.${part}`,
        value("float32", [1, config.keyHeads, 0, config.headWidth], new Float32Array()),
      ])
    ),
  )
  const inputs: Values = {
    input_ids: row(tokens),
    position_ids: row(tokens.map((_, i) => i)),
    attention_mask: row(tokens.map(() => 1)),
  }
  return (await runOnce(paddedModel(config), { ...weights, ...angleTables(config), ...inputs, ...empty })).logits.data
}

const near = (found: Value["data"], expected: ReadonlyArray<ReadonlyArray<number>>) => {
  const flat = expected.flat()
  expect(found.length).toBe(flat.length)
  flat.forEach((x, i) => expect(Math.abs(found[i] - x)).toBeLessThan(2e-5))
}

describe.each(rows)("$name", ({ config: json, adapter: peft, tokens, logits, ...row }) => {
  const { config: plain } = Result.getOrThrow(decodeConfig(json))
  const read = peft === null ? undefined : Result.getOrThrow(decodeAdapterConfig(peft, "x", plain.layers))
  const config: ModelConfig = { ...plain, ...(read === undefined ? {} : { adapter: read.adapter }) }
  const [weights, factors] = [valuesOf(row.weights), valuesOf(row.factors)]

  it("says what the formulas say", async () => {
    near(await packed(config, { ...weights, ...factors }, tokens), logits.slice(0, -1))
  })

  it("has an adapter where its file says, folded in as well, and is exported so", async () => {
    expect(Object.fromEntries(Object.entries(factors).map(([name, { dims }]) => [name, dims]))).toEqual(
      adapterShapes(config),
    )
    const merged = mergeAdapter(config, { ...weights, ...factors })
    expect(Object.keys(merged)).toEqual(Object.keys(weights))
    near(await packed(plain, merged, tokens), logits.slice(0, -1))
    near(await padded(plain, merged, tokens), logits)
    // Without it the model says something else.
    const bare = await packed(plain, weights, tokens)
    const difference = Math.max(...logits.slice(0, -1).flat().map((x, i) => Math.abs(bare[i] - x)))
    if (peft !== null) expect(difference).toBeGreaterThan(0.05)
  })
})
