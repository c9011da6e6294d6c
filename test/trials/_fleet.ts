// What may happen to a run whose pieces workers compute. Each fault is done to processes as users start them, and the run has to mean
// what a run means that one process computed in peace.
import { readdirSync, readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { setTimeout as sleep } from "node:timers/promises"
import { meaning } from "../../packages/trainer/testing/meaning.ts"
import { freePort, networkTo } from "./_cut.ts"
import { type Ended, newPlace, start, until } from "./_runs.ts"
import type { Scene } from "./_scene.ts"

/** What came of a fault. */
export interface Faulted {
  readonly fault: string
  readonly same: boolean
  readonly seconds: number
  /** What was seen of it. */
  readonly seen: string
}

type Meaning = Readonly<Record<string, string>>

const settings: ReadonlyArray<string> =
  ("--steps 10 --problems 3 --completions 3 --max-tokens 24 --threads 1 --eval-problems 8 --eval-every 4 " +
    "--samples-every 2 --save-every 1").split(" ")

/** What a run means, whoever led it. */
const meant = (run: string): Meaning => {
  const { "leader.json": _, ...rest } = meaning(run)
  return rest
}

/** What the run means that one process computes in peace. */
export const peaceful = async (): Promise<Meaning> => {
  const place = newPlace()
  const { code, stderr } = await start(place, ...settings, "--out", "run").ended
  if (code !== 0) throw new Error(`The run in peace failed: ${stderr}`)
  return meant(join(place, "run"))
}

/** A run that has begun: its folder, and its process. */
interface Begun extends ReturnType<typeof start> {
  readonly run: string
  readonly place: string
}

const begin = async ({ url }: Scene, ...flags: ReadonlyArray<string>): Promise<Begun> => {
  const place = newPlace()
  const started = start(place, ...settings, "--out", "run", "--workers", url, ...flags)
  const run = join(place, "run")
  await until(started.child, () => steps(run) >= 2)
  return { ...started, run, place }
}
const resume = ({ url }: Scene, { place }: Begun) => start(place, "--resume", "run", "--workers", url)

/** The updates of which a run has written something. */
const steps = (run: string): number => {
  try {
    return readFileSync(join(run, "metrics.jsonl"), "utf8").split("\n").length - 2
  } catch {
    return 0
  }
}

const fine = ({ code, stderr }: Ended): void => {
  if (code !== 0) throw new Error(`The run failed: ${stderr}`)
}

/** As if the process were one of another machine, which cannot be seen from here. */
const moveAway = (run: string): void => {
  const file = join(run, ".lock")
  writeFileSync(file, JSON.stringify({ ...JSON.parse(readFileSync(file, "utf8")), host: "another-machine" }))
}

const lost = /another process has taken the lead of this run/

/** By name; each gives the folder of the run once it has ended, and what was seen. */
export const faults: Readonly<Record<string, (scene: Scene) => Promise<readonly [string, string]>>> = {
  "a worker is killed (-9) in mid-piece": async (scene) => {
    const dies = await scene.worker("dies")
    const begun = await begin(scene)
    await scene.computing()
    dies.kill("SIGKILL")
    await scene.worker("takes over")
    fine(await begun.ended)
    return [begun.run, "its piece was computed by another"]
  },
  "a worker is stopped beyond its lease, and woken": async (scene) => {
    const sleeps = await scene.worker("sleeps")
    const begun = await begin(scene)
    await scene.computing()
    sleeps.kill("SIGSTOP")
    await sleep(12_000)
    const before = steps(begun.run)
    sleeps.kill("SIGCONT")
    fine(await begun.ended)
    return [begun.run, `the run was at update ${before} when it woke`]
  },
  "the coordinator is killed (-9) in mid-step, and resumed": async (scene) => {
    await scene.worker("stays")
    const begun = await begin(scene)
    await scene.computing()
    begun.child.kill("SIGKILL")
    await begun.ended
    const at = steps(begun.run)
    fine(await resume(scene, begun).ended)
    return [begun.run, `killed after update ${at}`]
  },
  "the coordinator is killed (-9) inside a checkpoint, and resumed": async (scene) => {
    await scene.worker("stays")
    const begun = await begin(scene)
    const half = () => readdirSync(join(begun.run, "checkpoints")).find((name) => name.endsWith(".partial"))
    let found: string | undefined
    await until(begun.child, () => (found = half()) !== undefined)
    begun.child.kill("SIGKILL")
    await begun.ended
    const left = half()
    fine(await resume(scene, begun).ended)
    return [begun.run, left === undefined ? `${found} had just been finished` : `${left} was left, and removed`]
  },
  "PostgreSQL is killed for ten seconds": async (scene) => {
    await scene.worker("stays")
    const begun = await begin(scene)
    await scene.computing()
    const before = steps(begun.run)
    await scene.withoutDatabase(10_000)
    const after = steps(begun.run)
    fine(await begun.ended)
    return [begun.run, `${after - before} updates were written meanwhile`]
  },
  "the network between a worker and the coordinator is cut for ten seconds": async (scene) => {
    await scene.worker("stays")
    const [coordinator, between] = ["127.0.0.1", "127.0.0.2"]
    const port = await freePort(coordinator, between)
    await scene.through(between)
    const network = await networkTo(coordinator, { host: between, port })
    try {
      const begun = await begin(scene, "--address", `${coordinator}:${port}`)
      await scene.computing()
      network.cut()
      const [passed, before] = [network.passed(), steps(begun.run)]
      await sleep(10_000)
      const during = network.passed() - passed
      const after = steps(begun.run)
      network.mend()
      fine(await begun.ended)
      if (passed === 0 || during > 0) throw new Error(`${passed} bytes went by before the cut, and ${during} meanwhile`)
      return [begun.run, `${after - before} updates were written meanwhile`]
    } finally {
      network.close()
    }
  },
  "a coordinator is frozen, another goes on, and the first one is woken": async (scene) => {
    await scene.worker("stays")
    const first = await begin(scene)
    await scene.computing()
    first.child.kill("SIGSTOP")
    moveAway(first.run)
    const second = resume(scene, first)
    await until(second.child, () => steps(first.run) >= 6)
    first.child.kill("SIGCONT")
    const [{ stderr }, ended] = await Promise.all([first.ended, second.ended])
    fine(ended)
    if (!lost.test(stderr)) throw new Error(`The first coordinator did not lose the lead: ${stderr}`)
    return [first.run, "it wrote nothing more, and said that it leads no more"]
  },
  "two coordinators work on one run at once": async (scene) => {
    await scene.worker("stays")
    const first = await begin(scene)
    moveAway(first.run)
    const second = resume(scene, first)
    const [{ stderr }, ended] = await Promise.all([first.ended, second.ended])
    fine(ended)
    if (!lost.test(stderr)) throw new Error(`The first coordinator did not lose the lead: ${stderr}`)
    return [first.run, "the first one said that it leads no more"]
  },
}

/** Does a fault to a run, in a scene of its own. */
export const faulted = async (fault: string, scene: Scene, expected: Meaning): Promise<Faulted> => {
  const begun = performance.now()
  const [run, seen] = await faults[fault]!(scene)
  const same = JSON.stringify(meant(run)) === JSON.stringify(expected)
  return { fault, same, seconds: Math.round((performance.now() - begun) / 100) / 10, seen }
}

/** Faults as a table of a page. */
export const faultTable = (all: ReadonlyArray<Faulted>): string =>
  [
    "| fault | the run | seconds | seen |",
    "|---|---|---|---|",
    ...all.map(({ fault, same, seconds, seen }) =>
      `| ${fault} | ${same ? "the same" : "NOT THE SAME"} | ${seconds} | ${seen} |`
    ),
  ].join("\n")
