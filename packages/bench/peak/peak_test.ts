// What is expected of a program's memory against a process that runs it: beyond 1 GiB, and with a wide margin.
import * as NodeServices from "@effect/platform-node/NodeServices"
import { expect, it } from "@effect/vitest"
import { Effect } from "effect"
import { existsSync } from "node:fs"
import { growth } from "./peak.ts"

const test = existsSync("/proc/self/status") ? it.effect : it.effect.skip

for (const name of ["read, 100k tokens of vocabulary", "step, long sequences", "decode, 150k tokens of vocabulary"]) {
  test(`${name}: within 15%`, () =>
    Effect.gen(function* () {
      const { expected, measured } = yield* growth(name)
      expect(measured).toBeGreaterThan(2 ** 30)
      expect(expected / measured).toBeGreaterThan(0.85)
      expect(expected / measured).toBeLessThan(1.15)
    }).pipe(Effect.provide(NodeServices.layer)))
}
