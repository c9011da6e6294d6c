// A page whose run goes on: what its server tells, and what is asked of the run.

/** What a state of the run is called. */
const states = {
  running: ({ step, steps }) => `Running: update ${step} of ${steps} is done.`,
  paused: ({ step }) => `Paused after update ${step}.`,
  ended: ({ step, steps }) => `Nothing trains here now: ${step} of ${steps} updates are done.`,
}

/** What may be asked in a state. */
const asks = { running: ["pause", "save", "stop"], paused: ["go on", "save", "stop"], ended: [] }

/** What is said while the run has not done yet what was asked. */
const soon = {
  pause: "It pauses after the update that is being made.",
  "go on": "It goes on.",
  save: "A checkpoint is written, where there is none of the last update.",
  stop: "It stops after the update that is being made, and keeps its weights.",
}

/** Puts a section's new content in place of the old; who had the keyboard in it has it still. */
const renewed = ({ id, html }) => {
  const body = document.querySelector(`#${CSS.escape(id)} > .body`)
  const places = () => [...body.querySelectorAll("[tabindex], summary")]
  const [focus, scrolled] = [places().indexOf(document.activeElement), places().map(({ scrollLeft }) => scrollLeft)]
  const open = [...body.querySelectorAll("details")].map((each) => each.open)
  // Parsed as a page of its own, in which no script runs.
  body.replaceChildren(...new DOMParser().parseFromString(html, "text/html").body.childNodes)
  for (const [i, each] of [...body.querySelectorAll("details")].entries()) each.open = open[i] ?? false
  for (const [i, each] of places().entries()) each.scrollLeft = scrolled[i] ?? 0
  places()[focus]?.focus({ preventScroll: true })
}

/** Listens where a page is live, and hands on what was sampled. */
export const follow = (tell) => {
  const live = document.getElementById("live")
  if (live === null) return
  const { at, from } = live.dataset
  const say = (text, where = "said") => document.getElementById(where).textContent = text
  const buttons = [...live.querySelectorAll("[data-ask]")]
  const enabled = (names) => {
    for (const button of buttons) button.disabled = !names.includes(button.dataset.ask)
  }
  let now = "ended"
  const source = new EventSource(`${at}/events?from=${encodeURIComponent(from)}`)
  const on = (name, act) => source.addEventListener(name, ({ data }) => act(JSON.parse(data)))
  on("told", tell)
  on("section", renewed)
  on("state", ({ state, unread, ...numbers }) => {
    now = state
    say(states[state](numbers), "state")
    say(unread === undefined ? "" : `Not all of the run is here. ${unread}`, "unread")
    say("")
    enabled(asks[state])
  })
  // What this page knows is not what the server goes on from.
  on("again", () => location.reload())
  source.addEventListener("error", () => {
    enabled([])
    say("Nobody answers now: this is what was known last. The page goes on where its server does.")
  })
  document.getElementById("asks").hidden = false
  live.addEventListener("click", async ({ target }) => {
    const { ask } = target.dataset
    if (ask === undefined) return
    enabled(asks[now].filter((name) => name !== ask))
    say(soon[ask])
    const headers = { "content-type": "application/json" }
    const answer = await fetch(`${at}/ask`, { method: "POST", headers, body: JSON.stringify({ ask }) }).catch(() =>
      undefined
    )
    if (answer?.ok === true) return
    say(`It was not asked: ${answer === undefined ? "nobody answers" : await answer.text()}`)
    enabled(asks[now])
  })
}
