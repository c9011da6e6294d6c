// Which weights have changed since when, so that somebody who has a version is sent no more than the rest.
import { tensorFingerprint } from "../graph/fingerprint.ts"
import type { Weights } from "../learn/weights.ts"
import { weightsMessage } from "./weights_message.ts"

/** The versions of weights, which change in place. A version is the number of changes before. */
export const versions = ({ parameters, frozen }: Weights) => {
  const all = { ...parameters, ...frozen }
  const names = Object.keys(all)
  /** The version that last changed each. */
  const changes = new Map(names.map((name) => [name, 0]))
  /** The fingerprint of each, and the version that it is of. */
  const hashed = new Map<string, { readonly version: number; readonly fingerprint: string }>()
  const fingerprintOf = (name: string): string => {
    const version = changes.get(name)!
    const before = hashed.get(name)
    if (before?.version === version) return before.fingerprint
    const fingerprint = tensorFingerprint(all[name])
    hashed.set(name, { version, fingerprint })
    return fingerprint
  }
  let version = 0
  let last: { readonly since: number; readonly bytes: Uint8Array } | undefined
  const valuesOf = (some: ReadonlyArray<string>) => Object.fromEntries(some.map((name) => [name, all[name]]))
  const without = (known: ReadonlySet<string>, some: ReadonlyArray<string>) => {
    const held = Object.fromEntries(
      some.map((name) => [name, fingerprintOf(name)] as const).filter(([, fingerprint]) => known.has(fingerprint)),
    )
    return weightsMessage.encode({ version, values: valuesOf(some.filter((name) => held[name] === undefined)), held })
  }
  return {
    now: () => version,
    changed: (some: ReadonlyArray<string>): void => {
      version++
      last = undefined
      for (const name of some) changes.set(name, version)
    },
    /**
     * What has changed since a version, as bytes; all of it since -1. What is known by its fingerprint is named by that. Nothing
     * is hashed unless something is known, and then once a version of it; weights must not change meanwhile, so all at once.
     */
    since: (since: number, known: ReadonlyArray<string> = []): Uint8Array => {
      const some = names.filter((name) => changes.get(name)! > since)
      if (known.length > 0) return without(new Set(known), some)
      if (last?.since === since) return last.bytes
      const bytes = weightsMessage.encode({ version, values: valuesOf(some) })
      // Everybody asks for the same: only those who join ask for everything.
      if (since >= 0) last = { since, bytes }
      return bytes
    },
  }
}
