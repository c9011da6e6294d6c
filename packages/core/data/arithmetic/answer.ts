/**
 * The answer of a response in the form asked for: the response must end in `A <digit> $`. Undefined otherwise.
 * @since 0.1.0
 */
export const strictAnswer = (response: string): string | undefined => /(?:^|\s)A (\d) \$\s*$/.exec(response)?.[1]

/**
 * The answer of a response in any form: the digit after the first `A`. Undefined if there is none.
 * @since 0.1.0
 */
export const looseAnswer = (response: string): string | undefined => {
  const words = response.split(/\s+/)
  const at = words.indexOf("A")
  return at >= 0 && /^\d$/.test(words[at + 1] ?? "") ? words[at + 1] : undefined
}
