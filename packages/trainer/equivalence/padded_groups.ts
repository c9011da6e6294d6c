import type { Group } from "@rlif/core/sample/group"
import * as Arbitrary from "effect/Arbitrary"
import { whole } from "./_drawn.ts"
import { grouped, type Path, rollout } from "./_rollouts.ts"
import { type GroupOptions, groups, type KnownGroup } from "./groups.ts"

/**
 * A group, and the same completions with `k` more tokens each, of which the policy was all but certain.
 * @stability unstable
 * @since 0.1.0
 */
export interface PaddedGroup {
  readonly group: KnownGroup
  readonly k: number
  readonly padded: Group
  /** The tokens that were appended, of any completion. */
  readonly padding: Path
}

/**
 * Groups with their completions padded by 1 to 8 tokens of probability `1 - (V - 1) 1e-8`.
 *
 * @example
 * ```ts
 * import { paddedGroups } from "@rlif/trainer/equivalence"
 * import { Arbitrary, Effect } from "effect"
 *
 * const [{ group, padded, k }] = Effect.runSync(Arbitrary.sampleEffect(paddedGroups(), { count: 1, seed: 1 }))
 * padded.rollouts[0].tokens.length - group.rollouts[0].tokens.length // k
 * ```
 *
 * @stability unstable
 * @since 0.1.0
 */
export const paddedGroups = (options: GroupOptions = {}): Arbitrary.Arbitrary<PaddedGroup> =>
  Arbitrary.map(
    Arbitrary.all({ group: groups(options), k: Arbitrary.schema(whole(1, 8)) }),
    ({ group, k }) => {
      const v = group.paths[0][0].p.length
      const rest = 1e-8
      const p = Array.from({ length: v }, (_, j) => j === 0 ? 1 - (v - 1) * rest : rest)
      const padding = Array.from({ length: k }, () => ({ p, token: 0 }))
      const padded = grouped(group.paths.map((path, i) => rollout([...path, ...padding], group.rollouts[i].finish)))
      return { group, k, padded, padding }
    },
  )
