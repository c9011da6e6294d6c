// The names by which graphs and the programs that run them meet: a kind, a dot, and what it is of. A graph's inputs and
// outputs are plain text, so whoever builds one and whoever feeds it spell these here, and nowhere else.

const kind = <K extends string>(kind: K) => <N extends string>(name: N): `${K}.${N}` => `${kind}.${name}`

/**
 * The gradient of a parameter, a signal or a state: an output.
 * @stability unstable
 * @since 0.1.0
 */
export const grad = kind("grad")

/**
 * Where the tokens of a batch lie (`model/layout.ts`): an input.
 * @stability unstable
 * @since 0.1.0
 */
export const layout = kind("layout")

/**
 * The inverse of such an index, for the way back: an input.
 * @stability unstable
 * @since 0.1.0
 */
export const inverse = <N extends string>(name: N) => layout(`${name}.inverse`)

/**
 * What a parameter, a slot of the optimizer or a cache becomes: an output.
 * @stability unstable
 * @since 0.1.0
 */
export const next = kind("next")

/**
 * The filled slots of a cache: an input.
 * @stability unstable
 * @since 0.1.0
 */
export const past = kind("past")

/**
 * The newest slots of a cache, which are not joined to the past yet: an input.
 * @stability unstable
 * @since 0.1.0
 */
export const part = kind("part")

/**
 * A signal, one number a completion token: an input of a loss that is a program of its own.
 * @stability unstable
 * @since 0.1.0
 */
export const signal = kind("signal")

/**
 * The gradient that comes in from what follows: an input of a program that goes one piece of the way back.
 * @stability unstable
 * @since 0.1.0
 */
export const seed = kind("seed")

/**
 * What the names of one kind are of: of `grad`, ["grad.logprob", "loss"] have ["logprob"].
 * @stability unstable
 * @since 0.1.0
 */
export const listed = (kind: (name: "") => string, names: Iterable<string>): ReadonlyArray<string> => {
  const prefix = kind("")
  return [...names].filter((name) => name.startsWith(prefix)).map((name) => name.slice(prefix.length))
}
