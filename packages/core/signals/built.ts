import { same, show } from "../graph/dim.ts"
import type { Float } from "../graph/dtype.ts"
import type { Tensor } from "../graph/tensor.ts"
import type { Position } from "./position.ts"
import { failure } from "./_failure.ts"
import { nameProblem } from "./_name.ts"
import type { Signal } from "./signal.ts"

/**
 * What a signal is of some positions, (M): `signal.of`, whose failures name it. Throws where its name is none, where its
 * function throws, and where that gives anything but one number a token, of the type of the logits.
 *
 * @since 0.1.0
 */
export const built = <D extends Float>({ name, of }: Signal, at: Position<D>): Tensor<D> => {
  const problem = nameProblem(name)
  if (problem !== undefined) throw failure(name, problem)
  const made = called(name, () => of(at))
  const [{ shape }, { dtype }] = [at.chosen, at.logits]
  if (!isTensor(made)) throw failure(name, `its function gives ${made === null ? "null" : typeof made}, not a tensor`)
  if (!same(made.shape, shape)) {
    throw failure(name, `it is ${show(made.shape)}, not one number a token, ${show(shape)}`)
  }
  if (made.dtype !== dtype) throw failure(name, `it is of type ${made.dtype}, not ${dtype}`)
  return made
}

const called = (name: string, of: () => unknown): unknown => {
  try {
    return of()
  } catch (error) {
    throw failure(name, error instanceof Error ? error.message : String(error))
  }
}

const isTensor = (made: unknown): made is Tensor<never> =>
  typeof made === "object" && made !== null && "op" in made && "shape" in made && "dtype" in made
