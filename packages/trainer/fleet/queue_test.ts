import * as Cpu from "@rlif/core/runtime/providers/cpu"
import { Effect, Exit, Fiber, Layer, Logger, Redacted, Scope } from "effect"
import { spawn } from "node:child_process"
import { once } from "node:events"
import { SqlClient } from "effect/sql"
import { fileURLToPath } from "node:url"
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest"
import { alone, threeUpdates, withFleet } from "../testing/fleet_run.ts"
import { missing, postgres, programs } from "../testing/postgres.ts"
import { layerDatabase, piecesFor } from "./database.ts"
import { Fleet } from "./fleet.ts"
import { alive, lead, leaderOf, leads, livingLeader } from "./leader.ts"
import { living, present } from "./presence.ts"
import { layerFleetQueue } from "./queue.ts"
import { workFromQueue } from "./queue_worker.ts"
import { type Terms, termsOf } from "./terms.ts"

const scope = Scope.makeUnsafe()
let database: Effect.Success<typeof postgres>
beforeAll(async () => {
  if (programs !== undefined) database = await Effect.runPromise(Scope.provide(postgres, scope))
}, 60_000)
afterAll(() => Effect.runPromise(Scope.close(scope, Exit.void)))
beforeEach((context) => {
  if (programs === undefined) context.skip(missing)
})

const lease = 2000
const terms = termsOf("cpu")
const connected = <A, E>(body: Effect.Effect<A, E, Layer.Success<ReturnType<typeof layerDatabase>> | Scope.Scope>) =>
  Effect.runPromise(Effect.scoped(body).pipe(Effect.provide(layerDatabase({ url: database.url, lease }))))

/** Waits until so many workers are heard of. */
const heard = (count: number) =>
  Effect.gen(function* () {
    while ((yield* present(lease)).length !== count) yield* Effect.sleep(20)
  }).pipe(Effect.provide(layerDatabase({ url: database.url, lease })))

const inHere = (name: string) =>
  Effect.forkScoped(
    Effect.provide(workFromQueue({ url: database.url, name, lease }), Cpu.layerWith({ threads: 1 })),
  )

const file = fileURLToPath(new URL("../testing/queue_worker.ts", import.meta.url))
const started = (name: string) =>
  Effect.acquireRelease(
    Effect.sync(() => {
      const child = spawn(process.execPath, [file, Redacted.value(database.url), name, `${lease}`], {
        stdio: ["ignore", "inherit", "inherit"],
      })
      return { child, ended: once(child, "exit") }
    }),
    ({ child, ended }) => Effect.promise(() => (child.kill("SIGKILL"), ended)),
  )

const queued = (run: string) => ({ lease, queue: Layer.orDie(layerFleetQueue({ url: database.url, run, lease })) })

it("gives each leader of a run an epoch of its own, whoever asks at the same time", async () => {
  const token = (text: string) => ({ after: 0, token: Redacted.make(text) })
  const many = Array.from({ length: 20 }, (_, i) => lead("many", token(`${i}`)))
  const epochs = await connected(Effect.all(many, { concurrency: 20 }))
  expect(epochs.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 20 }, (_, i) => i + 1))
  const [led, none, other] = await connected(
    Effect.all([leaderOf("many"), leaderOf("none"), lead("other", token("x"))]),
  )
  expect([led?.epoch, none, other]).toEqual([20, undefined, 1])
  // The last one's token is that of the run.
  expect(Redacted.value(led!.token)).toBe(`${epochs.indexOf(20)}`)
})

it("knows who leads where the database was emptied, and that nobody else does", async () => {
  const token = Redacted.make("x")
  const found = await connected(Effect.gen(function* () {
    const sql = yield* SqlClient.SqlClient
    const first = yield* lead("emptied", { after: 0, token })
    const second = yield* lead("emptied", { after: 0, token })
    const before = [yield* leads("emptied", { epoch: first, token }), yield* leads("emptied", { epoch: second, token })]
    yield* sql`DELETE FROM rlif_runs WHERE run = 'emptied'`
    const after = [yield* leads("emptied", { epoch: second, token }), yield* leads("emptied", { epoch: first, token })]
    yield* sql`DELETE FROM rlif_runs WHERE run = 'emptied'`
    // What the run's folder says of epochs counts, too.
    return [...before, ...after, yield* lead("emptied", { after: second, token })]
  }))
  expect(found).toEqual([false, true, true, false, 3])
})

it("tells the leader of a run that lives from one that was killed", async () => {
  const token = Redacted.make("x")
  const found = await connected(Effect.gen(function* () {
    yield* lead("living", { after: 0, token })
    const first = yield* livingLeader("living", 60_000)
    yield* Effect.sleep(50)
    const late = yield* livingLeader("living", 1)
    yield* alive("living", 7) // somebody else's
    const still = yield* livingLeader("living", 1)
    yield* alive("living", 1)
    return [first, late, still, yield* livingLeader("living", 60_000)].map((one) => one?.epoch)
  }))
  expect(found).toEqual([1, undefined, undefined, 1])
})

