// From the fields of a `config.json` to the frequencies that Transformers' own code gives for them (test/fixtures/rope.py).
import { Result, Schema } from "effect"
import { readFileSync } from "node:fs"
import { expect, it } from "vitest"
import { rotaryTables } from "../nn/rotary.ts"
import { rotaryFrequencies } from "../nn/rotary_frequencies.ts"
import { readRope, writeScaling } from "./_rope.ts"

const read = <S extends Schema.Decoder<unknown>>(rows: S, name: string): S["Type"] =>
  Schema.decodeUnknownSync(rows)(
    JSON.parse(readFileSync(new URL(`../../../test/fixtures/${name}`, import.meta.url), "utf8")),
  )
const Scaling = Schema.Record(Schema.String, Schema.Unknown)
const Rows = Schema.Array(Schema.Struct({
  name: Schema.String,
  rope_theta: Schema.Finite,
  head_dim: Schema.Int,
  rope_scaling: Schema.NullOr(Scaling),
  inv_freq: Schema.Array(Schema.Finite),
}))
const rows = read(Rows, "rope.json")

it("has every kind of scaling", () =>
  expect(new Set(rows.map(({ rope_scaling }) => rope_scaling?.["rope_type"]))).toEqual(
    new Set([undefined, "llama3", "linear"]),
  ))

it.each(rows)("turns as Transformers does: $name", ({ rope_theta, head_dim: headWidth, rope_scaling, inv_freq }) => {
  const spellings = [
    { rope_theta, rope_scaling },
    { rope_parameters: { rope_type: "default", ...rope_scaling, rope_theta } },
  ]
  for (const spelling of spellings) {
    const { theta = 0, ropeScaling } = Result.getOrThrow(readRope(spelling, 131_072))
    const found = rotaryFrequencies({ headWidth, theta, ...(ropeScaling === undefined ? {} : { ropeScaling }) })
    expect(found).toHaveLength(inv_freq.length)
    inv_freq.forEach((frequency, j) => expect(Math.abs(found[j] / frequency - 1)).toBeLessThan(1e-13))
  }
})

const Yarn = Schema.Array(Schema.Struct({
  name: Schema.String,
  rope_theta: Schema.Finite,
  head_dim: Schema.Int,
  max_position_embeddings: Schema.Int,
  rope_scaling: Scaling,
  inv_freq: Schema.Array(Schema.Finite),
  attention: Schema.Finite,
}))

it.each(read(Yarn, "yarn.json"))(
  "turns, and multiplies queries and keys, as the paper of YaRN says (test/fixtures/yarn.py): $name",
  ({ rope_theta, head_dim: headWidth, max_position_embeddings: positions, rope_scaling, inv_freq, attention }) => {
    const spellings = [
      { rope_theta, rope_scaling },
      { rope_parameters: { ...rope_scaling, rope_theta } },
      { rope_theta, rope_scaling: { ...rope_scaling, type: null, rope_type: "yarn", mscale: rope_scaling["mscale"] } },
    ]
    for (const spelling of spellings) {
      const { theta = 0, ropeScaling } = Result.getOrThrow(readRope(spelling, positions))
      const config = { headWidth, theta, ropeScaling: ropeScaling! }
      rotaryFrequencies(config).forEach((found, j) => expect(Math.abs(found / inv_freq[j] - 1)).toBeLessThan(1e-12))
      const at = 5
      const { cos, sin } = rotaryTables(config, Int32Array.of(0, at), "float64")
      inv_freq.forEach((frequency, j) => {
        expect(cos[j]).toBeCloseTo(attention, 12)
        expect(cos[inv_freq.length + j]).toBeCloseTo(attention * Math.cos(at * frequency), 11)
        expect(sin[inv_freq.length + j]).toBeCloseTo(attention * Math.sin(at * frequency), 11)
      })
      // What is written says the same, whatever of it was left to be known.
      const again = Result.getOrThrow(readRope({ rope_theta, rope_scaling: writeScaling(ropeScaling) }, 1))
      expect(again.ropeScaling).toEqual(ropeScaling)
    }
  },
)

it("changes nothing below the length where a dynamic scaling begins, and reaches no further", () => {
  const dynamic = { type: "dynamic", factor: 2 }
  const { theta, ropeScaling, maxPositions } = Result.getOrThrow(
    readRope({ rope_theta: 1e4, rope_scaling: { ...dynamic, original_max_position_embeddings: 100 } }, 200),
  )
  expect([theta, maxPositions]).toEqual([1e4, 100])
  expect(rotaryFrequencies({ headWidth: 8, theta: 1e4, ropeScaling: ropeScaling! })).toEqual(
    rotaryFrequencies({ headWidth: 8, theta: 1e4 }),
  )
  expect(Result.getOrThrow(readRope({ rope_parameters: dynamic }, 200)).maxPositions).toBe(200)
})
