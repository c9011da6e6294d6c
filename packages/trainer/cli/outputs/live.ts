// What a running command shows: one line that is redrawn on a terminal, plain lines anywhere else.
import * as Clock from "effect/Clock"
import * as Console from "effect/Console"
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import { visible } from "./visible.ts"

/** Where progress goes. `step` may be called often; only a terminal redraws for each. */
export interface Live {
  readonly step: (done: Done) => Effect.Effect<void>
  readonly line: (text: string) => Effect.Effect<void>
}

/** What a step has come to. */
export interface Done {
  readonly step: number
  readonly steps: number
  /** Tokens so far, if they are counted. */
  readonly tokens: number | undefined
  /** The most important first: a narrow terminal leaves out the last ones. */
  readonly items: ReadonlyArray<string>
}

/** What a terminal has to have. */
export type Screen = Pick<NodeJS.WriteStream, "isTTY" | "columns" | "write">

/**
 * A bar on a terminal, else a line for every `quietly`-th step. Where the scope closes before the last step, what follows
 * the bar begins on a line of its own.
 */
export const live = (
  { quietly, screen = process.stdout }: { readonly quietly: number; readonly screen?: Screen },
): Effect.Effect<Live, never, Scope.Scope> =>
  Effect.gen(function* () {
    const rate = pace(yield* Clock.currentTimeMillis)
    return yield* screen.isTTY ? terminal(screen, rate) : Effect.succeed(plain(quietly, rate))
  })

const plain = (quietly: number, rate: Pace): Live => ({
  step: Effect.fnUntraced(function* (done) {
    const times = rate(done, yield* Clock.currentTimeMillis)
    if (done.step % quietly !== 0 && done.step !== done.steps) return
    yield* Console.log([`step ${position(done)}`, ...done.items, ...times].join("  "))
  }),
  line: (text) => Console.log(text),
})

const terminal = (screen: Screen, rate: Pace) => {
  const clear = "\r\x1b[2K"
  let standing = ""
  const show = (text: string, next: string) =>
    Effect.sync(() => {
      standing = next
      screen.write(`${clear}${visible(text)}${visible(next)}`)
    })
  const shown: Live = {
    step: Effect.fnUntraced(function* (done) {
      const { step, steps, items } = done
      const [time, ...rates] = rate(done, yield* Clock.currentTimeMillis)
      const shown = [position(done), time, ...items, ...rates]
      const line = progress(step / steps, { items: shown, columns: screen.columns || 80 })
      yield* step === steps ? show(`${line}\n`, "") : show("", line)
    }),
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

const position = ({ step, steps }: Done): string => `${String(step).padStart(String(steps).length)}/${steps}`

type Pace = (done: Done, now: number) => ReadonlyArray<string>

/**
 * How long it has taken since `start`, how long the rest will take if steps go on as since then, and the tokens a second since
 * the step before.
 */
const pace = (start: number): Pace => {
  let before: { readonly now: number; readonly tokens: number } | undefined
  let first: number | undefined
  return ({ step, steps, tokens }, now) => {
    first ??= step
    const elapsed = now - start
    const left = elapsed / (step - first + 1) * (steps - step)
    const since = before ?? (step === 1 ? { now: start, tokens: 0 } : undefined)
    const speed = tokens === undefined || since === undefined || now <= since.now
      ? []
      : [`${((tokens - since.tokens) / (now - since.now) * 1000).toFixed(0)} tokens/s`]
    if (tokens !== undefined) before = { now, tokens }
    return [`${clock(elapsed)} elapsed${step === steps ? "" : `, ${clock(left)} left`}`, ...speed]
  }
}

/** `1:02:03`, or `2:03` */
const clock = (millis: number): string => {
  const seconds = Math.round(millis / 1000)
  const [h, m, s] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60]
  const two = (n: number) => String(n).padStart(2, "0")
  return h > 0 ? `${h}:${two(m)}:${two(s)}` : `${m}:${two(s)}`
}
