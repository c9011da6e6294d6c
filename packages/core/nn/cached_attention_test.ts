import { Effect } from "effect"
import { expect, it } from "vitest"
import { graph } from "../graph/graph.ts"
import { attention } from "../graph/ops/fused.ts"
import { input } from "../graph/ops/leaf.ts"
import { concat, expandDims, reshape } from "../graph/ops/shape.ts"
import { random } from "../random/seed.ts"
import * as Cpu from "../runtime/providers/cpu.ts"
import { Runtime } from "../runtime/runtime.ts"
import { value } from "../graph/value.ts"
import { cachedAttention } from "./cached_attention.ts"

it("is attention over the slab and the new key joined", async () => {
  const [s, r, h, k, d] = [5, 3, 4, 2, 6]
  const heads = {
    q: input("q", ["R", h, d]),
    k: input("k", ["R", k, d]),
    v: input("v", ["R", k, d]),
    pastKeys: input("pastKeys", ["R", k, "S", d]),
    pastValues: input("pastValues", ["R", k, "S", d]),
    bias: input("bias", ["R", "S"]),
  }
  const rowMajor = (past: typeof heads.q, now: typeof heads.q) => concat([past, expandDims(now, 2)], 2) // (R, K, S+1, D)
  const joined = attention({
    q: expandDims(heads.q, 2),
    k: rowMajor(heads.pastKeys, heads.k),
    v: rowMajor(heads.pastValues, heads.v),
    bias: reshape(concat([heads.bias, input("zero", ["R", 1])], 1), ["R", 1, 1, "S+1"]),
  }, d ** -0.5)
  const outputs = graph({ cached: cachedAttention(heads), joined: reshape(joined, ["R", h * d]) })

  const { normal } = random(2)
  const draw = (...dims: ReadonlyArray<number>) =>
    value("float32", dims, Float32Array.from({ length: dims.reduce((a, b) => a * b) }, normal))
  const bias = value(
    "float32",
    [r, s],
    Float32Array.from({ length: r * s }, (_, i) => i % s < Math.floor(i / s) ? -1e9 : 0),
  )
  const got = await Effect.gen(function* () {
    const runtime = yield* Runtime
    const program = yield* runtime.compile(outputs)
    return yield* program.run({
      q: draw(r, h, d),
      k: draw(r, k, d),
      v: draw(r, k, d),
      pastKeys: draw(r, k, s, d),
      pastValues: draw(r, k, s, d),
      bias,
      zero: value("float32", [r, 1], new Float32Array(r)),
    })
  }).pipe(Effect.scoped, Effect.provide(Cpu.layer), Effect.runPromise)
  expect(got.cached.dims).toEqual([r, h * d])
  got.cached.data.forEach((x, i) => expect(x).toBeCloseTo(got.joined.data[i], 5))
})
