import { proved } from "./proved.ts"
import type { Theorem } from "./theorem.ts"

/**
 * The evidence for a theorem.
 * @stability unstable
 * @since 0.1.0
 */
export type Standing = "proved" | "in part" | "tested"

/**
 * Whether all of a theorem has machine-checked proofs, a part of it (`tested` says what is left), or none. A proof counts
 * that is among those that the prover has `checked`, by default those of `proved`.
 * @stability unstable
 * @since 0.1.0
 */
export const standing = (
  { proofs, tested }: Theorem,
  checked: Readonly<Record<string, string>> = proved.theorems,
): Standing => {
  if (proofs.length === 0 || proofs.some((name) => checked[name] === undefined)) return "tested"
  return tested === undefined ? "proved" : "in part"
}
