import { sub } from "../graph/ops/arithmetic.ts"
import { scalar } from "../graph/ops/leaf.ts"
import { argMax, reduceMax } from "../graph/ops/reduce.ts"
import { pick, place } from "../graph/ops/rows.ts"
import { broadcastTo } from "../graph/ops/shape.ts"
import { less, where } from "../graph/ops/truth.ts"
import { vocabulary } from "./_vocabulary.ts"
import { signal } from "./signal.ts"

/**
 * Gap between the two likeliest tokens, `log p_(1) - log p_(2)`, at least 0. Where several are likeliest, the first of them
 * counts as p_(1) and the others share the gradient of p_(2). Where there is one token alone, the gap is 3e38 for infinity.
 *
 * @since 0.1.0
 */
export const topGap = signal({
  name: "topGap",
  reads: ["logprobs"],
  unit: "nats",
  source: "margin sampling, Scheffer et al. 2001",
  of: ({ logprobs }) => {
    const first = argMax(logprobs, -1) // (M)
    const ones = broadcastTo(scalar(1, logprobs.dtype), first.shape)
    const others = less(place(ones, first, vocabulary(logprobs)), 1) // (M, V)
    return sub(pick(logprobs, first), reduceMax(where(others, logprobs, lowest), -1))
  },
})

/** Below every log-probability of single precision. */
const lowest = -3e38
