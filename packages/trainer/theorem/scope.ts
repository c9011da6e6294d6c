/**
 * Of which sizes a proof is: V symbols, T tokens a completion, G completions a group.
 * @stability unstable
 * @since 0.1.0
 */
export type Size = `all ${"V" | "T" | "G"}` | `${"V" | "T" | "G"} ${">=" | "="} ${number}`

/**
 * Under what a proof holds, and where it has more than one reading, which.
 * @stability unstable
 * @since 0.1.0
 */
export const settings = {
  "one parameter":
    "probabilities are functions of one real parameter: of any direction in which weights may move. Each partial derivative is an instance, and so a gradient is proved element by element",
  "trees":
    "policies are finite trees: completions of bounded length, and every symbol that may be drawn has a probability above 0",
  "pointwise":
    "derivatives at one moment, of any curve of logits that moves with the velocity stated; that such a curve exists, or for how long, is not proved",
  "simplex":
    "all distributions over one finite set with KL(pi || ref) of the same: the symbols of one token, or whole completions as symbols. Penalties summed over tokens are others (N11)",
} as const

/**
 * One limit of what "proved" covers.
 * @stability unstable
 * @since 0.1.0
 */
export type Scope = Size | keyof typeof settings
