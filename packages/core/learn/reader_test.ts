import { Effect } from "effect"
import { expect, it } from "vitest"
import { pack } from "../model/pack.ts"
import { Runtime } from "../runtime/runtime.ts"
import { programCache } from "../runtime/program_cache.ts"
import { readerOf } from "./reader.ts"
import { config, weights } from "../testing/tiny_model.ts"
import { platform, trainingGroups } from "../testing/tiny_policy.ts"
import { allSignals } from "../signals/all_signals.ts"

it("reads layer by layer as at once, absent and empty rows included", () =>
  Effect.gen(function* () {
    const programs = programCache(yield* Runtime, { scope: yield* Effect.scope, capacity: Infinity })
    const asked = { temperature: 0.7, signals: allSignals }
    const [first, ...others] = trainingGroups(3)
    const empty = { ...first.rows[0], tokens: new Int32Array() }
    const layout = pack(config, [{ ...first, rows: [empty, ...first.rows.slice(1)] }, ...others])
    const read = (whole: boolean) =>
      Effect.flatMap(readerOf(config, programs, { ...asked, whole }), (reader) =>
        Effect.promise(() => reader(layout, weights, new AbortController().signal)))
    const [whole, layered] = [yield* read(true), yield* read(false)]
    expect(Object.keys(layered)).toEqual(allSignals.map(({ name }) =>
      name
    ))
    for (const { name } of asked.signals) {
      expect(layered[name].dims).toEqual(whole[name].dims)
      const far = layered[name].data.map((x, i) => Math.abs(x - whole[name].data[i]))
      expect(Math.max(...far)).toBeLessThan(1e-5)
      expect(whole[name].data.some((x) => x !== 0)).toBe(true)
    }
  }).pipe(Effect.scoped, Effect.provide(platform), Effect.runPromise))