it("lists who is there, and not who has left or was not heard of", async () => {
  const seen = await connected(Effect.gen(function* () {
    let computed = 3
    yield* living("stays", { lease, terms, now: () => ({ doing: "waits", computed, rate: 1.5 }) })
    yield* Effect.scoped(living("leaves", { lease, terms, now: () => ({ doing: "waits", computed: 0, rate: 0 }) }))
    const first = yield* present(lease)
    computed = 5
    yield* Effect.sleep(lease / 2)
    return [...first, ...yield* present(lease), ...yield* Effect.delay(present(1), 50)]
  }))
  expect(seen).toMatchObject([
    { name: "stays", doing: "waits", computed: 3, rate: 1.5 },
    { name: "stays", doing: "waits", computed: 5, rate: 1.5 },
  ])
})

describe("a worker of another processor", () => {
  const others: Terms = { ...terms, processor: "another" }
  /** What it hears of a run in the time in which the run, without it, ends; undefined: nothing. */
  const heardBy = (mixed: boolean, run: string) => {
    const warnings: Array<string> = []
    const logger = Logger.make(({ message }) => void warnings.push(String(message)))
    const taken = piecesFor(others).pipe(
      Effect.flatMap((queue) => queue.take((row) => Effect.succeed(row.run))),
      Effect.provide(layerDatabase({ url: database.url, lease })),
      Effect.orDie,
    )
    return withFleet(
      Effect.gen(function* () {
        yield* living("stranger", { lease, terms: others, now: () => ({ doing: "waits", computed: 0, rate: 0 }) })
        yield* Effect.sleep(1100) // the coordinator looks once a second
        const found = yield* Effect.raceFirst(Effect.as(threeUpdates(), undefined), taken)
        return { found, warnings }
      }).pipe(Effect.scoped, Effect.provide(layerDatabase({ url: database.url, lease }))),
      { ...queued(run), mixed, logger: Logger.layer([logger]) },
    )
  }

  it("is not asked, and the coordinator says why", async () => {
    const { found, warnings } = await heardBy(false, "alike")
    expect(found).toBe(undefined)
    expect(warnings).toEqual([
      `the worker stranger is not asked, as its bits may differ: processor is another, not ${terms.processor}; ` +
      "--mixed asks it, too",
    ])
  })

  it("is asked by a run whose workers may be mixed", async () => {
    expect((await heardBy(true, "mixed")).found).toBe("mixed")
  })
})

it("has the bits of a single process with two workers that take from the queue", async () => {
  const { found, all } = await withFleet(
    Effect.gen(function* () {
      yield* inHere("one")
      yield* inHere("two")
      yield* heard(2)
      yield* Effect.sleep(1100) // the coordinator looks once a second
      const found = yield* threeUpdates()
      return { found, all: yield* (yield* Fleet).members }
    }).pipe(Effect.scoped),
    queued("two"),
  )
  expect(found).toEqual(await alone())
  expect(all.map(({ name }) => name).toSorted()).toEqual(["one", "two"])
  expect(all.reduce((sum, { computed }) => sum + computed, 0)).toBeGreaterThan(8)
})

it("has them too when a worker process is killed in the middle of a piece", async () => {
  const found = await withFleet(
    Effect.gen(function* () {
      const { members } = yield* Fleet
      yield* started("stays")
      const { child, ended } = yield* started("dies")
      yield* heard(2)
      yield* Effect.sleep(1100)
      const killing = yield* Effect.forkChild(Effect.gen(function* () {
        const computing = Effect.map(members, (all) => all.some((one) => one.name === "dies" && one.computing > 0))
        while (!(yield* computing)) yield* Effect.sleep(1)
        child.kill("SIGKILL")
        yield* Effect.promise(() => ended)
      }))
      const found = yield* threeUpdates()
      yield* Fiber.join(killing)
      return found
    }).pipe(Effect.scoped),
    queued("killed"),
  )
  expect(found).toEqual(await alone())
})

it("has them too when the database is killed in the middle of a step, and comes back", async () => {
  const found = await withFleet(
    Effect.gen(function* () {
      const { members } = yield* Fleet
      yield* inHere("only")
      yield* heard(1)
      yield* Effect.sleep(1100)
      const killing = yield* Effect.forkChild(Effect.gen(function* () {
        while (!(yield* members).some(({ computing }) => computing > 0)) yield* Effect.sleep(1)
        yield* database.kill
        yield* Effect.sleep("3 seconds")
        yield* database.restart
      }))
      const found = yield* threeUpdates()
      yield* Fiber.join(killing)
      return found
    }).pipe(Effect.scoped),
    queued("without database"),
  )
  expect(found).toEqual(await alone())
})
