// From the fields of a `config.json` to the frequencies that Transformers' own code gives for them (test/fixtures/rope.py).
import { Result, Schema } from "effect"
import { readFileSync } from "node:fs"
import { expect, it } from "vitest"
import { rotaryFrequencies } from "../nn/rotary_frequencies.ts"
import { readRope } from "./_rope.ts"

const Scaling = Schema.Record(Schema.String, Schema.Unknown)
const Rows = Schema.Array(Schema.Struct({
  name: Schema.String,
  rope_theta: Schema.Finite,
  head_dim: Schema.Int,
  rope_scaling: Schema.NullOr(Scaling),
  inv_freq: Schema.Array(Schema.Finite),
}))
const file = new URL("../../../test/fixtures/rope.json", import.meta.url)
const rows = Schema.decodeUnknownSync(Rows)(JSON.parse(readFileSync(file, "utf8")))

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
    const { theta = 0, ropeScaling } = Result.getOrThrow(readRope(spelling))
    const found = rotaryFrequencies({ headWidth, theta, ...(ropeScaling === undefined ? {} : { ropeScaling }) })
    expect(found).toHaveLength(inv_freq.length)
    inv_freq.forEach((frequency, j) => expect(Math.abs(found[j] / frequency - 1)).toBeLessThan(1e-13))
  }
})
