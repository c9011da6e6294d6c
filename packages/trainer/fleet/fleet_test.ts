import * as Cpu from "@rlif/core/runtime/providers/cpu"
import { Effect, Fiber } from "effect"
import { spawn } from "node:child_process"
import { once } from "node:events"
import { fileURLToPath } from "node:url"
import { describe, expect, it } from "vitest"
import { alone, threeUpdates, type Trained, withFleet } from "../testing/fleet_run.ts"
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

const file = fileURLToPath(new URL("../testing/fleet_worker.ts", import.meta.url))

/** A worker as a process, until the scope closes. */
const started = (name: string) =>
  Effect.acquireRelease(
    Effect.gen(function* () {
      const port = yield* (yield* Fleet).port
      const child = spawn(process.execPath, [file, `${port}`, name], { stdio: ["ignore", "inherit", "inherit"] })
      return { child, ended: once(child, "exit") }
    }),
    ({ child, ended }) => Effect.promise(() => (child.kill("SIGKILL"), ended)),
  )

/** Waits until a worker has taken a piece, and stops it there: then it still has the piece. */
const stoppedInMidPiece = Effect.fnUntraced(function* (name: string, { pid }: { readonly pid?: number | undefined }) {
  const { members } = yield* Fleet
  const computing = Effect.map(members, (all) => all.find((one) => one.name === name)!.computing)
  while (true) {
    while ((yield* computing) === 0) yield* Effect.sleep(1)
    process.kill(pid!, "SIGSTOP")
    yield* Effect.sleep(200)
    if ((yield* computing) > 0) return
    process.kill(pid!, "SIGCONT")
  }
})

describe.each<readonly [string, Trained]>([
  ["all weights", {}],
  ["an adapter", { rank: 2 }],
  ["all weights layer by layer, in more parts", { recompute: true, parts: 4 }],
  ["all weights, sampled one batch ahead", { ahead: 1 }],
  ["an adapter, sampled two batches ahead", { rank: 2, ahead: 2 }],
])("a run that trains %s", (_, trained) => {
  const expected = alone(trained)

  it.each([0, 1, 2, 5])(
    "has the bits of a single process after each update with %i workers in this process",
    async (count) => {
      const { found, members } = await withFleet(
        Effect.gen(function* () {
          yield* working(count)
          yield* present(count)
          const found = yield* threeUpdates(trained)
          return { found, members: yield* (yield* Fleet).members }
        }).pipe(Effect.scoped),
        trained,
      )
      expect(found).toEqual(await expected)
      if (count > 0) expect(members.reduce((sum, { computed }) => sum + computed, 0)).toBeGreaterThan(8)
    },
  )
})

describe("a run whose workers are processes", () => {
  const expected = alone()

  it.each([1, 2, 5])("has the bits of a single process with %i of them", async (count) => {
    const names = Array.from({ length: count }, (_, i) => `process ${i}`)
    const body = Effect.gen(function* () {
      for (const name of names) yield* started(name)
      yield* present(count)
      return yield* threeUpdates()
    })
    expect(await withFleet(Effect.scoped(body))).toEqual(await expected)
  })

  it("has them too when a worker is killed in the middle of a piece", async () => {
    const body = Effect.gen(function* () {
      yield* started("stays")
      const { child, ended } = yield* started("dies")
      yield* present(2)
      const killing = yield* Effect.forkChild(
        Effect.gen(function* () {
          yield* stoppedInMidPiece("dies", child)
          child.kill("SIGKILL")
          yield* Effect.promise(() => ended)
          yield* present(1)
        }),
      )
      const found = yield* threeUpdates()
      yield* Fiber.join(killing)
      return { found, members: yield* (yield* Fleet).members }
    })
    const { found, members } = await withFleet(Effect.scoped(body))
    expect(found).toEqual(await expected)
    expect(members.map(({ name }) => name)).toEqual(["stays"])
  })

  it("has them too when the only worker is stopped beyond its lease, and woken", async () => {
    const body = Effect.gen(function* () {
      const { child } = yield* started("sleeps")
      yield* present(1)
      const stopping = yield* Effect.forkChild(
        Effect.gen(function* () {
          yield* stoppedInMidPiece("sleeps", child)
          yield* present(0)
          child.kill("SIGCONT")
          yield* present(1)
        }),
      )
      const found = yield* threeUpdates()
      yield* Fiber.join(stopping)
      return found
    })
    expect(await withFleet(Effect.scoped(body), { lease: 1000 })).toEqual(await expected)
  })
})
