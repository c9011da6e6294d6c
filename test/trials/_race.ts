// Processes that start at once: one of them has the folder that all name, and each has one of its own where none names any.
import { existsSync, readdirSync } from "node:fs"
import { join } from "node:path"
import { meaning } from "../../packages/trainer/testing/meaning.ts"
import { newPlace, start } from "./_runs.ts"

/** What came of a round of each kind. */
export interface Raced {
  readonly named: { readonly won: number; readonly refused: number; readonly whole: boolean }
  readonly unnamed: { readonly won: number; readonly folders: number; readonly whole: boolean }
}

const processes = 4
const brief = "--steps 1 --problems 2 --completions 2 --max-tokens 8 --threads 1 --eval-problems 0".split(" ")

/** Four processes on one folder, then four that look for one themselves. */
export const raceRound = async (): Promise<Raced> => {
  const place = newPlace()
  const named = await all(place, "--out", "run")
  const won = named.filter(({ code }) => code === 0)
  const refused = named.filter(({ code, stderr }) => code === 1 && /^rlif: Cannot .*"run"/.test(stderr))
  const metrics = metricsOf(join(place, "run"))
  const unnamed = await all(place)
  const folders = existsSync(join(place, "runs")) ? readdirSync(join(place, "runs")) : []
  return {
    named: { won: won.length, refused: refused.length, whole: metrics?.split("\n").length === 2 },
    unnamed: {
      won: unnamed.filter(({ code }) => code === 0).length,
      folders: folders.length,
      whole: folders.every((name) => metricsOf(join(place, "runs", name)) === metrics),
    },
  }
}

/** The lines of a run: one, of its one step. */
const metricsOf = (run: string) => existsSync(run) ? meaning(run)["metrics.jsonl"] : undefined

const all = (place: string, ...flags: ReadonlyArray<string>) =>
  Promise.all(Array.from({ length: processes }, () => start(place, ...brief, ...flags).ended))

/** Whether a round is as it has to be. */
export const isFair = ({ named, unnamed }: Raced): boolean =>
  named.won === 1 && named.refused === processes - 1 && named.whole &&
  unnamed.won === processes && unnamed.folders === processes && unnamed.whole
