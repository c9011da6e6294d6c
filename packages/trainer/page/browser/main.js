// The page comes to life: controls, cards, the readout of a token, the history of a prompt.
import { card } from "./card.js"
import { chosen, filters, orders } from "./choice.js"
import { history } from "./history.js"
import { follow } from "./live.js"
import { called, tokenSaid } from "./shade.js"
import { nothing, told } from "./state.js"

/** How many cards are shown at a time. */
const many = 20

/** Elements of a tree. Text is text: nothing in it is ever read as HTML. */
const mounted = (tree) => {
  if (typeof tree === "string") return document.createTextNode(tree)
  const node = document.createElement(tree.tag)
  for (const [name, value] of tree.attributes) node.setAttribute(name, value)
  node.append(...tree.children.map(mounted))
  return node
}

/** Messages, from gzip in base64. */
const unpacked = async (text) => {
  const bytes = Uint8Array.from(atob(text), (character) => character.charCodeAt(0))
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"))
  return JSON.parse(await new Response(stream).text())
}

const byId = (id) => document.getElementById(id)

/** The part of the page where completions are looked for: shows what there is, and is told of more. */
const explorer = (state) => {
  let [found, shown, touched] = [[], 0, false]
  const [controls, list] = [byId("controls"), byId("cards")]
  const choice = () => Object.fromEntries(new FormData(controls))

  const options = (name, all) => {
    const select = byId(`choose-${name}`)
    const { value } = select
    select.replaceChildren(...all.map(([value, text]) => new Option(text, value)))
    if (all.some(([one]) => String(one) === value)) select.value = value
  }
  /** The updates of what is chosen from, the last one of them chosen, unless somebody has. */
  const stepped = (latest) => {
    const of = ({ steps, heldOut }) => choice().set === "held out" ? heldOut : steps
    const steps = [...new Set(state.runs.flatMap(of))].sort((a, b) => a - b)
    options("step", [["", "all"], ...steps.map((step) => [step, step])])
    if (latest && steps.length > 0) byId("choose-step").value = String(steps[steps.length - 1])
  }
  const offered = () => {
    options("run", [["", "all"], ...state.runs.map(({ name }, i) => [i, name])])
    options("set", [["training", "training"], ["held out", "held out"]])
    const first = byId("choose-signal").options.length === 0
    options("signal", state.signals.map((name) => [name, called(name)]))
    if (first && state.signals.includes("entropy")) byId("choose-signal").value = "entropy"
    options("order", Object.keys(orders).map((name) => [name, name]))
    options("filter", Object.keys(filters).map((name) => [name, name]))
    byId("choose-run").closest("label").hidden = state.runs.length < 2
    byId("choose-set").closest("label").hidden = state.runs.every(({ heldOut }) => heldOut.length === 0)
  }

  const more = () => {
    const next = found.slice(shown, shown + many)
    list.append(...next.map((completion) => mounted(card(state, completion, choice()))))
    shown += next.length
    byId("count").textContent = `${shown} of ${found.length} completions`
    byId("more").hidden = shown === found.length
  }
  const anew = () => {
    found = chosen(state, choice())
    shown = 0
    list.replaceChildren()
    more()
  }
  controls.addEventListener("input", ({ target }) => {
    touched = true
    if (target.name === "set") stepped(true)
    anew()
  })
  controls.addEventListener("submit", (event) => event.preventDefault())
  byId("more").addEventListener("click", () => {
    touched = true
    const first = shown
    more()
    // Who pressed the button by keyboard goes on where the new cards begin.
    list.children[first]?.querySelector(".tokens, button")?.focus({ preventScroll: true })
  })

  const past = byId("past")
  list.addEventListener("click", ({ target }) => {
    const at = target.closest("[data-history]")?.dataset.history
    if (at === undefined) return
    byId("past-body").replaceChildren(
      ...[history(state, state.completions[at], choice().signal)].flat(Infinity).map(mounted),
    )
    past.showModal()
    past.scrollTop = 0
  })
  byId("past-close").addEventListener("click", () => past.close())

  /** Says what is known of a token, and marks it. */
  const point = (tokens, k) => {
    if (tokens.children[k] === undefined) return
    tokens.querySelector(".here")?.classList.remove("here")
    tokens.children[k].classList.add("here")
    const readout = tokens.parentElement.querySelector(".readout")
    if (readout !== null) readout.textContent = tokenSaid(state, state.completions[tokens.dataset.at], k)
  }
  list.addEventListener("pointerover", ({ target }) => {
    const tokens = target.parentElement
    if (tokens?.matches(".tokens")) point(tokens, [...tokens.children].indexOf(target))
  })
  list.addEventListener("keydown", (event) => {
    const move = { ArrowRight: 1, ArrowLeft: -1 }[event.key]
    if (move === undefined || !event.target.matches(".tokens")) return
    event.preventDefault()
    const here = [...event.target.children].findIndex((token) => token.matches(".here"))
    point(event.target, here < 0 ? 0 : here + move)
  })

  /** Shows the newest update, or, to who has chosen something or reads a card, what was shown, and the new choices. */
  return () => {
    if (state.completions.length === 0) return
    const reading = touched || list.contains(document.activeElement)
    offered()
    stepped(!reading)
    if (!reading || list.children.length === 0) anew()
    byId("selection").hidden = true
    byId("explorer").hidden = false
  }
}

const begin = async () => {
  const state = nothing()
  for (const message of await unpacked(byId("messages").textContent)) told(state, message)
  if (byId("explorer") === null) return
  const show = explorer(state)
  show()
  follow((message) => {
    told(state, message)
    show()
  })
}

begin()
