// What a run started from. A branch of a hub moves on, so that a run says which commits it took.
import { availableParallelism } from "node:os"
import { pinned, type Source } from "./fetched.ts"
import type { Located } from "./located.ts"
import type { Inputs } from "./prepared.ts"
import type { Of } from "../../settings/setting.ts"
import type { trainSettings } from "../../settings/train_settings.ts"

type Settings = Of<typeof trainSettings>

/** All that it takes to do a run again. */
export interface Origin {
  /** Each name of a hub is that of the very commit, and threads are counted. */
  readonly settings: Settings
  /** What a hub had, by what it was for. */
  readonly sources: Readonly<Record<"model" | "base" | "data" | "evalData" | "guardLabels", Source | undefined>>
}

/** The origin of a run with these settings. */
export const originOf = (settings: Settings, found: Located, inputs: Inputs): Origin => {
  const sources = { ...found.sources, ...inputs.sources }
  const [model, data, evalData, guardLabels] = (["model", "data", "evalData", "guardLabels"] as const).map((name) =>
    pinned(settings[name], sources[name])
  )
  // Bits depend on the number of threads, and another machine has other cores.
  const threads = settings.provider === "cpu" ? settings.threads || availableParallelism() : settings.threads
  const base = settings.base === "" ? "" : pinned(settings.base, sources.base)
  return { settings: { ...settings, model, base, data, evalData, guardLabels, threads }, sources }
}

/** The sources as a file; undefined where nothing is of a hub. */
export const sourcesFile = ({ sources }: Origin): string | undefined =>
  Object.values(sources).every((source) => source === undefined) ? undefined : JSON.stringify(sources, null, 2) + "\n"
