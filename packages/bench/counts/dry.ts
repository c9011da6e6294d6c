// A runtime that computes nothing: every output is zeros of the right size, so that a step of any model takes no time.
import { evaluate } from "@rlif/core/graph/dim.ts"
import { allocate } from "@rlif/core/graph/dtype"
import { type Value, value } from "@rlif/core/graph/value"
import type { Program, Runtime } from "@rlif/core/runtime/runtime"
import { Effect } from "effect"
import { sizesOf } from "./counting.ts"

/** Stands for the CPU's runtime where only the calls matter. */
export const dry: Runtime["Service"] = {
  provider: "cpu",
  keeps: false,
  resident: (name) => Effect.die(new Error(`Cannot keep "${name}": nothing stays on a device`)),
  compile: ({ inputs, outputs }, { bind = {} } = {}) =>
    Effect.sync((): Program => {
      const execute: Program["execute"] = async (feeds, into = {}) => {
        const sizes = new Map(Object.entries(sizesOf({ inputs, outputs }, { ...bind, ...feeds })))
        return Object.fromEntries(
          Object.entries(outputs).map(([name, { dtype, shape }]) => {
            const dims = shape.map((dim) => evaluate(dim, sizes))
            const zeros = () => value(dtype, dims, allocate(dtype, dims.reduce((a, b) => a * b, 1)))
            return [name, (into[name] as Value | undefined) ?? zeros()]
          }),
        )
      }
      return { execute, run: (feeds, into) => Effect.promise(() => execute(feeds, into)) }
    }),
}
