// Names of a graph's inputs and outputs: a kind, a dot, and the name of a parameter, signal or other owner. Inputs and outputs
// are plain text to the graph, so the code that builds a graph and the code that feeds it both take their names from here.

const kind = <K extends string>(kind: K) => <N extends string>(name: N): `${K}.${N}` => `${kind}.${name}`

/**
 * Name of the output that is the gradient of a parameter, a signal or a state.
 * @stability unstable
 * @since 0.1.0
 */
export const grad = kind("grad")

/**
 * Name of an input that tells where the tokens of a batch lie (`model/layout.ts`).
 * @stability unstable
 * @since 0.1.0
 */
export const layout = kind("layout")

/**
 * Name of the input that inverts the index `layout(name)`, for the backward pass.
 * @stability unstable
 * @since 0.1.0
 */
export const inverse = <N extends string>(name: N) => layout(`${name}.inverse`)

/**
 * Name of the output that is the next value of a parameter, a slot of the optimizer or a cache.
 * @stability unstable
 * @since 0.1.0
 */
export const next = kind("next")

/**
 * Name of the input that holds the filled slots of a cache.
 * @stability unstable
 * @since 0.1.0
 */
export const past = kind("past")

/**
 * Name of the input that holds the newest slots of a cache, not yet joined to `past`.
 * @stability unstable
 * @since 0.1.0
 */
export const part = kind("part")

/**
 * Name of the input that holds a signal, one number a completion token, in a loss that is a program of its own.
 * @stability unstable
 * @since 0.1.0
 */
export const signal = kind("signal")

/**
 * Name of the input that holds the gradient from the following layers, in a program that differentiates one piece.
 * @stability unstable
 * @since 0.1.0
 */
export const seed = kind("seed")

/**
 * Name of a parameter in the state of its training.
 * @stability unstable
 * @since 0.1.0
 */
export const weight = kind("weight")

/**
 * Name of a parameter's slot of the optimizer in the state of its training.
 * @stability unstable
 * @since 0.1.0
 */
export const slot = <S extends string, N extends string>(slot: S, parameter: N) => `slot.${slot}.${parameter}` as const

/**
 * The owners among names of one kind: `listed(grad, ["grad.logprob", "loss"])` is `["logprob"]`.
 * @stability unstable
 * @since 0.1.0
 */
export const listed = (kind: (name: "") => string, names: Iterable<string>): ReadonlyArray<string> => {
  const prefix = kind("")
  return [...names].filter((name) => name.startsWith(prefix)).map((name) => name.slice(prefix.length))
}
