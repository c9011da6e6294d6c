import * as Cpu from "@rlif/core/runtime/providers/cpu"
import { Effect } from "effect"
import { connect } from "node:net"
import { beforeEach, expect, it } from "vitest"
import { certificates, hasOpenssl, noOpenssl } from "../testing/certificates.ts"
import { alone, threeUpdates, withFleet } from "../testing/fleet_run.ts"
import { Fleet } from "./fleet.ts"
import type { Tls } from "./tls.ts"
import { join, work } from "./worker.ts"

beforeEach((context) => {
  if (!hasOpenssl()) context.skip(noOpenssl)
})

const host = "127.0.0.1"

it("has the bits of a single process with a worker that shows a certificate", async () => {
  const tls = certificates()
  const body = Effect.gen(function* () {
    const { port, members } = yield* Fleet
    const worker = work({ host, port: yield* port, tls })
    yield* Effect.forkScoped(Effect.provide(worker, Cpu.layerWith({ threads: 1 })))
    while (!(yield* members).some(({ present }) => present)) yield* Effect.sleep(20)
    const found = yield* threeUpdates()
    return { found, members: yield* members }
  })
  const { found, members } = await withFleet(Effect.scoped(body), { tls })
  expect(found).toEqual(await alone())
  expect(members[0].computed).toBeGreaterThan(8)
})

it("hears nobody without a certificate of its authority, and workers hear no coordinator without one", async () => {
  const [tls, others] = [certificates(), certificates()]
  const joining = (worker: Tls | undefined, fleet: Tls | undefined) =>
    withFleet(
      Effect.gen(function* () {
        const port = yield* (yield* Fleet).port
        const options = { host, port, ...(worker === undefined ? {} : { tls: worker }) }
        return yield* Effect.flip(join(options)).pipe(
          Effect.timeout("20 seconds"),
          Effect.provide(Cpu.layerWith({ threads: 1 })),
        )
      }).pipe(Effect.scoped),
      fleet === undefined ? {} : { tls: fleet },
    )
  const unreachable = { _tag: "@rlif/trainer/FleetUnreachable" }
  expect(await joining(others, tls)).toMatchObject(unreachable)
  expect(await joining(undefined, tls)).toMatchObject(unreachable)
  // Whoever has the authority's certificate but none of its own.
  expect(await joining({ ...others, ca: tls.ca }, tls)).toMatchObject(unreachable)
  expect(await joining({ ...tls, ca: others.ca }, tls)).toMatchObject(unreachable)
})

it("answers nothing to who speaks no TLS", async () => {
  const said = await withFleet(
    Effect.gen(function* () {
      const port = yield* (yield* Fleet).port
      return yield* Effect.promise(() =>
        new Promise<Buffer>((resolve) => {
          const chunks: Array<Buffer> = []
          const socket = connect(port, host, () => socket.write("GET / HTTP/1.1\r\n\r\n"))
          socket.on("data", (chunk) => chunks.push(chunk))
          socket.on("error", () => {})
          socket.on("close", () => resolve(Buffer.concat(chunks)))
        })
      )
    }),
    { tls: certificates() },
  )
  // An alert of TLS at most, which is record type 21.
  expect([undefined, 21]).toContain(said[0])
})
