import type { Signals } from "@rlif/core/model/signal"

/** Signals as JSON has them: lists, in nats. */
export const signalsJson = ({ logprob, entropy, selfCertainty }: Signals) => ({
  logprob: short(logprob),
  entropy: short(entropy),
  self_certainty: short(selfCertainty),
})

/** Nine digits are all that a float32 has. */
const short = (values: Float32Array) => Array.from(values, (x) => Number(x.toPrecision(9)))
