// Versions of weights that are still sampled by when the weights have moved on: copies of what learners change.
import type { Value } from "../graph/value.ts"
import { InvalidInput, PolicyError } from "../runtime/policy_error.ts"
import { slabOf } from "../runtime/slab.ts"
import type { Weights } from "./weights.ts"

/**
 * What learners have changed since, as it was at an earlier version: after so many updates.
 * @stability unstable
 * @since 0.1.0
 */
export interface EarlierVersion {
  readonly updates: number
  readonly tensors: Readonly<Record<string, Value<"float32">>>
}

/** The versions of these weights, which change in place, that are held. */
export const heldVersions = ({ parameters }: Weights) => {
  const names = new Set<string>()
  let [all, most]: [ReadonlyArray<EarlierVersion>, number] = [[], 0]
  const copies = (some: Iterable<string>) =>
    slabOf(Object.fromEntries([...some].map((name) => [name, parameters[name]])))
  const hold = (updates: number): void => {
    if (!all.some((one) => one.updates === updates)) all = [...all, { updates, tensors: copies(names) }]
    all = all.slice(-most)
  }
  return {
    /** Some weights are going to change: what is held of versions until now lacks them. */
    learns: (some: ReadonlyArray<string>): void => {
      const more = some.filter((name) => !names.has(name))
      if (more.length === 0) return
      for (const name of more) names.add(name)
      if (all.length === 0) return
      const added = copies(more)
      all = all.map(({ updates, tensors }) => ({ updates, tensors: { ...tensors, ...added } }))
    },
    /** Holds the weights of now, which so many updates made, and of those before no more than make up `keep`. */
    hold: (updates: number, keep: number): void => {
      most = keep
      hold(updates)
    },
    /** A version that is held. */
    at: (updates: number): EarlierVersion | undefined => all.find((one) => one.updates === updates),
    /** Those held before the weights of now. */
    before: (updates: number): ReadonlyArray<EarlierVersion> => all.filter((one) => one.updates !== updates),
    /** Throws a PolicyError where versions are not of these weights. */
    check: (earlier: ReadonlyArray<EarlierVersion>): void => {
      for (const { updates, tensors } of earlier) {
        const odd = Object.keys(tensors).find((name) => tensors[name].data.length !== parameters[name]?.data.length)
        if (odd === undefined) continue
        const message = `Cannot restore a state: "${odd}" of version ${updates} has no place in the model`
        throw new PolicyError({ action: "restore", reason: new InvalidInput({ field: "earlier", message }) })
      }
    },
    /** Holds these instead, and the weights of now if any were held. */
    put: (earlier: ReadonlyArray<EarlierVersion>, updates: number): void => {
      const others = copies(names)
      all = earlier.map((one) => ({ updates: one.updates, tensors: { ...others, ...one.tensors } }))
      if (most > 0) hold(updates)
    },
  }
}
