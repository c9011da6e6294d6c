// `rlif report`: a page to read about runs.
import * as Console from "effect/Console"
import * as Effect from "effect/Effect"
import * as Path from "effect/Path"
import * as Stream from "effect/Stream"
import { runReport } from "../page/run_report.ts"
import { integer, type Of, operands, text, toggle } from "../settings/setting.ts"
import { command } from "./_command.ts"
import { readingOf } from "./inputs/reading.ts"
import { checkOutput, told, writeWhole } from "./outputs/whole_file.ts"

/** All that `rlif report` can be told. */
export const reportSettings = {
  run: operands("run folders; several are laid over each other, and compared with the first"),
  out: text("", "HTML file to write, or - for standard output; empty is report.html in the first run's folder"),
  force: toggle(false, "write the file though it exists"),
  updates: integer(60, "of at most how many updates of a run the samples are in the page", 1),
}

/** The command. */
export const report = command("report", {
  about: "A page to read about runs: curves, samples, what guards decided, runs compared",
  settings: reportSettings,
  run: Effect.fnUntraced(function* ({ run, out, force, updates }: Of<typeof reportSettings>) {
    const { join } = yield* Path.Path
    // What has a name of its own in the run's folder is made anew; what somebody names is theirs.
    const where = out === "" ? { output: join(run[0], "report.html"), force: true } : { output: out, force }
    yield* checkOutput(where)
    const html = yield* runReport(run, { reading: readingOf, updates })
    yield* writeWhole(where, Stream.make(html))
    const size = (new TextEncoder().encode(html).length / 2 ** 20).toFixed(2)
    yield* where.output === "-" ? Console.error(`${size} MiB`) : told(where, `${where.output}: ${size} MiB`)
  }, Effect.scoped),
})
