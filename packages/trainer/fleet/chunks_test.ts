import { Context, Effect, Layer, Schema } from "effect"
import { Rpc, RpcClient, RpcGroup, RpcServer } from "effect/rpc"
import { SocketServer } from "effect/socket"
import { expect, it } from "vitest"
import { chunked, chunksOf, collected } from "./chunks.ts"
import { chunkBytes, serialization } from "./rpcs.ts"
import { connectedTo, listeningAt } from "./tls.ts"

const numbered = (length: number) => Uint8Array.from({ length }, (_, i) => i * 7)

it("cuts bytes, one chunk at least, and puts them together again", async () => {
  for (const length of [0, 1, chunkBytes, chunkBytes + 1]) {
    const bytes = numbered(length)
    const chunks = chunksOf(bytes)
    expect(chunks.length).toBe(length <= chunkBytes ? 1 : 2)
    expect(Math.max(...chunks.map(({ length }) => length))).toBeLessThanOrEqual(chunkBytes)
    expect(await Effect.runPromise(collected(chunked(bytes)))).toEqual(bytes)
  }
})

// More than a frame may have, as the weights of all but the smallest models are.
it("crosses a connection of the fleet, whose frames have a longest, however much it is", async () => {
  const bytes = numbered(5 * chunkBytes + 3)
  class Group extends RpcGroup.make(Rpc.make("all", { success: Schema.Uint8Array, stream: true })) {}
  const received = await Effect.gen(function* () {
    const sockets = yield* Layer.build(listeningAt({ host: "127.0.0.1", port: 0, tls: undefined }))
    const { address } = Context.get(sockets, SocketServer.SocketServer)
    yield* Layer.build(
      RpcServer.layer(Group).pipe(
        Layer.provide(Group.toLayer({ all: () => chunked(bytes) })),
        Layer.provide(RpcServer.layerProtocolSocketServer),
        Layer.provide(serialization),
        Layer.provide(Layer.succeedContext(sockets)),
      ),
    )
    const port = "port" in address ? address.port : 0
    const protocol = yield* Layer.build(
      RpcClient.layerProtocolSocket({ retryTransientErrors: false }).pipe(
        Layer.provide(connectedTo({ host: "127.0.0.1", port, tls: undefined })),
        Layer.provide(serialization),
      ),
    )
    const client = yield* Effect.provideContext(RpcClient.make(Group), protocol)
    return yield* collected(client.all())
  }).pipe(Effect.scoped, Effect.runPromise)
  expect(Buffer.from(received).equals(Buffer.from(bytes))).toBe(true)
})
