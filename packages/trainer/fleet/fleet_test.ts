import * as Cpu from "@rlif/core/runtime/providers/cpu"
import { Effect } from "effect"
import { spawn } from "node:child_process"
import { once } from "node:events"
import { fileURLToPath } from "node:url"
import { describe, expect, it } from "vitest"
import { alone, threeUpdates, withFleet } from "../testing/fleet_run.ts"
import { Fleet } from "./fleet.ts"
import { work } from "./worker.ts"

/** Waits until so many workers are there. */
const present = (count: number) =>
  Effect.gen(function* () {
    const { members } = yield* Fleet
    while ((yield* members).filter(({ present }) => present).length !== count) yield* Effect.sleep(20)
  })

/** So many workers in this process, until the scope closes. */
const working = (count: number) =>
  Effect.gen(function* () {
    const port = yield* (yield* Fleet).port
    for (let i = 0; i < count; i++) {
      yield* Effect.forkScoped(
        Effect.provide(work({ host: "127.0.0.1", port, name: `worker ${i}` }), Cpu.layerWith({ threads: 1 })),
      )
    }
  })

describe.each([["all weights", 0], ["an adapter", 2]])("a run that trains %s", (_, rank) => {
  const expected = alone(rank)

  it.each([0, 1, 2, 5])("has the bits of a single process after each update with %i workers in this process", async (count) => {
    const { found, members } = await withFleet(
      Effect.gen(function* () {
        yield* working(count)
        yield* present(count)
        const found = yield* threeUpdates()
        return { found, members: yield* (yield* Fleet).members }
      }).pipe(Effect.scoped),
      { rank },
    )
    expect(found).toEqual(await expected)
    if (count > 0) expect(members.reduce((sum, { computed }) => sum + computed, 0)).toBeGreaterThan(8)
  })
})
