// How a table of settings and an effect become a command of the command line.
import * as Config from "effect/Config"
import * as Console from "effect/Console"
import * as Effect from "effect/Effect"
import type * as FileSystem from "effect/FileSystem"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import { Command, Flag } from "effect/cli"
import { decode, flags, type Of, type SettingsError, type Table } from "../settings/setting.ts"

type Flags = Readonly<Record<string, Flag.Flag<Option.Option<unknown>>>>

/** A command whose flags and `--config` file are those of the table, and which does what `run` says of their values. */
export const command = <const Name extends string, T extends Table, E, R>(
  name: Name,
  { about, settings, run }: {
    readonly about: string
    readonly settings: T
    readonly run: (settings: Of<T>) => Effect.Effect<void, E, R>
  },
) => {
  const all: Flags = { ...flags(settings), otlp }
  return Command.make(
    name,
    all,
    (given): Effect.Effect<void, E | SettingsError, R | FileSystem.FileSystem> =>
      Effect.flatMap(decode(settings, given), run).pipe(
        Effect.withSpan(`rlif ${name}`),
        Effect.provide(telemetry(Option.map(given["otlp"], String))),
      ),
  ).pipe(Command.withDescription(about))
}

/** Where telemetry goes is no setting of what a command does, so that no file has it. */
const otlp = Flag.String("otlp").pipe(
  Flag.withDescription(
    "collector of spans, metrics and logs, by OTLP over HTTP (default: OTEL_EXPORTER_OTLP_ENDPOINT)",
  ),
  Flag.optional,
)

/** Nothing is exported, and nothing of it imported, where neither flag nor environment names a collector. */
const telemetry = (url: Option.Option<string>) =>
  Layer.unwrap(Effect.gen(function* () {
    const endpoint = yield* Effect.orDie(Config.String("OTEL_EXPORTER_OTLP_ENDPOINT").pipe(Config.withDefault("")))
    if (endpoint === "" && Option.isNone(url)) return Layer.empty
    return (yield* Effect.promise(() => import("./outputs/telemetry.ts"))).layer(url)
  }))

/** What a dry run ends with: the settings as a file that `--config` would read. */
export const showSettings = (settings: Readonly<Record<string, unknown>>): Effect.Effect<void> => {
  const { dryRun: _, ...rest } = settings
  return Console.log(JSON.stringify(rest, null, 2))
}
