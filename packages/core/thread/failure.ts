// A policy's failure as data that can be cloned, and back.
import * as Schema from "effect/Schema"
import { PolicyError } from "../runtime/policy_error.ts"

export type Failure = typeof PolicyError.Encoded
export const encodeFailure = Schema.encodeSync(PolicyError)
export const decodeFailure = Schema.decodeSync(PolicyError)
