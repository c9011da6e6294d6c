// The runtime of a provider that is chosen by its name.
import * as Config from "effect/Config"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Schema from "effect/Schema"
import { type Provider, providers, type Runtime } from "../runtime.ts"
import type { ProviderMissing } from "../runtime_error.ts"
import * as Cpu from "./cpu.ts"
import * as Cuda from "./cuda.ts"
import * as Webgpu from "./webgpu.ts"

/**
 * A provider, and its number of threads.
 * @since 0.1.0
 */
export interface Where {
  /** The provider by name. Default `cpu`. */
  readonly provider?: Provider
  /** Threads of the provider `cpu`, as in `CpuOptions`; others ignore the number. */
  readonly threads?: number
}

/**
 * The runtime of that provider. Building the layer fails if this machine lacks the provider's library, driver or device.
 *
 * @example
 * ```ts
 * import * as Chosen from "@rlif/core/runtime/providers/chosen"
 *
 * const anywhere = Chosen.layer({ provider: "cpu", threads: 2 })
 * ```
 *
 * @since 0.1.0
 */
export const layer = ({ provider = "cpu", threads = 0 }: Where): Layer.Layer<Runtime, ProviderMissing> =>
  provider === "cpu" ? Cpu.layerWith({ threads }) : provider === "cuda" ? Cuda.layer : Webgpu.layer

const Threads = Schema.NumberFromString.check(Schema.isInt(), Schema.isGreaterThanOrEqualTo(0))

/**
 * A host's choice by environment: RLIF_PROVIDER and RLIF_THREADS, by default what `Where` says.
 * @since 0.1.0
 */
export const where: Config.Config<Where> = Config.all({
  provider: Config.Literals(providers, "RLIF_PROVIDER").pipe(Config.withDefault("cpu")),
  threads: Config.schema(Threads, "RLIF_THREADS").pipe(Config.withDefault(0)),
})

/**
 * The runtime that the environment names; see `where`.
 *
 * @example
 * ```ts
 * import * as Chosen from "@rlif/core/runtime/providers/chosen"
 * import { Runtime } from "@rlif/core/runtime/runtime"
 * import { ConfigProvider, Effect } from "effect"
 *
 * const env = { RLIF_PROVIDER: "cpu", RLIF_THREADS: "2" }
 * const provider = Runtime.pipe(
 *   Effect.map((runtime) => runtime.provider),
 *   Effect.provide(Chosen.layerConfig),
 *   Effect.provide(ConfigProvider.layer(ConfigProvider.fromEnv({ env }))),
 * )
 * await Effect.runPromise(provider) // "cpu"
 * ```
 * @since 0.1.0
 */
export const layerConfig: Layer.Layer<Runtime, ProviderMissing | Config.ConfigError> = Layer.unwrap(
  Effect.map(where, layer),
)
