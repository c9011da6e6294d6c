/**
 * What would have to hold for two answers to be the same: decided, or a question about LaTeX for an algebra engine. Plain
 * data, so that it can be asked in another thread and remembered.
 * @since 0.1.0
 */
export type Claim =
  | boolean
  /** The text is an expression at all, and not one without a value, as 1/0. */
  | { readonly readable: string }
  /** Two expressions have the same value, for all values of their variables. */
  | { readonly same: readonly [string, string] }
  /** One is a constant multiple of the other, and neither is zero. */
  | { readonly proportional: readonly [string, string] }
  | { readonly all: ReadonlyArray<Claim> }
  | { readonly any: ReadonlyArray<Claim> }
  /** Rows can be matched with columns, one to one. */
  | { readonly matched: ReadonlyArray<ReadonlyArray<Claim>> }
