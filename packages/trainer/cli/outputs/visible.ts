// Text for people, as a terminal may be shown it. Models, data, errors and servers may say anything.
import * as Console from "effect/Console"
import * as Effect from "effect/Effect"

/**
 * A text in which control characters (but tab and line break), characters that turn the direction of writing, line
 * separators and lone surrogates are spelled as JSON spells them: `\u001b`. JSON thus stays the same value.
 */
export const visible = (text: string): string => text.replaceAll(hostile, spelled)

const hostile = /(?![\t\n])[\p{Cc}\p{Cs}\p{Bidi_Control}\u2028\u2029\u{e0000}-\u{e007f}]/gu

const spelled = (character: string): string =>
  Array.from({ length: character.length }, (_, i) => `\\u${character.charCodeAt(i).toString(16).padStart(4, "0")}`)
    .join("")

/** Whatever an effect prints is visible: this is the one place on its way to a terminal, beside the bar of `live`. */
export const visibly = Effect.updateService(Console.Console, (console: Console.Console) => ({
  ...console,
  log: (...texts: ReadonlyArray<unknown>) => console.log(...texts.map(shown)),
  error: (...texts: ReadonlyArray<unknown>) => console.error(...texts.map(shown)),
}))

/** A text that was made visible before it got its colors, and is printed as it is. */
export class Ready {
  readonly text: string
  constructor(text: string) {
    this.text = text
  }
}

const shown = (text: unknown): unknown =>
  text instanceof Ready ? text.text : typeof text === "string" ? visible(text) : text
