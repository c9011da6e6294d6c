import { chainMutations } from "./_chain_mutations.ts"
import { fleetMutations } from "./_fleet_mutations.ts"
import { formulaMutations } from "./_formula_mutations.ts"
import { graphMutations } from "./_graph_mutations.ts"
import { guardMutations } from "./_guard_mutations.ts"
import { kernelMutations } from "./_kernel_mutations.ts"
import type { Mutation } from "./_mutation.ts"
import { recipeMutations } from "./_recipe_mutations.ts"
import { watchMutations } from "./_watch_mutations.ts"

/** Every mistake that `npm run mutate` makes. */
export const mutations: ReadonlyArray<Mutation> = [
  ...formulaMutations,
  ...kernelMutations,
  ...chainMutations,
  ...graphMutations,
  ...guardMutations,
  ...recipeMutations,
  ...watchMutations,
  ...fleetMutations,
]
