import { Schema } from "effect"

/** Anything that went wrong behind the policy: a program that failed, a prompt out of range, a worker that died. */
export class PolicyError extends Schema.TaggedError<PolicyError>()("PolicyError", {
  action: Schema.String,
  message: Schema.String,
}) {}
