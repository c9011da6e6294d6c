import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import type * as FileSystem from "effect/FileSystem"
import type * as Path from "effect/Path"
import * as Result from "effect/Result"
import * as Semaphore from "effect/Semaphore"
import { randomUUID } from "node:crypto"
import { harmless } from "../page/harmless.ts"
import type { Message } from "../page/message.ts"
import { packed, type Reading } from "../page/packed.ts"
import { nothingYet, sectionsOf } from "../page/page.ts"
import { readRun, type RunRecord, type SampledStep } from "../page/run_record.ts"
import { spread } from "../page/spread.ts"
import { noWords } from "../page/words.ts"
import type { RunFolderError } from "../run/run_error.ts"
import { readSamples } from "../run/samples_file.ts"
import { eventOf } from "./_event.ts"
import { glimpse } from "./_glimpse.ts"

/**
 * How far a run is, and whether a process trains.
 * @stability unstable
 * @since 0.1.0
 */
export interface RunState {
  readonly state: "running" | "paused" | "ended"
  /** Updates that are done, of how many. */
  readonly step: number
  readonly steps: number
  /** How often the run has done what it was asked. */
  readonly done: number
  /** What could not be read of its folder, the last of it; undefined where all could. */
  readonly unread?: string | undefined
}

/**
 * What is known of a run now.
 * @stability unstable
 * @since 0.1.0
 */
export interface Story {
  /** Another one where the run has gone back to an earlier update, so that messages do not go on from those before. */
  readonly id: string
  readonly run: RunRecord
  readonly messages: ReadonlyArray<Message>
  /** The parts of its page but for samples, by their names, as the events by which all visitors are told them. */
  readonly sections: Readonly<Record<string, string>>
  readonly state: RunState
}

/**
 * The story of a run as far as it is known, asked for often, by many, which is cheap; or, by `last`, as far as its folder has it.
 * @stability unstable
 * @since 0.1.0
 */
export type Telling = (
  options?: { readonly last?: boolean },
) => Effect.Effect<Story, RunFolderError, FileSystem.FileSystem | Path.Path>

/** A folder is looked at so many milliseconds after the last time, at the soonest. */
const often = 400

/** What has been read of a folder is left alone for so many times as long as this thread computed for that. */
const rest = 100

/** Milliseconds that this thread has computed; with an older Node those of all threads. */
const busy = (): number => {
  const { user, system } = process.threadCpuUsage?.() ?? process.cpuUsage()
  return (user + system) / 1000
}

/** What is kept from one reading to the next. */
const begun = () => ({
  id: randomUUID(),
  words: noWords(),
  known: new Set<string>(),
  messages: [] as Array<Message>,
  unread: undefined as string | undefined,
})

/**
 * The story of a run that goes on, or has ended, by its folder alone. However many ask, the folder is read by one of them at a
 * time, where it has grown, and in a hundredth of the time; of samples one file of each kind, the newest first. At first those of
 * `updates` updates are read, spread evenly; once twice as many of each kind are known, so it is again.
 * @stability unstable
 * @since 0.1.0
 */
export const storyOf = Effect.fnUntraced(function* (
  path: string,
  { reading, updates = 60 }: { readonly reading: Reading; readonly updates?: number },
) {
  const turn = yield* Semaphore.make(1)
  let told = begun()
  let story: Story | undefined
  let last = { control: "", files: "", looked: -Infinity, due: -Infinity, more: true }

  const add = Effect.fnUntraced(function* (steps: ReadonlyArray<SampledStep>, heldOut: boolean) {
    for (const { step, file } of steps) {
      told.known.add(file)
      const samples = yield* Effect.result(readSamples(file))
      if (Result.isFailure(samples)) {
        // The file was written whole or not at all, so that it will not be read later.
        told.unread = harmless(samples.failure.message)
        continue
      }
      told.messages.push(packed({ run: 0, step, heldOut, samples: samples.success }, told.words, reading))
      yield* Effect.yieldNow
    }
  })
  const read = Effect.fnUntraced(function* (alive: boolean) {
    const run = yield* readRun(path)
    const all = [...run.sampled, ...run.heldOut]
    const there = new Set(all.map(({ file }) => file))
    // A story that has grown too long begins anew with fewer updates, as one of a run that has gone back does.
    if (told.messages.length > 4 * updates || [...told.known].some((file) => !there.has(file))) told = begun()
    const [sampled, heldOut] = [run.sampled, run.heldOut].map((steps) =>
      steps.filter(({ file }) => !told.known.has(file))
    )
    if (told.messages.length === 0) {
      told.messages.push({ kind: "run", run: 0, name: run.name })
      yield* add(spread(sampled, updates), false)
      yield* add(spread(heldOut, updates), true)
      for (const { file } of all) told.known.add(file)
    } else {
      yield* add(sampled.slice(-1), false)
      yield* add(heldOut.slice(-1), true)
    }
    const sections = sectionsOf({ runs: [run], pairs: [] }).map(({ id, body }) =>
      [id, eventOf("section", { id, html: body === "" ? nothingYet : body })] as const
    )
    story = {
      id: told.id,
      run,
      messages: [...told.messages],
      sections: Object.fromEntries(sections),
      state: { ...stateOf(run, alive), unread: told.unread },
    }
    return all.some(({ file }) => !told.known.has(file))
  })
  const tell = Effect.fnUntraced(function* (hurry: boolean) {
    const now = yield* Clock.currentTimeMillis
    if (story !== undefined && !hurry && now - last.looked < often) return story
    const { alive, control, files } = yield* glimpse(path)
    const urgent = hurry || `${alive} ${control}` !== last.control
    last = { ...last, looked: now }
    if (story !== undefined && !urgent && (now < last.due || (files === last.files && !last.more))) return story
    const before = busy()
    const more = yield* Effect.tapError(
      read(alive),
      () => Effect.map(Clock.currentTimeMillis, (now) => last = { ...last, due: now + rest * (busy() - before) }),
    )
    const done = yield* Clock.currentTimeMillis
    last = { control: `${alive} ${control}`, files, looked: done, due: done + rest * (busy() - before), more }
    return story!
  })
  const telling: Telling = ({ last = false } = {}) =>
    tell(last).pipe(
      // What is known stays so, though its folder may have gone.
      Effect.catch((error) => {
        if (story === undefined) return Effect.fail(error)
        const unread = harmless(error.message)
        if (story.state.unread !== unread) story = { ...story, state: { ...story.state, unread } }
        return Effect.succeed(story)
      }),
      // Half of a reading would be told twice, or never.
      Effect.uninterruptible,
      turn.withPermit,
    )
  return telling
})

const stateOf = ({ lines, config, control }: RunRecord, alive: boolean): RunState => {
  const step = lines.at(-1)?.step ?? 0
  const steps = Number(config["steps"])
  const asked = control.findLast(({ ask }) => ask !== "save")
  const paused = asked !== undefined && asked.ask === "pause" && asked.step >= step
  return {
    // After its last update a process writes its last files, and hears nothing any more.
    state: !alive || step >= steps ? "ended" : paused ? "paused" : "running",
    step,
    steps,
    done: control.length,
  }
}
