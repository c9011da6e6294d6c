// What all processes found, in words: pure, so that every end can be tested without a GPU.
import { equalityTable, speedTable } from "./_tables.ts"
import type { Comparison } from "./comparison.ts"
import { equal } from "./equality.ts"

/** What the process of a provider found, that the provider is missing and why, or the status that it ended with. */
export type Found = Comparison | { readonly missing: string } | { readonly ended: string }

/** The line of one provider. */
export const lineOf = (provider: string, found: Found): string => {
  if ("ended" in found) {
    return `${provider}: FAILED, its process ended with status ${found.ended}; its last words are above`
  }
  if ("missing" in found) return `${provider}: ${found.missing}`
  return `${provider}: ${found.device}${found.software ? ", software rendering on the processor" : ""}`
}

/** Tables, what is not equal, and whether there was a GPU; the exit status is 1 where a provider computes something else. */
export const conclusion = (all: ReadonlyArray<readonly [provider: string, found: Found]>) => {
  const compared = all.filter((row): row is readonly [string, Comparison] => "equality" in row[1])
  const unequal = compared.filter(([, { equality }]) => !equality.every(equal)).map(([provider]) => provider)
  const without = all.flatMap(([provider, found]) => {
    if ("missing" in found) return [`${provider} is missing`]
    return "software" in found && found.software ? [`${provider} is software rendering (${found.device})`] : []
  })
  const parts = [
    ...compared.length === 0 ? [] : [equalityTable(compared), speedTable(compared)],
    ...unequal.length === 0 ? [] : [`NOT EQUAL: ${unequal.join(", ")} and cpu`],
    ...without.length < all.length ? [] : [`no GPU: ${without.join(", ")}`],
  ]
  const failed = unequal.length > 0 || all.some(([, found]) => "ended" in found)
  return { text: parts.join("\n\n"), status: failed ? 1 : 0 }
}
