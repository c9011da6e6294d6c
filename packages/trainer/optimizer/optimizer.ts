import type { Float } from "@rlif/core/graph/dtype"
import type { Tensor } from "@rlif/core/graph/tensor"

/**
 * The input of an update: one tensor of the model, its gradient and its state, and the step's scalars.
 * @since 0.1.0
 */
export interface Update {
  readonly parameter: Tensor<Float>
  /** Has the parameter's shape. */
  readonly gradient: Tensor<Float>
  /** The parameter's state by slot, each of the parameter's shape. */
  readonly slots: Readonly<Record<string, Tensor<Float>>>
  /** Scalar: 1 at the first update. */
  readonly step: Tensor<Float>
  /** Scalar. */
  readonly learningRate: Tensor<Float>
  /** Scalar: the Euclidean norm of all gradients together. */
  readonly gradNorm: Tensor<Float>
}

/**
 * A tensor of state beside each parameter: its name, and the number that fills it at first.
 * @since 0.1.0
 */
export interface Slot {
  readonly name: string
  readonly init: number
}

/**
 * An optimizer as (init, update), element by element: the state that an optimizer keeps, and the next parameter and state
 * as symbolic functions of the present ones.
 * @since 0.1.0
 */
export interface Optimizer {
  readonly slots: ReadonlyArray<Slot>
  readonly update: (update: Update) => {
    readonly parameter: Tensor<Float>
    readonly slots: Readonly<Record<string, Tensor<Float>>>
  }
}

/**
 * Changes what an optimizer reads, such as the gradient.
 * @since 0.1.0
 */
export type Transform = (update: Update) => Update
