// Tokens on a ground that is the darker the less certain the model was.
import { element } from "./tree.js"
import { valuesOf, wordsOf } from "./state.js"

/** How many shades there are; the first one is none. */
export const shades = 10

/** The shade of a number on a scale; numbers near its beginning are told apart best. */
export const shadeOf = (value, { from, to }) => {
  if (value === undefined || from === to) return 0
  const share = Math.sqrt(Math.min(1, Math.max(0, (value - from) / (to - from))))
  return Math.min(shades - 1, Math.floor(shades * share))
}

/** A completion's tokens, each on its shade; its text alone where the tokens have no words. */
export const strip = (state, completion, signal) => {
  const { group, i, scales, at } = completion
  const words = wordsOf(state, group.tokens[i])
  const levels = group.signals[signal]?.[i]
  const values = levels === undefined ? [] : valuesOf(levels, scales[signal])
  const text = group.text[i]
  return [
    words.length > 0 && element(
      "p",
      { class: "tokens", tabindex: "0", role: "group", "aria-label": `${words.length} tokens`, "data-at": at },
      words.map((word, k) =>
        element(
          "span",
          { class: `s${shadeOf(values[k], state.scales[signal])}` },
          written(k === 0 ? word.trimStart() : word),
        )
      ),
    ),
    text !== null && element("p", { class: "text" }, text === "" ? "(nothing)" : text),
  ].filter((part) => part !== false)
}

/** A line break is seen; a token without text is a dot. */
const written = (word) => word === "" ? "·" : word.replaceAll("\n", "⏎\n")

/** What is known of a token, in words. */
export const tokenSaid = (state, { group, i, scales }, k) => {
  const words = wordsOf(state, group.tokens[i])
  const signals = Object.entries(group.signals).map(([name, levels]) => {
    const value = valuesOf(levels[i], scales[name])[k]
    return `${called(name)} ${value === undefined ? "none" : digits(value)}`
  })
  return [`token ${k + 1} of ${words.length}: ${JSON.stringify(words[k])}`, ...signals].join(", ")
}

/** A signal's name in words. */
export const called = (name) => name.replaceAll(/([A-Z])/g, (letter) => ` ${letter.toLowerCase()}`)

/** As many digits as levels tell apart. */
export const digits = (value) => Math.abs(value) < 0.0005 ? "0" : value.toPrecision(3).replace(/\.?0+$/, "")
