/**
 * The answer of a response in the form asked for: it must end `A <digit> $`.
 * @since 0.1.0
 */
export const strictAnswer = (response: string): string | undefined => /(?:^|\s)A (\d) \$\s*$/.exec(response)?.[1]

/**
 * The answer of a response in any form: the digit after the first `A`.
 * @since 0.1.0
 */
export const looseAnswer = (response: string): string | undefined => {
  const words = response.split(/\s+/)
  const at = words.indexOf("A")
  return at >= 0 && /^\d$/.test(words[at + 1] ?? "") ? words[at + 1] : undefined
}
