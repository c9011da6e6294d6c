import type { Float } from "../graph/dtype.ts"
import type { Tensor } from "../graph/tensor.ts"
import { built } from "./built.ts"
import { positionOf } from "./position.ts"
import type { Signal } from "./signal.ts"

/**
 * Signals of logits (M, V), before any temperature, and of the tokens (M) that stand there: one number a token, (M), each
 * under its name. All are differentiable. Throws where one cannot be built.
 *
 * @since 0.1.0
 */
export const tokenSignals = <S extends string, D extends Float>(
  signals: ReadonlyArray<Signal<S>>,
  given: { readonly logits: Tensor<D>; readonly targets: Tensor<"int32"> },
  temperature: number,
): { readonly [K in S]: Tensor<D> } => {
  const at = positionOf(given, temperature)
  return Object.fromEntries(signals.map((signal) => [signal.name, built(signal, at)])) as {
    readonly [K in S]: Tensor<D>
  }
}
