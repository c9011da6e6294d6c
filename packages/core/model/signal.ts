/**
 * The signals: numbers about each generated token, in nats, of p = softmax(z / temperature) before any top-k or top-p:
 * - `logprob`: log p(y_t) of the token that was chosen;
 * - `entropy`: H(p_t) = -sum p log p;
 * - `selfCertainty`: KL(U || p_t) = logsumexp(z) - mean(z) - log V.
 * @since 0.1.0
 */
export const allSignals = ["logprob", "entropy", "selfCertainty"] as const

/**
 * One of the signals.
 * @since 0.1.0
 */
export type Signal = (typeof allSignals)[number]

/**
 * One number a completion token, in nats, for each requested signal.
 * @since 0.1.0
 */
export type Signals<S extends Signal = Signal> = {
  readonly [K in S]: Float32Array
}
