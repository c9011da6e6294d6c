// The words of a page, each written once; a text of tokens is a text of their numbers.

/**
 * Words by their number, in the order in which they were first met.
 * @since 0.1.0
 */
export interface Words {
  /** The numbers of words as a text, a character a word. */
  readonly numbered: (words: ReadonlyArray<string>) => string
  /** The words that were met since this was last asked. */
  readonly fresh: () => ReadonlyArray<string>
}

/**
 * No words yet.
 *
 * @example
 * ```ts
 * import { noWords } from "@rlif/trainer/page"
 *
 * const words = noWords()
 * words.numbered(["a", "b", "a"]) // "#$#"
 * words.fresh() // ["a", "b"]
 * ```
 *
 * @since 0.1.0
 */
export const noWords = (): Words => {
  const numbers = new Map<string, number>()
  let added: Array<string> = []
  const numberOf = (word: string): number => {
    const known = numbers.get(word)
    if (known !== undefined) return known
    numbers.set(word, numbers.size)
    added.push(word)
    return numbers.size - 1
  }
  return {
    numbered: (words) => words.map((word) => String.fromCodePoint(pointOf(numberOf(word)))).join(""),
    fresh: () => {
      const met = added
      added = []
      return met
    },
  }
}

/** Code points from # on, in UTF-8 a byte for the first ones; neither the backslash nor surrogates. */
const pointOf = (number: number): number => {
  const point = number < 57 ? 35 + number : 36 + number
  return point < 0xd800 ? point : point + 0x800
}
