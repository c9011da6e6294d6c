import { Effect } from "effect"
import { describe, expect, it } from "vitest"
import { tensorFingerprint } from "../graph/fingerprint.ts"
import { type Value, value, type Values } from "../graph/value.ts"
import { copyWeights, ownWeights } from "../learn/weights.ts"
import type { ModelConfig } from "../model/architecture.ts"
import { adapterShapes } from "../model/adapter_shapes.ts"
import { initialize, initializeAdapter } from "../model/initialize.ts"
import { config as tiny, weights as tinyWeights } from "../testing/tiny_model.ts"
import { platform } from "../testing/tiny_policy.ts"
import { answering } from "./answering.ts"
import { packed } from "./frame.ts"
import { type Known, knownOf, receivedWeights } from "./known.ts"
import { versions } from "./versions.ts"
import { configMessage, weightsMessage } from "./weights_message.ts"

const adapter = { rank: 2, alpha: 4, targets: ["q_proj", "up_proj"] } as const
const adapted: ModelConfig = { ...tiny, adapter }
const base = { ...tinyWeights }
const withAdapter: Values = { ...base, ...initializeAdapter(adapted, 5) }

/** What somebody knows who has this model, once told of the run's. */
const knows = (config: ModelConfig, values: Values): Known =>
  Effect.runSync(knownOf(configMessage.encode(config), values))

const asker = (config: ModelConfig, values: Values) => {
  const weights = copyWeights(ownWeights(config, values))
  const all: Values = { ...weights.parameters, ...weights.frozen }
  return { all, weights, version: versions(weights) }
}
const decoded = (bytes: Uint8Array) => Effect.runSync(weightsMessage.decode(bytes))
const failure = (bytes: Uint8Array, known?: Known) => Effect.runSync(Effect.flip(receivedWeights(bytes, known)))

describe.each<readonly [string, ModelConfig, Values, ReadonlyArray<string>]>([
  ["all weights", tiny, base, []],
  ["an adapter", adapted, withAdapter, Object.keys(adapterShapes(adapted))],
  [
    "an adapter on integers",
    { ...adapted, adapter: { ...adapter, frozen: "int8" } },
    withAdapter,
    Object.keys(adapterShapes(adapted)),
  ],
])("a run of %s", (_, config, values, crossing) => {
  it("sends to who has the model only what that has not, and it is the same", () => {
    const { all, version } = asker(config, values)
    const known = knows(config, base)
    const [whole, short] = [version.since(-1), version.since(-1, [...known.keys()])]
    const names = Object.keys(all)
    expect(Object.keys(decoded(short).values)).toEqual(crossing)
    expect(Object.keys(decoded(short).held!).sort()).toEqual(names.filter((name) => !crossing.includes(name)).sort())
    // Of a name and a fingerprint each in place of a tensor of kilobytes.
    const sent = crossing.reduce((sum, name) => sum + all[name].data.byteLength, 0)
    expect(short.length).toBeLessThan(sent + 256 * names.length)
    expect(whole.length).toBeGreaterThan(names.reduce((sum, name) => sum + all[name].data.byteLength, 0))
    const received = Effect.runSync(receivedWeights(short, known))
    expect(received).toMatchObject({ version: 0, values: all })
    expect(received.values).toEqual(Effect.runSync(receivedWeights(whole)).values)
    expect(Object.keys(received.here).sort()).toEqual(Object.keys(decoded(short).held!).sort())
  })
})

it("is a model of what is here and what was sent", async () => {
  const { version, all } = asker(adapted, withAdapter)
  const known = knows(adapted, base)
  const weights = version.since(-1, [...known.keys()])
  const sizeOf = (names: ReadonlyArray<string>) => names.reduce((sum, name) => sum + all[name].data.byteLength, 0)
  const answered = answering({ config: configMessage.encode(adapted), weights, known })
  const { had } = await Effect.runPromise(Effect.provide(Effect.scoped(answered), platform))
  expect(had).toBeCloseTo(sizeOf(Object.keys(base)) / sizeOf(Object.keys(all)), 10)
})

it("sends what has changed since, and all of it to who has another model", () => {
  const { all, weights, version } = asker(tiny, base)
  const known = knows(tiny, base)
  const changed = ["model.norm.weight", "lm_head.weight"]
  for (const name of changed) weights.parameters[name].data[0] += 1
  version.changed(changed)
  const short = version.since(-1, [...known.keys()])
  expect(Object.keys(decoded(short).values).sort()).toEqual(changed.toSorted())
  expect(Effect.runSync(receivedWeights(short, known))).toMatchObject({ version: 1, values: all })

  const other = knows(tiny, initialize(tiny, 4))
  const met = decoded(version.since(-1, [...other.keys()]))
  // Norms are ones in every fresh model; but that one has changed.
  const norms = Object.keys(all).filter((name) => name.includes("norm") && name !== "model.norm.weight")
  expect(Object.keys(met.held!).sort()).toEqual(norms.sort())
  expect(knows(tiny, initialize({ ...tiny, width: 32, headWidth: 8 }, 4)).size).toBe(0)
})

it("hashes a weight once a version of it, and none where nobody has any", () => {
  let reads = 0
  const tensor: Value<"float32"> = {
    dtype: "float32",
    dims: [3],
    get data() {
      reads++
      return Float32Array.of(1, 2, 3)
    },
  }
  const version = versions({ parameters: { x: tensor }, frozen: {} })
  const readsOf = (known?: ReadonlyArray<string>) => {
    reads = 0
    version.since(-1, known)
    return reads
  }
  const sent = readsOf()
  const had = [tensorFingerprint(value("float32", [3], Float32Array.of(1, 2, 3)))]
  expect(readsOf(had)).toBeGreaterThan(0)
  expect(readsOf(had)).toBe(0)
  expect(readsOf(["0".repeat(64)])).toBe(sent)
  version.changed(["x"])
  expect(readsOf(had)).toBeGreaterThan(0)
  expect(readsOf(had)).toBe(0)
})

it("tells tensors of the same bytes apart by type and dimensions", () => {
  const floats = value("float32", [2, 2], new Float32Array(4))
  const others = [
    value("float32", [4], new Float32Array(4)),
    value("int32", [2, 2], new Int32Array(4)),
    value("float32", [2, 2], Float32Array.of(0, 0, 0, -0)),
  ]
  expect(tensorFingerprint(value("float32", [2, 2], new Float32Array(4)))).toBe(tensorFingerprint(floats))
  for (const other of others) expect(tensorFingerprint(other)).not.toBe(tensorFingerprint(floats))
})

it("refuses the fingerprint of a tensor that is not here, and what is no fingerprint", () => {
  const known = knows(tiny, base)
  const name = "model.norm.weight"
  const lie = (fingerprint: string) => packed({ version: 0, values: {}, held: { [name]: fingerprint } })
  expect(failure(lie("0".repeat(64)), known)).toMatchObject({
    _tag: "@rlif/core/WireError",
    message: `Cannot read weights at held.${name}: nothing here has that fingerprint`,
  })
  // What was known at first is not known later.
  expect(failure(lie([...known.keys()][0])).message).toContain("nothing here has that fingerprint")
  for (const none of ["0".repeat(63), "0".repeat(65), "G".repeat(64), `${"0".repeat(64)}\n`]) {
    expect(failure(lie(none), known)).toMatchObject({ _tag: "@rlif/core/WireError", field: `held.${name}` })
  }
})
