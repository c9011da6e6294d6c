// What computed a run: the same settings give the same bits only on the same.
import * as Schema from "effect/Schema"
import { createRequire } from "node:module"
import { cpus } from "node:os"

/**
 * The machine of a run, on which the last bits depend beside the settings.
 * @stability unstable
 * @since 0.1.0
 */
export const Machine = Schema.Struct({
  processor: Schema.String,
  onnxruntime: Schema.String,
  node: Schema.String,
  provider: Schema.String,
  threads: Schema.Int,
})

/**
 * A machine, decoded.
 * @stability unstable
 * @since 0.1.0
 */
export type Machine = typeof Machine.Type

/**
 * The present machine, with the provider and threads of a run.
 * @stability unstable
 * @since 0.1.0
 */
export const thisMachine = (where: Pick<Machine, "provider" | "threads">): Machine => {
  // The copy that core sees is the one that computes.
  const installed = createRequire(import.meta.resolve("@rlif/core/runtime/runtime"))
  return {
    processor: cpus()[0]?.model ?? "unknown",
    onnxruntime: installed("onnxruntime-node/package.json").version,
    node: process.versions.node,
    ...where,
  }
}

/**
 * How two machines differ, as lines for people.
 * @stability unstable
 * @since 0.1.0
 */
export const changes = (before: Machine, now: Machine): ReadonlyArray<string> =>
  (Object.keys(Machine.fields) as ReadonlyArray<keyof Machine>)
    // Node computes nothing that ONNX Runtime does not.
    .filter((name) => name !== "node" && before[name] !== now[name])
    .map((name) => `${name} was ${before[name]}, is ${now[name]}`)
