import { cast, less } from "@rlif/core/graph/ops"
import { signal } from "@rlif/core/signals"

/** 1 where the token is one of the first three of the vocabulary, else 0: no model is needed, and no gradient flows. */
export const earlyToken = signal({
  name: "earlyToken",
  reads: ["logits", "chosen"],
  unit: "truth",
  source: "the definition",
  of: ({ logits, chosen }) => cast(less(chosen, 3), logits.dtype),
})
