import * as Schema from "effect/Schema"
import type { Values } from "../graph/value.ts"
import type { FlatLearner } from "../learn/flat_learner.ts"
import { Count, Floats } from "./arrays.ts"
import { type Codec, codec } from "./codec.ts"
import { AnySignal, Graph } from "./graphs.ts"

/** A learner for who computes gradients elsewhere. */
export interface LearnerMessage {
  readonly learner: FlatLearner
  /** What a penalty compares with: the trainable weights when the learner was prepared. Who joins later has others. */
  readonly reference?: Readonly<Record<string, Values[string] & { readonly dtype: "float32" }>>
}

const Learner: Schema.Codec<FlatLearner, unknown> = Schema.Struct({
  step: Graph,
  loss: Schema.optionalKey(Graph),
  signals: Schema.Array(AnySignal),
  metrics: Schema.Record(Schema.String, Schema.Literals(["sum", "max", "min"])),
  columns: Schema.Array(Schema.String),
  reference: Schema.Boolean,
  temperature: Schema.Finite,
  optimizer: Graph,
  slots: Schema.Array(Schema.Struct({ name: Schema.String, init: Schema.Finite })),
  trainable: Schema.Array(Schema.String),
  microBatchTokens: Count,
})

/** Learners as bytes. */
export const learnerMessage: Codec<LearnerMessage> = codec(
  "learner",
  Schema.Struct({ learner: Learner, reference: Schema.optionalKey(Floats) }) as Schema.Codec<LearnerMessage, unknown>,
)
