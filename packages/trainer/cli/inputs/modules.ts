// Modules of somebody's own: what a path on the command line brings into a run.
import { reasonOf } from "@rlif/core/files/reason"
import type { Signal } from "@rlif/core/signals"
import type { Reward } from "@rlif/rewards/reward"
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { statSync } from "node:fs"
import * as module from "node:module"
import { resolve } from "node:path"
import { pathToFileURL } from "node:url"

/** A module that cannot be loaded, that lacks what it was named for, or whose reward failed. */
export class ModuleError extends Schema.TaggedError<ModuleError>()("@rlif/trainer/ModuleError", {
  path: Schema.String,
  reason: Schema.String,
}) {
  override get message() {
    return `Cannot use "${this.path}": ${this.reason}`
  }
}

/** Options of a reward that a module exports as a function. */
export interface RewardContext {
  readonly temperature: number
  readonly seed: number
}

/** The reward that a module exports as `reward`: a value, or a function of the run's temperature and seed. */
export const moduleReward = Effect.fnUntraced(function* (path: string, context: RewardContext) {
  const found = yield* imported(path)
  const given = found["reward"]
  const reward: unknown = typeof given !== "function" ? given : yield* Effect.try({
    try: () => given(context),
    catch: (error) => new ModuleError({ path, reason: `its "reward" failed: ${reasonOf(error)}` }),
  })
  if (isReward(reward)) return watched(path, reward)
  const exports = Object.keys(found).join(", ") || "nothing"
  const reason = given === undefined
    ? `it exports no "reward", but ${exports}`
    : `its "reward" is none: perRollout and perGroup of @rlif/rewards/reward make one`
  return yield* new ModuleError({ path, reason })
})

/** The signals that a module exports, under whatever names. */
export const moduleSignals = Effect.fnUntraced(function* (path: string) {
  const found = yield* imported(path)
  const signals = Object.values(found).filter(isSignal)
  if (signals.length > 0) return signals
  const exports = Object.keys(found).join(", ") || "nothing"
  return yield* new ModuleError({ path, reason: `it exports no signal, but ${exports}` })
})

/**
 * What a module exports. Node itself strips its types, and `@rlif/*` and `effect` are those of this command, wherever the
 * file lies, so that its values are values of this library.
 */
const imported = Effect.fnUntraced(function* (path: string) {
  const fail = (reason: string) => new ModuleError({ path, reason })
  const there = statSync(path, { throwIfNoEntry: false })
  if (there === undefined) return yield* fail("there is no such file")
  if (there.isDirectory()) return yield* fail("it is a folder, and not a file in it")
  if (module.registerHooks === undefined) {
    return yield* fail(`modules need Node 22.18 or newer, and this is ${process.versions.node}`)
  }
  const hooks = Effect.sync(() => module.registerHooks({ resolve: ourOwn() }))
  yield* Effect.acquireRelease(hooks, (hooks) => Effect.sync(() => hooks.deregister()))
  const url = pathToFileURL(resolve(path)).href
  return yield* Effect.tryPromise({
    try: (): Promise<Readonly<Record<string, unknown>>> => import(/* @vite-ignore */ url),
    catch: (error) => fail(whyOf(error)),
  })
})

/** Where `@rlif/*` and `effect` are for this command; `require` would look from its own file whatever it is told. */
const ourOwn = (): module.ResolveHookSync => {
  let asking = false
  return (specifier, context, next) => {
    if (asking || !ours.test(specifier)) return next(specifier, context)
    asking = true
    try {
      return { url: import.meta.resolve(specifier), shortCircuit: true }
    } finally {
      asking = false
    }
  }
}

const ours = /^(@rlif\/|effect$|effect\/)/

const whyOf = (error: unknown): string => {
  const { code } = error as { readonly code?: string }
  if (code === "ERR_UNKNOWN_FILE_EXTENSION") {
    return `Node ${process.versions.node} does not strip its types: it takes 22.18 or newer, or JavaScript`
  }
  const [reason] = reasonOf(error).split("\n")
  return noModule.test(reason)
    ? `${reason}: its folder says that files are CommonJS ("type" of package.json); .mts and .mjs are modules everywhere`
    : reason
}

/** What Node says of `import` and `export` in CommonJS. */
const noModule = /import statement outside a module|Unexpected token 'export'/

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null

const isSignal = (value: unknown): value is Signal =>
  isRecord(value) && typeof value["name"] === "string" && Array.isArray(value["reads"]) &&
  typeof value["of"] === "function"

const isReward = (value: unknown): value is Reward<string, unknown> =>
  isRecord(value) && typeof value["name"] === "string" && typeof value["score"] === "function" &&
  Array.isArray(value["needs"]) && value["needs"].every(isSignal) &&
  (value["scope"] === "completion" || value["scope"] === "group")

/** The reward, whose failures of any kind name its module: nobody knows what it throws. */
const watched = (path: string, reward: Reward<string, unknown>): Reward<string, ModuleError> => ({
  ...reward,
  score: (groups) =>
    Effect.suspend(() => reward.score(groups)).pipe(
      Effect.catchCause((cause) =>
        Cause.hasInterrupts(cause)
          ? Effect.interrupt
          : new ModuleError({ path, reason: `its reward failed: ${reasonOf(Cause.squash(cause))}` })
      ),
      Effect.filterOrFail(
        (scores) =>
          scores.length === groups.length && scores.every(({ total }, g) => total.length === groups[g].rollouts.length),
        () => new ModuleError({ path, reason: "its reward gave not one number for each completion" }),
      ),
    ),
})
