import { card } from "./browser/card.js"
import { chosen } from "./browser/choice.js"
import { history } from "./browser/history.js"
import { type Completion, nothing, told } from "./browser/state.js"
import { htmlOf } from "./_html.ts"
import type { Message } from "./message.ts"

/** What is worth reading of an update: an order and a filter, and how many. */
const picks = [
  { order: "lowest reward", filter: "all", many: 2 },
  { order: "highest reward", filter: "all", many: 2 },
  { order: "longest", filter: "all", many: 1 },
  { order: "lowest reward", filter: "apart from the majority", many: 1 },
] as const

/** The last and the first of some updates, which a live page may have heard of in any order. */
const ends = (steps: ReadonlyArray<number>): ReadonlyArray<number> =>
  steps.length === 0 ? [] : [...new Set([Math.max(...steps), Math.min(...steps)])]

/** Some completions of the first and the last update of each run, for a reader without scripts. */
export const selection = (messages: ReadonlyArray<Message>): string => {
  const state = messages.reduce(told, nothing())
  const signal = state.signals.includes("entropy") ? "entropy" : state.signals[0] ?? ""
  const some = state.runs.flatMap(({ steps }, run) =>
    ends(steps).flatMap((step) => {
      const choose = ({ order, filter, many }: (typeof picks)[number]) =>
        chosen(state, { run: String(run), step: String(step), order, filter, set: "training", text: "" }).slice(0, many)
      return [...new Set<Completion>(picks.flatMap(choose))]
    })
  )
  const cards = some.map((completion) => htmlOf(card(state, completion, { signal, still: true })))
  const again = state.completions.find(({ heldOut }) => heldOut)
  const past = again === undefined
    ? []
    : [`<article class="card past">`, ...history(state, again, signal).map(htmlOf), "</article>"]
  return [...cards, ...past].join("\n")
}
