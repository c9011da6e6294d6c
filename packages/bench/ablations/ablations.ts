import type { Ablation } from "./ablation.ts"
import { lowering } from "./lowering.ts"
import { optimizing } from "./optimizing.ts"
import { sampling } from "./sampling.ts"
import { signaling } from "./signaling.ts"
import { stepping } from "./stepping.ts"
import { updating } from "./updating.ts"

/** All of them, in the order of a step. */
export const ablations: ReadonlyArray<Ablation> = [sampling, signaling, updating, lowering, optimizing, stepping]
