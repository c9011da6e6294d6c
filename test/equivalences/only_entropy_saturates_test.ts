// N7. As p = softmax(z) over V symbols nears a vertex,
//
//     |grad H| -> 0, but |grad SC| -> sqrt(1 - 1/V)
//
// so entropy stops pushing at collapse and self-certainty does not. At logits (t, 0, ..., 0) SC is at least t (1 - 1/V) -
// log V, while KL(p || ref) is at most -log min ref: SC - b KL(p || ref) is unbounded for every b. Tested, not proved.
import { floats } from "@rlif/rewards/objective/floats"
import { entropyGradient, selfCertaintyGradient } from "@rlif/rewards/objective/logit-gradient"
import { softmax } from "@rlif/rewards/objective/softmax"
import { sameValue } from "@rlif/trainer/equivalence/same-value"
import { nearVertex, onlyEntropySaturates } from "@rlif/trainer/theorem/only-entropy-saturates"
import { refuted, verified } from "./_theorem.ts"

verified(onlyEntropySaturates, { statements: {} })

refuted(sameValue("self-certainty saturates, too", nearVertex, {
  sides: [
    (z) => Math.hypot(...entropyGradient(floats)(softmax(floats)(z))),
    (z) => Math.hypot(...selfCertaintyGradient(floats)(softmax(floats)(z))),
  ],
  within: 1e-6,
}))
