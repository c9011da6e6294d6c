import { expect, it } from "vitest"
import { value, type Values } from "../graph/value.ts"
import { config, furthest, runEach, runOnce, weights } from "../testing/tiny_model.ts"
import { angleTables, paddedModel } from "./padded.ts"

const { layers, keyHeads, headWidth, vocab } = config
const model = paddedModel(config)
const names = Array.from({ length: layers }, (_, layer) => [`${layer}.key`, `${layer}.value`]).flat()
const grid = (...rows: ReadonlyArray<ReadonlyArray<number>>) =>
  value("int32", [rows.length, rows[0].length], Int32Array.from(rows.flat()))
const feeds = (of: Values): Values => ({ ...weights, ...angleTables(config), ...of })
const none = Object.fromEntries(
  names.map((name) => [`past_key_values.${name}`, value("float32", [2, keyHeads, 0, headWidth], new Float32Array(0))]),
)

// Two rows, the second two tokens shorter.
const tokens = [[3, 1, 4, 1, 5, 9], [0, 0, 2, 6, 5, 3]]
const mask = [[1, 1, 1, 1, 1, 1], [0, 0, 1, 1, 1, 1]]
const positions = [[0, 1, 2, 3, 4, 5], [1, 1, 0, 1, 2, 3]]
const columns = (rows: ReadonlyArray<ReadonlyArray<number>>, from: number, to: number) =>
  grid(...rows.map((row) => row.slice(from, to)))
const all = feeds({
  ...none,
  input_ids: grid(...tokens),
  attention_mask: grid(...mask),
  position_ids: grid(...positions),
})

it("has the inputs and outputs that exports of Hugging Face have", () => {
  const inputs = Object.keys(model.inputs).filter((name) => !(name in weights) && !name.startsWith("rotary."))
  expect(inputs.sort()).toEqual(
    ["attention_mask", "input_ids", ...names.map((name) => `past_key_values.${name}`), "position_ids"].sort(),
  )
  expect(Object.keys(model.outputs)).toEqual(["logits", ...names.map((name) => `present.${name}`)])
})

it("reads in pieces what it reads at once", async () => {
  const whole = await runOnce(model, all)
  const first = await runOnce(model, {
    ...all,
    input_ids: columns(tokens, 0, 3),
    attention_mask: columns(mask, 0, 3),
    position_ids: columns(positions, 0, 3),
  })
  const rest = await runOnce(model, {
    ...all,
    ...Object.fromEntries(names.map((name) => [`past_key_values.${name}`, first[`present.${name}`]])),
    input_ids: columns(tokens, 3, 6),
    position_ids: columns(positions, 3, 6),
  })
  for (const row of [0, 1]) {
    const late = whole.logits.data.subarray((row * 6 + 3) * vocab, (row + 1) * 6 * vocab)
    expect(furthest(rest.logits.data.subarray(row * 3 * vocab, (row + 1) * 3 * vocab), late)).toBeLessThan(1e-5)
  }
  for (const name of names) expect(rest[`present.${name}`].dims).toEqual([2, keyHeads, 6, headWidth])
})

it("turns tokens by their positions, and sees no padding", async () => {
  const apart = positions.map((row) => row.map((p, i) => i === 5 ? p + 7 : p))
  const other = tokens.map((row, r) => row.map((token, i) => mask[r][i] === 0 ? 8 : token))
  const [plain, turned, padded] = await runEach(model, [
    all,
    { ...all, position_ids: grid(...apart) },
    { ...all, input_ids: grid(...other) },
  ])
  const row = (values: Values, r: number, t: number) =>
    values.logits.data.subarray((r * 6 + t) * vocab, (r * 6 + t + 1) * vocab)
  for (const r of [0, 1]) {
    expect(furthest(row(turned, r, 4), row(plain, r, 4))).toBeLessThan(1e-6)
    expect(furthest(row(turned, r, 5), row(plain, r, 5))).toBeGreaterThan(1e-3)
    for (const t of [2, 3, 4, 5]) expect(furthest(row(padded, r, t), row(plain, r, t))).toBeLessThan(1e-6)
  }
})
