import { reshape, slice, sortDescending, sub } from "@rlif/core/graph/ops"
import { signal } from "@rlif/core/signals"

/** Gap between the two largest logits, by sorting them. */
export const margin = signal({
  name: "margin",
  reads: ["logits", "chosen"],
  unit: "nats",
  source: "the definition",
  of: ({ logits, chosen }) => {
    const sorted = sortDescending(logits)
    const gap = sub(slice(sorted, 1, { end: 1 }), slice(sorted, 1, { start: 1, end: 2 })) // (M, 1)
    return reshape(gap, chosen.shape)
  },
})
