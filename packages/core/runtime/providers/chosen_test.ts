import { describe, expect, it } from "@effect/vitest"
import { ConfigProvider, Effect, Layer } from "effect"
import { Runtime } from "../runtime.ts"
import * as Chosen from "./chosen.ts"

const within = (env: Readonly<Record<string, string>>) =>
  Effect.provide(ConfigProvider.layer(ConfigProvider.fromEnv({ env })))

describe("where", () => {
  it.effect("is what the environment says, and the defaults where it says nothing", () =>
    Effect.gen(function* () {
      const read = (env: Readonly<Record<string, string>>) =>
        Effect.map(Chosen.where, (where) => where).pipe(within(env))
      expect(yield* read({})).toEqual({ provider: "cpu", threads: 0 })
      expect(yield* read({ RLIF_PROVIDER: "", RLIF_THREADS: "" })).toEqual({ provider: "cpu", threads: 0 })
      expect(yield* read({ RLIF_PROVIDER: "cuda" })).toEqual({ provider: "cuda", threads: 0 })
      expect(yield* read({ RLIF_PROVIDER: "webgpu", RLIF_THREADS: "3" })).toEqual({ provider: "webgpu", threads: 3 })
    }))

  it.effect("refuses by the name of the variable", () =>
    Effect.gen(function* () {
      const wrong = [
        { RLIF_PROVIDER: "gpu" },
        { RLIF_PROVIDER: "CPU" },
        { RLIF_THREADS: "two" },
        { RLIF_THREADS: "2.5" },
        { RLIF_THREADS: "-1" },
      ]
      for (const env of wrong) {
        const error = yield* Effect.flip(within(env)(Layer.build(Chosen.layerConfig)))
        expect(error).toMatchObject({ _tag: "ConfigError", message: expect.stringContaining(Object.keys(env)[0]) })
      }
    }))
})

it.effect("layerConfig is the runtime that the environment names", () =>
  Effect.gen(function* () {
    const { provider } = yield* Runtime.pipe(Effect.provide(Chosen.layerConfig), within({ RLIF_THREADS: "1" }))
    expect(provider).toBe("cpu")
  }))
