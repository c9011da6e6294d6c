// What a page knows: messages, one after another, become runs and completions.

/** Nothing yet. */
export const nothing = () => ({
  runs: [],
  words: [],
  scales: Object.create(null),
  completions: [],
  signals: [],
  times: new Map(),
})

/** What groups of the same prompt have in common. */
const keyOf = ({ problem, prompt }) => JSON.stringify([problem, prompt])

/** How often the prompt of a group was sampled, in all runs. */
export const timesOf = ({ times }, group) => times.get(keyOf(group)) ?? 0

/** Adds what a message says. */
export const told = (state, message) => {
  if (message.kind === "run") {
    state.runs[message.run] = { name: message.name, steps: [], heldOut: [] }
  } else if (message.kind === "samples") {
    const { run, step, heldOut, words, scales, groups } = message
    for (const word of words) state.words.push(word)
    for (const [name, scale] of Object.entries(scales)) {
      if (!state.signals.includes(name)) state.signals.push(name)
      state.scales[name] = wider(state.scales[name] ?? scale, scale)
    }
    const steps = heldOut ? state.runs[run].heldOut : state.runs[run].steps
    steps.push(step)
    for (const group of groups) {
      state.times.set(keyOf(group), timesOf(state, group) + 1)
      group.tokens.forEach((_, i) =>
        state.completions.push({ run, step, heldOut, scales, group, i, at: state.completions.length })
      )
    }
  }
  return state
}

/** A scale that has room for both, in the direction that they have. */
const wider = (a, b) => {
  const falls = a.from > a.to || b.from > b.to
  const [low, high] = [Math.min(a.from, a.to, b.from, b.to), Math.max(a.from, a.to, b.from, b.to)]
  return falls ? { from: high, to: low } : { from: low, to: high }
}

/** The words of a text that has a character a word. */
export const wordsOf = ({ words }, text) =>
  Array.from(text, (character) => {
    const point = character.codePointAt(0)
    const plain = point < 0xd800 ? point : point - 0x800
    return words[plain < 92 ? plain - 35 : plain - 36] ?? "\ufffd"
  })

/** The numbers of a text that has a character a number; undefined for those that are none. */
export const valuesOf = (text, { from, to }) =>
  Array.from(text, (character) => {
    if (character === "!") return undefined
    const code = character.charCodeAt(0)
    const share = ((code < 92 ? code - 35 : code - 36) / 90) ** 2
    return from + (to - from) * share
  })

/** A completion's number of a part of its reward. */
export const partOf = ({ group, i }, name) => group.parts[name]?.[i]

/** What is asked, as the model read it, or its name where its words are not known. */
export const promptOf = (state, { prompt, problem }) => wordsOf(state, prompt).join("").trim() || problem
