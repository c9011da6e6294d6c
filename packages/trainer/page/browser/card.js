// A completion with all that is known of it.
import { digits, strip } from "./shade.js"
import { promptOf, timesOf } from "./state.js"
import { element } from "./tree.js"

/** The card of a completion, its tokens shaded by a signal; a `still` one has nothing to press. */
export const card = (state, completion, { signal, still = false }) => {
  const { run, step, heldOut, group, i, at } = completion
  const where = [
    ...state.runs.length > 1 ? [state.runs[run].name] : [],
    heldOut ? `held out, after update ${step}` : `update ${step}`,
    `completion ${i + 1} of ${group.tokens.length}`,
  ].join(", ")
  return element("article", { class: "card", "aria-label": where }, [
    element("header", {}, [
      prompt(promptOf(state, group)),
      element("p", { class: "where" }, where),
    ]),
    element(
      "ul",
      { class: "facts" },
      factsOf(completion).map(([name, value, look]) =>
        element("li", { class: look }, [element("span", {}, name), " ", element("b", {}, value)])
      ),
    ),
    strip(state, completion, signal),
    still ? [] : element("footer", {}, [
      element("p", { class: "readout" }),
      timesOf(state, group) > 1
        ? element("button", { type: "button", "data-history": at }, "How this prompt changed")
        : undefined,
    ]),
  ])
}

/** A long prompt is folded. */
const prompt = (text) =>
  text.length <= 200
    ? element("h3", {}, text)
    : element("details", {}, [element("summary", {}, `${text.slice(0, 160).toWellFormed()}…`), element("p", {}, text)])

/** Name, value and look of what is known of a completion. */
export const factsOf = ({ group, i, heldOut }) => [
  ...heldOut
    ? []
    : [["reward", number(group.reward[i]), undefined], ["advantage", signed(group.advantage[i]), undefined]],
  ...Object.entries(group.parts).map(([name, values]) => [name.replaceAll("_", " "), number(values[i]), undefined]),
  ["answer", group.answer[i] ?? "none", group.parts.exact_answer === undefined ? undefined : right(group, i)],
  ...group.gold === "" ? [] : [["gold", group.gold, undefined]],
  ...group.apart[i] ? [["majority", "apart", "warn"]] : [],
  ["end", group.cut[i] ? "cut by the limit" : "by itself", group.cut[i] ? "warn" : undefined],
]

const right = ({ parts }, i) => parts.exact_answer[i] === 1 ? "yes" : "no"

const number = (value) => value === null || value === undefined ? "none" : digits(value)

const signed = (value) => value === null ? "none" : `${value < 0 ? "−" : "+"}${digits(Math.abs(value))}`
