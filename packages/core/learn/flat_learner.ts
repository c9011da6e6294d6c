// A learner as data that can be cloned, and back.
import { type FlatGraph, flatten, unflatten } from "../graph/flat_graph.ts"
import type { Learner } from "./learner.ts"

/** A learner whose graphs are lists. */
export type FlatLearner = Omit<Learner, "step" | "loss" | "optimizer"> & {
  readonly step: FlatGraph
  readonly loss?: FlatGraph
  readonly optimizer: FlatGraph
}

/** A learner's graphs as lists. */
export const flattenLearner = ({ step, loss, optimizer, ...rest }: Learner): FlatLearner => ({
  ...rest,
  step: flatten(step),
  ...(loss === undefined ? {} : { loss: flatten(loss) }),
  optimizer: flatten(optimizer),
})

/** The learner that was flattened. */
export const unflattenLearner = ({ step, loss, optimizer, ...rest }: FlatLearner): Learner => ({
  ...rest,
  step: unflatten(step),
  ...(loss === undefined ? {} : { loss: unflatten(loss) }),
  optimizer: unflatten(optimizer),
})
