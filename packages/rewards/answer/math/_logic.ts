// How claims are put together. What is decided is decided at once, and only what is open is left to ask.
import type { Claim } from "./claim.ts"

/** All of the claims; decided where one is false or nothing is left open. */
export const all = (claims: ReadonlyArray<Claim>): Claim => {
  const open = claims.filter((claim) => claim !== true)
  return open.includes(false) ? false : open.length === 0 ? true : open.length === 1 ? open[0] : { all: open }
}

/** One of the claims. */
export const any = (claims: ReadonlyArray<Claim>): Claim => {
  const open = claims.filter((claim) => claim !== false)
  return open.includes(true) ? true : open.length === 0 ? false : open.length === 1 ? open[0] : { any: open }
}

/**
 * Rows matched with columns, one to one. Where everything is decided, matching from the first on finds a match if there is
 * one: sameness is transitive.
 */
export const matched = (rows: ReadonlyArray<ReadonlyArray<Claim>>): Claim => {
  if (rows.some((row) => row.every((cell) => cell === false))) return false
  const decided = rows.flat().every((cell) => typeof cell === "boolean")
  return decided ? match(rows, (cell) => cell === true) : { matched: rows }
}

/** Matches rows with columns one to one, each row with the first free column that holds. */
export const match = (rows: ReadonlyArray<ReadonlyArray<Claim>>, holds: (claim: Claim) => boolean): boolean => {
  const taken = new Set<number>()
  return rows.every((row) => {
    const free = row.findIndex((cell, j) => !taken.has(j) && holds(cell))
    return free >= 0 && taken.add(free) !== undefined
  })
}

/** How many questions a claim may come to. */
export const questions = (claim: Claim): number => {
  if (typeof claim === "boolean") return 0
  if ("all" in claim) return sum(claim.all)
  if ("any" in claim) return sum(claim.any)
  return "matched" in claim ? sum(claim.matched.flat()) : 1
}

const sum = (claims: ReadonlyArray<Claim>): number => claims.reduce((count, claim) => count + questions(claim), 0)
