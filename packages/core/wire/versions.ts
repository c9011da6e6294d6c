// Which weights have changed since when, so that somebody who has a version is sent no more than the rest.
import type { Weights } from "../learn/weights.ts"
import { weightsMessage } from "./weights_message.ts"

/** The versions of weights, which change in place. A version is the number of changes before. */
export const versions = ({ parameters, frozen }: Weights) => {
  const all = { ...parameters, ...frozen }
  const names = Object.keys(all)
  /** The version that last changed each. */
  const changes = new Map(names.map((name) => [name, 0]))
  let version = 0
  let last: { readonly since: number; readonly bytes: Uint8Array } | undefined
  return {
    now: () => version,
    changed: (some: ReadonlyArray<string>): void => {
      version++
      last = undefined
      for (const name of some) changes.set(name, version)
    },
    /** What has changed since a version, as bytes; all of it since -1. */
    since: (since: number): Uint8Array => {
      if (last?.since === since) return last.bytes
      const some = names.filter((name) => changes.get(name)! > since)
      const bytes = weightsMessage.encode({
        version,
        values: Object.fromEntries(some.map((name) => [name, all[name]])),
      })
      // Everybody asks for the same: only those who join ask for everything.
      if (since >= 0) last = { since, bytes }
      return bytes
    },
  }
}
