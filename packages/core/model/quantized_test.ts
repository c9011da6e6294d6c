import { Effect } from "effect"
import { expect, it } from "vitest"
import { backward } from "../grad/backward.ts"
import { type Graph, graph } from "../graph/graph.ts"
import { reduceSum } from "../graph/ops/reduce.ts"
import * as Cpu from "../runtime/providers/cpu.ts"
import { Runtime } from "../runtime/runtime.ts"
import { type Value, value, type Values } from "../graph/value.ts"
import { config as base, runOnce, weights } from "../testing/tiny_model.ts"
import type { Adapter } from "./adapter.ts"
import { adapterTargets } from "./adapter.ts"
import { adapterShapes } from "./adapter_shapes.ts"
import { initializeAdapter } from "./initialize.ts"
import { pack } from "./pack.ts"
import { feedsOf } from "../graph/feeds_of.ts"
import { packedModel } from "./packed.ts"
import { quantized, quantizedWeights } from "./quantized.ts"
import { allSignals } from "../signals/all_signals.ts"
import { tokenSignals } from "../signals/token_signals.ts"

const adapter: Adapter = { rank: 2, alpha: 4, targets: ["q_proj", "down_proj"] }
const float = { ...base, adapter }
const config = { ...base, adapter: { ...adapter, frozen: "int8" } } as const
// Neither half of the adapter is zero, or the other would have no gradient.
const parameters = Object.fromEntries(
  Object.entries({ ...weights, ...initializeAdapter(float, 1) }).map(([name, x]) => [
    name,
    name.includes("lora_B") ? value("float32", x.dims, x.data.map((_, i) => Math.sin(i) / 4)) : x,
  ]),
)
const stored = quantized(config, parameters)
const scales = quantizedWeights(config)

/** The same numbers in float32, and in double precision. */
const restored = Object.fromEntries(
  Object.entries(parameters).map(([name, parameter]) => {
    if (scales[name] === undefined) return [name, parameter]
    const [{ data, dims }, scale] = [stored[name], stored[scales[name]].data]
    return [name, value("float32", dims, Float32Array.from(data, (x, i) => x * scale[Math.floor(i / dims[1])]))]
  }),
)
const groups = [
  { prompt: Int32Array.of(3, 1, 4), rows: [{ tokens: Int32Array.of(1, 5, 9) }, { tokens: Int32Array.of(2) }] },
  { prompt: Int32Array.of(6), rows: [{ tokens: Int32Array.of(5, 3) }] },
]

/** Log-probabilities and the gradient of their sum by the adapter. */
const learning = (of: typeof float) => {
  const model = packedModel(of)
  const { logprob } = tokenSignals(allSignals, model, 1)
  const names = Object.keys(adapterShapes(of))
  const gradients = backward(reduceSum(logprob), names.map((name) => model.parameters[name]))
  return graph({
    logits: model.logits,
    logprob,
    ...Object.fromEntries(names.map((name, i) => [`grad.${name}`, gradients[i]])),
  })
}

const boundTo = (closed: Graph, bind: Values, feeds: Values) =>
  Effect.gen(function* () {
    const runtime = yield* Runtime
    const program = yield* runtime.compile(closed, { bind: feedsOf(closed, bind) })
    return yield* program.run(feedsOf(closed, feeds))
  }).pipe(Effect.scoped, Effect.provide(Cpu.layer), Effect.runPromise)

it("are the linear layers of the blocks, adapted or not", () => {
  const linear = Object.keys(weights).filter((name) => adapterTargets.some((target) => name.includes(target)))
  expect(Object.keys(scales)).toEqual(linear)
  expect(linear.length).toBe(7 * base.layers)
  expect(scales["model.layers.1.mlp.up_proj.weight"]).toBe("model.layers.1.mlp.up_proj.weight_scale")
  expect(quantizedWeights(float)).toEqual({})
  expect(quantizedWeights(base)).toEqual({})
})

it("take a quarter of the memory and a scale a row; all others are the very same", () => {
  for (const [name, parameter] of Object.entries(parameters)) {
    if (scales[name] === undefined) expect(stored[name]).toBe(parameter)
    else {
      expect(stored[name]).toMatchObject({ dtype: "int8", dims: parameter.dims })
      expect(stored[scales[name]]).toMatchObject({ dtype: "float32", dims: [parameter.dims[0]] })
    }
  }
  expect(quantized(float, parameters)).toEqual(parameters)
})

it("are all that the model is fed, and the same to the bit as the numbers that they stand for, fed or bound", async () => {
  const layout = pack(config, groups)
  const [closed, plain] = [learning(config), learning(float)]
  const found = await runOnce(closed, { ...stored, ...layout })
  expect(found).toEqual(await runOnce(plain, { ...restored, ...layout }))
  expect(Object.keys(found).length).toBe(2 + 8)
  // Bound weights are multiplied by another kernel, and so are those of the float model.
  const bound = await boundTo(closed, stored, layout)
  for (const [name, { data }] of Object.entries(found)) {
    data.forEach((x: number, i: number) => expect(bound[name].data[i]).toBeCloseTo(x, 5))
  }
})

it("are not the numbers that they were made from", async () => {
  const layout = pack(config, groups)
  const [found, exact] = await Promise.all([
    runOnce(learning(config), { ...stored, ...layout }),
    runOnce(learning(float), { ...parameters, ...layout }),
  ])
  const apart = found.logprob.data.map((x: number, i: number) => Math.abs(x - exact.logprob.data[i]))
  expect(Math.max(...apart)).toBeGreaterThan(1e-4)
  expect(Math.max(...apart)).toBeLessThan(0.1)
})

it("are constants of the gradient, which central differences confirm in double precision", async () => {
  const layout = pack(config, groups, { dtype: "float64" })
  const model = packedModel(config, { dtype: "float64" })
  const loss = reduceSum(tokenSignals(allSignals, model, 1).logprob)
  const name = "model.layers.0.mlp.down_proj.lora_A.weight"
  const closed = graph({ loss, gradient: backward(loss, [model.parameters[name]])[0] })
  const double = (x: Value): Value =>
    x.dtype === "float32" ? { ...x, dtype: "float64", data: Float64Array.from(x.data) } : x
  const feeds = { ...Object.fromEntries(Object.entries(stored).map(([key, x]) => [key, double(x)])), ...layout }
  const at = async (i: number, by: number) => {
    const data = Float64Array.from(feeds[name].data)
    data[i] += by
    return (await runOnce(closed, { ...feeds, [name]: { ...feeds[name], data } as Value })).loss.data[0]
  }
  const { gradient } = await runOnce(closed, feeds)
  for (const i of [0, 7, 30]) {
    expect((await at(i, 1e-5) - await at(i, -1e-5)) / 2e-5).toBeCloseTo(gradient.data[i], 6)
  }
})
