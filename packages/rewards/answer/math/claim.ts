/**
 * The condition under which two answers are the same: decided already, or a question about LaTeX for an algebra engine. A
 * claim is plain data, so another thread can decide it and decisions can be remembered.
 * @since 0.1.0
 */
export type Claim =
  | boolean
  /** The text is an expression that has a value, which 1/0 has not. */
  | { readonly readable: string }
  /** Two expressions have the same value, for all values of their variables. */
  | { readonly same: readonly [string, string] }
  /** One expression is a constant multiple of the other, and neither is zero. */
  | { readonly proportional: readonly [string, string] }
  | { readonly all: ReadonlyArray<Claim> }
  | { readonly any: ReadonlyArray<Claim> }
  /** Rows can be matched with columns, one to one, so that each pair's claim holds. */
  | { readonly matched: ReadonlyArray<ReadonlyArray<Claim>> }
