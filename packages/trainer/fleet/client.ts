// The coordinator's calls, as who is not the coordinator makes them.
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { RpcClient } from "effect/rpc"
import { FleetRpcs, serialization } from "./rpcs.ts"
import { connectedTo, type Tls } from "./tls.ts"

/** Calls to a coordinator, until the scope closes. A coordinator at work itself may be silent for a while. */
export const connected = Effect.fnUntraced(
  function* ({ host, port, tls }: { readonly host: string; readonly port: number; readonly tls?: Tls | undefined }) {
    const protocol = yield* Layer.build(
      RpcClient.layerProtocolSocket({ retryTransientErrors: false, pingTimeout: "1 minute" }).pipe(
        Layer.provide(connectedTo({ host, port, tls })),
        Layer.provide(serialization),
      ),
    )
    return yield* Effect.provideContext(RpcClient.make(FleetRpcs, { disableTracing: true }), protocol)
  },
)

/** The calls. */
export type FleetClient = Effect.Success<ReturnType<typeof connected>>
