// Workers that have a model of their own when they join.
import * as NodeServices from "@effect/platform-node/NodeServices"
import { loadAdapted } from "@rlif/core/checkpoint/adapted"
import type { Values } from "@rlif/core/graph/value"
import { policyError } from "@rlif/core/runtime/drained"
import * as Cpu from "@rlif/core/runtime/providers/cpu"
import { Elsewhere } from "@rlif/core/wire/elsewhere"
import { packed } from "@rlif/core/wire/frame.ts"
import { tinyModel } from "@rlif/core/testing/tiny_model.ts"
import { Context, Deferred, Effect, Exit, Layer, Logger, Schema, Stream } from "effect"
import { Rpc, RpcClient, RpcGroup } from "effect/rpc"
import { describe, expect, it } from "vitest"
import { shippedFolder } from "../pretrain/shipped.ts"
import { alone, threeUpdates, type Trained, withFleet } from "../testing/fleet_run.ts"
import { client, hello } from "../testing/liar.ts"
import { collected } from "./chunks.ts"
import { Fleet, layerFleet } from "./fleet.ts"
import type { FleetRefused } from "./fleet_error.ts"
import { serialization } from "./rpcs.ts"
import { connectedTo } from "./tls.ts"
import { join, work, type WorkerOptions } from "./worker.ts"

const host = "127.0.0.1"
const weightsIn = (folder: string) =>
  loadAdapted(folder).pipe(
    Effect.map(({ parameters }): Values => parameters),
    Effect.mapError((cause) => policyError("load", cause)),
    Effect.provide(NodeServices.layer),
  )
const weights = weightsIn(shippedFolder("base"))
/** Of another width. */
const others = Effect.sync((): Values => tinyModel().weights)

/** A fleet whose first weights for each worker are what `said` makes of them. */
const saying = (said: (weights: Uint8Array) => Uint8Array) =>
  Layer.effectContext(Effect.map(Layer.build(layerFleet()), (fleet) => {
    const hire = Context.get(fleet, Elsewhere)!
    return Context.add(fleet, Elsewhere, (model) =>
      hire({
        ...model,
        weights: (since, known) => since < 0 ? said(model.weights(since, known)) : model.weights(since, known),
      }))
  }))

/** Three updates with a worker: what they came to, the bytes of the worker's first weights, and what it said of them. */
const withWorker = async (trained: Trained, options: Pick<WorkerOptions, "weights">) => {
  const sizes: Array<number> = []
  const lines: Array<string> = []
  const fleet = saying((bytes) => (sizes.push(bytes.length), bytes))
  const logger = Logger.layer([Logger.make(({ message }) => void lines.push(String(message)))])
  const found = await withFleet(
    Effect.gen(function* () {
      const { port, members } = yield* Fleet
      const working = work({ host, port: yield* port, ...options })
      yield* Effect.forkScoped(Effect.provide(working, Cpu.layerWith({ threads: 1 })))
      while (!(yield* members).some(({ present }) => present)) yield* Effect.sleep(20)
      const found = yield* threeUpdates(trained)
      expect((yield* members)[0]!.computed).toBeGreaterThan(8)
      return found
    }).pipe(Effect.scoped),
    { ...trained, fleet, logger },
  )
  expect(sizes).toHaveLength(1)
  return { found, bytes: sizes[0]!, lines }
}

describe.each<readonly [string, Trained, RegExp, number]>([
  ["all weights", {}, /^100% of the run's weights are in the model that is here, and were not sent$/, 0.02],
  ["an adapter", { rank: 2 }, /^9\d% of the run's weights are in the model that is here, and were not sent$/, 0.1],
  ["an adapter on integers", { rank: 2, frozen: "int8" }, /^\d\d% of the run's weights are in the model/, 0.25],
])("a run that trains %s", (_, trained, line, share) => {
  it("has the bits of a single process with a worker to whom its model is not sent", async () => {
    const own = await withWorker(trained, { weights })
    const sent = await withWorker(trained, {})
    expect(own.found).toEqual(await alone(trained))
    expect(sent.found).toEqual(own.found)
    expect(own.bytes).toBeLessThan(share * sent.bytes)
    expect([own.lines, sent.lines]).toEqual([[expect.stringMatching(line)], []])
  })
})

it("is sent all where its model is another one, and says so", async () => {
  const [other, sent] = [await withWorker({}, { weights: others }), await withWorker({}, {})]
  expect(other.found).toEqual(sent.found)
  expect(other.bytes).toBe(sent.bytes)
  expect(other.lines).toEqual(["none of the run's weights is in the model that is here: all were sent"])
})

/** How joining fails. */
const failure = (fleet: Layer.Layer<Fleet, FleetRefused>, options: Pick<WorkerOptions, "weights">) =>
  withFleet(
    Effect.gen(function* () {
      const port = yield* (yield* Fleet).port
      return yield* Effect.flip(join({ host, port, ...options }))
    }).pipe(Effect.provide(Cpu.layerWith({ threads: 1 }))),
    { fleet },
  )

it("fails where the coordinator names what it has not, and where its own model cannot be loaded", async () => {
  const held = { "model.norm.weight": "0".repeat(64) }
  for (const options of [{ weights }, {}]) {
    const lying = saying(() => packed({ version: 0, values: {}, held }))
    expect(await failure(lying, options)).toMatchObject({
      _tag: "@rlif/core/WireError",
      what: "weights",
      field: "held.model.norm.weight",
    })
  }
  const nowhere = weightsIn("no such folder")
  expect(await failure(layerFleet(), { weights: nowhere })).toMatchObject({ _tag: "@rlif/core/PolicyError" })
})

/** The call as somebody makes it who checks nothing. */
const Unchecked = RpcGroup.make(
  Rpc.make("weights", {
    payload: { session: Schema.String, since: Schema.Int, known: Schema.optionalKey(Schema.Array(Schema.String)) },
    success: Schema.Uint8Array,
    stream: true,
  }),
)

it("is answered only where what it says that it knows are fingerprints, and not too many", async () => {
  const few = ["0".repeat(64)]
  const exits = await withFleet(
    Effect.gen(function* () {
      const { join } = yield* client
      const session = yield* Deferred.make<string>()
      yield* Effect.forkScoped(
        Stream.runForEach(
          join(hello),
          (order) => order.kind === "welcome" ? Deferred.succeed(session, order.session) : Effect.void,
        ),
      )
      const port = yield* (yield* Fleet).port
      const protocol = yield* Layer.build(
        RpcClient.layerProtocolSocket().pipe(
          Layer.provide(connectedTo({ host, port, tls: undefined })),
          Layer.provide(serialization),
        ),
      )
      const { weights } = yield* Effect.provideContext(RpcClient.make(Unchecked), protocol)
      const asked = { session: yield* Deferred.await(session), since: -1 }
      return yield* Effect.forEach(
        [few, ["x".repeat(64)], ["0".repeat(63)], ["A".repeat(64)], Array(2 ** 14 + 1).fill(few[0])],
        (known) => Effect.exit(collected(weights({ ...asked, known }))),
      )
    }).pipe(Effect.scoped),
  )
  expect(Exit.isSuccess(exits[0]!)).toBe(true)
  const why = exits.slice(1).map((exit) => Exit.isFailure(exit) ? String(exit.cause) : "")
  for (const none of why.slice(0, 3)) expect(none).toMatch(/Expected a string matching the RegExp.*known/)
  expect(why[3]).toMatch(/Expected a value with a length of at most 16384.*known/)
})
