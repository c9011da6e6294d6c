// What a running command shows: one line that is redrawn on a terminal, plain lines anywhere else.
import { Console, Effect } from "effect"

/** Where progress goes. `step` may be called often; only a terminal redraws for each. */
export interface Live {
  readonly step: (done: number, total: number, text: string) => Effect.Effect<void>
  readonly line: (text: string) => Effect.Effect<void>
}

/** A bar on a terminal, else a line for every `quietly`-th step. */
export const live = ({ quietly }: { readonly quietly: number }): Live =>
  process.stdout.isTTY ? terminal(process.stdout) : {
    step: (done, total, text) =>
      done % quietly === 0 || done === total ? Console.log(`step ${position(done, total)}  ${text}`) : Effect.void,
    line: (text) => Console.log(text),
  }

const terminal = (out: NodeJS.WriteStream): Live => {
  const clear = "\r\x1b[2K"
  return {
    step: (done, total, text) =>
      Effect.sync(() => {
        // A line that wraps could not be redrawn.
        const line = `${bar(done / total)} ${position(done, total)}  ${text}`.slice(0, out.columns - 1)
        out.write(`${clear}${line}${done === total ? "\n" : ""}`)
      }),
    line: (text) => Effect.sync(() => void out.write(`${clear}${text}\n`)),
  }
}

const position = (done: number, total: number): string => `${String(done).padStart(String(total).length)}/${total}`

const bar = (share: number): string => {
  const full = Math.round(share * 24)
  return "━".repeat(full) + "╌".repeat(24 - full)
}
