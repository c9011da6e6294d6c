import { LearnerClosed, PolicyError } from "../runtime/policy_error.ts"

/** An update came after its learner's scope closed, and with it the programs and the optimizer's state. */
export const learnerClosed = new PolicyError({
  action: "update",
  reason: new LearnerClosed({ message: "Cannot update: the learner's scope has closed" }),
})
