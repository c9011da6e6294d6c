import { harmless } from "./harmless.ts"
import type { RunRecord } from "./run_record.ts"
import { table } from "./_table.ts"

/** What is done by a button, and what the button says. */
const buttons = [["pause", "Pause"], ["go on", "Go on"], ["save", "Save now"], ["stop", "Stop"]] as const

/** How far a run is, and what may be asked of it; scripts find out, and without them there is nothing to press. */
export const controls = ({ at, from }: { readonly at: string; readonly from: string }): string =>
  `<div id="live" data-at="${at}" data-from="${from}"><p id="state">As the run was when this page was asked for.</p>
<div id="asks" role="group" aria-label="Ask the run" hidden>${
    buttons.map(([ask, title]) => `<button type="button" data-ask="${ask}" disabled>${title}</button>`).join("")
  }</div><p id="said" role="status"></p><p id="unread" role="status"></p></div>`

/** A row a wish that was carried out; empty where there is none. */
export const asked = (runs: ReadonlyArray<RunRecord>): string => {
  const rows = runs.flatMap(({ name, control }) =>
    control.map(({ step, ask, at }) => [name, String(step), ask, at].map((text) => harmless(text)))
  )
  const headers = ["run", "after update", "asked", "done at"]
  return rows.length === 0 ? "" : table({ title: "Asked of the run", titled: false, headers, rows })
}
