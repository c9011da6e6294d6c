import * as NodeServices from "@effect/platform-node/NodeServices"
import * as Cpu from "@rlif/core/runtime/providers/cpu"
import { Effect, Fiber, Layer, Redacted, Stream } from "effect"
import { once } from "node:events"
import { connect } from "node:net"
import { describe, expect, it } from "vitest"
import { alone, threeUpdates, withFleet } from "../testing/fleet_run.ts"
import { client, hello, liar, lies } from "../testing/liar.ts"
import { collected } from "./chunks.ts"
import { Fleet, layerFleet } from "./fleet.ts"
import type { Terms } from "./terms.ts"
import { join, work } from "./worker.ts"

const host = "127.0.0.1"
const { terms } = hello

/** What a coordinator says to somebody who wants to join. */
const said = (options: Parameters<typeof withFleet>[1], changes: object) =>
  withFleet(
    Effect.gen(function* () {
      const { join } = yield* client
      return yield* join({ ...hello, ...changes }).pipe(
        Stream.take(1),
        Stream.runCollect,
        Effect.map(([order]) => order.kind),
        Effect.catchTag("@rlif/trainer/FleetRefused", ({ reasons }) => Effect.succeed(reasons)),
      )
    }).pipe(Effect.scoped),
    options,
  )

describe("a coordinator", () => {
  it("takes whoever computes alike, and says to others why it does not", async () => {
    expect(await said({}, {})).toBe("welcome")
    const others: ReadonlyArray<readonly [Partial<Terms>, RegExp]> = [
      [{ onnxruntime: "1.2.3" }, /^onnxruntime is 1.2.3, not /],
      [{ provider: "cuda" }, /^provider is cuda, not cpu$/],
      [{ processor: "avx2" }, /^processor is avx2, not /],
      [{ platform: "darwin-arm64" }, /^platform is darwin-arm64, not /],
      [{ rlif: "0.0.0" }, /^rlif is 0.0.0, not /],
      [{ protocol: 0 }, /^protocol is 0, not \d+$/],
    ]
    for (const [changes, why] of others) {
      expect(await said({}, { terms: { ...terms, ...changes } })).toEqual([expect.stringMatching(why)])
    }
  })

  it("takes others too if it is told to, but nobody who speaks another protocol", async () => {
    const mixed = (changes: Partial<Terms>) => said({ mixed: true }, { terms: { ...terms, ...changes } })
    expect(await mixed({ processor: "avx2", onnxruntime: "1.2.3" })).toBe("welcome")
    expect(await mixed({ protocol: 0 })).toEqual([`protocol is 0, not ${terms.protocol}`])
  })

  it("says nothing to who does not know the token, and takes no place without one where others reach it", async () => {
    const token = Redacted.make("a secret")
    expect(await said({ token }, { token: "another", terms: { ...terms, rlif: "0" } })).toEqual([
      "the token is another",
    ])
    expect(await said({ token }, { token: "a secret" })).toBe("welcome")
    const open = Effect.runPromise(Effect.flip(Effect.scoped(Layer.build(layerFleet({ host: "0.0.0.0" })))))
    expect((await open).message).toBe(
      "Cannot join: 0.0.0.0 is reached by other machines, so a token or certificates are required",
    )
  })

  it("knows no session but those that it gave", async () => {
    const gone = await withFleet(
      Effect.gen(function* () {
        const { beat, ready, deliver, task, weights } = yield* client
        const session = "made up"
        return yield* Effect.forEach([
          beat({ session }),
          ready({ session, atOnce: 1 }),
          deliver({ session, piece: 1, begin: 0, total: 8, bytes: new Uint8Array(8) }),
          collected(task({ session, piece: 1 })),
          collected(weights({ session, since: -1 })),
        ], Effect.flip)
      }).pipe(Effect.scoped),
    )
    for (const error of gone) expect(error).toMatchObject({ _tag: "@rlif/trainer/FleetGone", what: "worker" })
  })
})

describe("a run", () => {
  const expected = alone()

  it.each(lies)("has the same bits where a worker %s", async (_, lie, why) => {
    const { told, found } = await withFleet(
      Effect.gen(function* () {
        const { members } = yield* Fleet
        const lying = yield* Effect.forkChild(liar(lie))
        while (!(yield* members).some(({ present }) => present)) yield* Effect.sleep(20)
        const found = yield* threeUpdates()
        return { told: yield* Fiber.join(lying), found }
      }).pipe(Effect.scoped),
    )
    expect(told).toMatch(/^Cannot join: a wrong answer: /)
    expect(told).toMatch(why)
    expect(found).toEqual(await expected)
  })

  it("goes on where somebody sends what is no message, or a frame of a gigabyte", async () => {
    const frame = Buffer.from([0x80, 0x80, 0x80, 0x80, 0x04]) // 2^30, as a frame says its length
    const garbage = [
      Buffer.alloc(2 ** 16, 0xff),
      Buffer.alloc(2 ** 16),
      Buffer.from("GET / HTTP/1.1\r\n\r\n"),
      Buffer.concat([frame, Buffer.alloc(2 ** 16)]),
    ]
    const found = await withFleet(
      Effect.gen(function* () {
        const { port, members } = yield* Fleet
        const at = yield* port
        for (const bytes of garbage) {
          yield* Effect.promise(async () => {
            const socket = connect(at, host)
            socket.on("error", () => {})
            await once(socket, "connect")
            for (let i = 0; i < 200; i++) socket.write(bytes)
            await new Promise((resolve) => setTimeout(resolve, 100))
            socket.destroy()
          })
        }
        yield* Effect.forkScoped(Effect.provide(work({ host, port: at }), Cpu.layerWith({ threads: 1 })))
        while (!(yield* members).some(({ present }) => present)) yield* Effect.sleep(20)
        return yield* threeUpdates()
      }).pipe(Effect.scoped),
    )
    expect(found).toEqual(await expected)
  })
})

it("fails where nobody listens, or where it is not wanted", async () => {
  const joining = (options: Parameters<typeof join>[0]) =>
    Effect.flip(join(options)).pipe(Effect.provide(Layer.merge(Cpu.layer, NodeServices.layer)))
  expect((await Effect.runPromise(joining({ host, port: 1 }))).message).toMatch(
    /^Cannot reach the coordinator at 127.0.0.1:1: /,
  )
  const refused = withFleet(
    Effect.flatMap(
      Effect.flatMap(Fleet, ({ port }) => port),
      (port) => joining({ host, port, token: Redacted.make("x") }),
    ),
  )
  expect((await refused).message).toBe("Cannot join: the token is another")
})
