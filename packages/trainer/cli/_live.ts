// What a running command shows: one line that is redrawn on a terminal, plain lines anywhere else.
import { Effect } from "effect"

/** Where progress goes. `step` may be called often; only a terminal redraws for each. */
export interface Live {
  readonly step: (done: number, total: number, text: string) => Effect.Effect<void>
  readonly line: (text: string) => Effect.Effect<void>
}

/** The bar of a terminal, or every `quietly`-th line of a log. */
export const live = (options: { readonly quietly: number }): Live => {
  const { stdout } = process
  const terminal = stdout.isTTY === true
  const clear = terminal ? "\r\x1b[2K" : ""
  return {
    step: (done, total, text) =>
      Effect.sync(() => {
        const position = `${String(done).padStart(String(total).length)}/${total}`
        if (terminal) stdout.write(`${clear}${bar(done / total)} ${position}  ${text}${done === total ? "\n" : ""}`)
        else if (done % options.quietly === 0 || done === total) stdout.write(`step ${position}  ${text}\n`)
      }),
    line: (text) => Effect.sync(() => void stdout.write(`${clear}${text}\n`)),
  }
}

const bar = (share: number): string => {
  const full = Math.round(share * 24)
  return "━".repeat(full) + "╌".repeat(24 - full)
}
