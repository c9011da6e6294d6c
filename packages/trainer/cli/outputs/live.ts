// What a running command shows: one line that is redrawn on a terminal, plain lines anywhere else.
import { Console, Effect, type Scope } from "effect"
import { visible } from "./visible.ts"

/** Where progress goes. `step` may be called often; only a terminal redraws for each. */
export interface Live {
  /** The items most important first: a narrow terminal leaves out the last ones. */
  readonly step: (done: number, total: number, items: ReadonlyArray<string>) => Effect.Effect<void>
  readonly line: (text: string) => Effect.Effect<void>
}

/** What a terminal has to have. */
export type Screen = Pick<NodeJS.WriteStream, "isTTY" | "columns" | "write">

/**
 * A bar on a terminal, else a line for every `quietly`-th step. Where the scope closes before the last step, what follows
 * the bar begins on a line of its own.
 */
export const live = (
  { quietly, screen = process.stdout }: { readonly quietly: number; readonly screen?: Screen },
): Effect.Effect<Live, never, Scope.Scope> => screen.isTTY ? terminal(screen) : Effect.succeed(plain(quietly))

const plain = (quietly: number): Live => ({
  step: (done, total, items) =>
    done % quietly === 0 || done === total
      ? Console.log([`step ${position(done, total)}`, ...items].join("  "))
      : Effect.void,
  line: (text) => Console.log(text),
})

const terminal = (screen: Screen) => {
  const clear = "\r\x1b[2K"
  let standing = ""
  const show = (text: string, next: string) =>
    Effect.sync(() => {
      standing = next
      screen.write(`${clear}${visible(text)}${visible(next)}`)
    })
  const shown: Live = {
    step: (done, total, items) => {
      const line = progress(done / total, { items: [position(done, total), ...items], columns: screen.columns || 80 })
      return done === total ? show(`${line}\n`, "") : show("", line)
    },
    // Above the bar, which stays the last line.
    line: (text) => Effect.suspend(() => show(`${text}\n`, standing)),
  }
  const leave = Effect.sync(() => void (standing !== "" && screen.write("\n")))
  return Effect.acquireRelease(Effect.succeed(shown), () => leave)
}

/** A bar, and as many of the items as there is room for: a line that wraps could not be redrawn. */
const progress = (
  share: number,
  { items, columns }: { readonly items: ReadonlyArray<string>; readonly columns: number },
): string => {
  const least = 8
  const fits = (n: number) => least + 1 + items.slice(0, n).join("  ").length < columns
  let n = items.length
  while (n > 0 && !fits(n)) n--
  const text = items.slice(0, n).join("  ")
  const width = Math.max(0, Math.min(24, columns - 2 - text.length))
  const full = Math.round(share * width)
  return `${"━".repeat(full)}${"╌".repeat(width - full)} ${text}`
}

const position = (done: number, total: number): string => `${String(done).padStart(String(total).length)}/${total}`
