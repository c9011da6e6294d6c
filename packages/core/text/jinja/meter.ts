/** Most steps: more than any chat needs, and seconds of work at most. */
const mostSteps = 2 ** 22
const mostLetters = 2 ** 24

/** Counts the work of filling in a template, the same on any machine, and throws if the work exceeds the limit. */
export class Meter {
  #steps = 0
  #letters = 0

  /** Nodes evaluated, items made or compared. */
  step(count = 1): void {
    this.#steps += count
    if (!(this.#steps <= mostSteps)) throw new Error(`it takes more than ${mostSteps} steps`)
  }

  /** Letters read or made. */
  letters(count: number): void {
    this.#letters += count
    if (!(this.#letters <= mostLetters)) throw new Error(`it makes or reads more than ${mostLetters} letters`)
  }
}
