// What the flags of the benchmarks have in common.
import { Effect, Schema } from "effect"
import { parseArgs, type ParseArgsConfig } from "node:util"

/** Flags that cannot be followed. */
export class FlagError extends Schema.TaggedError<FlagError>()("@rlif/bench/FlagError", {
  flag: Schema.String,
  message: Schema.String,
}) {}

/** Why a flag cannot be followed, as an error of the command that it was given to. */
export type Refuse = (flag: string, why: string) => FlagError

/** The flags of a command, none of them unknown. */
export const parsed = <O extends ParseArgsConfig["options"] & {}>(
  args: ReadonlyArray<string>,
  { options, refuse }: { readonly options: O; readonly refuse: Refuse },
): Effect.Effect<
  ReturnType<typeof parseArgs<{ args: Array<string>; options: O; strict: true }>>["values"],
  FlagError
> =>
  Effect.try({
    try: () => parseArgs({ args: [...args], options, strict: true as const }).values,
    catch: (error) => refuse("", error instanceof Error ? error.message.split(". ")[0] : String(error)),
  })

/** A whole number from `least` to 999999. */
export const count = (
  given: string,
  { name, least = 1, refuse }: { readonly name: string; readonly least?: number; readonly refuse: Refuse },
): Effect.Effect<number, FlagError> =>
  /^\d{1,6}$/.test(given) && Number(given) >= least
    ? Effect.succeed(Number(given))
    : Effect.fail(refuse(name, `--${name} is "${given}", not a whole number from ${least} to 999999`))
