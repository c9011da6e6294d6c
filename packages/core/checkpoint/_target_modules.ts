// The linear layers that an adapter's fields select, by PEFT's rules: a list of ends of names, or a regular expression for
// whole names, less the excluded names; a list may be limited to some blocks. Here a layer must be selected in all blocks or
// in none.
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import { type AdapterTarget, adapterTargets } from "../model/adapter.ts"
import { fitting } from "./_fitting.ts"
import { maybe } from "./schemas.ts"
import type { FieldIssue } from "../files/decode_fields.ts"

const Names = Schema.Union([Schema.String, Schema.Array(Schema.String)])
const Index = Schema.Int.check(Schema.isGreaterThanOrEqualTo(0))

/** The types of the fields; `targetsOf` gives their meaning. */
export const targetFields = {
  target_modules: Names,
  exclude_modules: maybe(Names),
  layers_to_transform: maybe(Schema.Union([Index, Schema.Array(Index)])),
  layers_pattern: maybe(Names),
}
const Fields = Schema.Struct(targetFields)

/** More blocks than any model has, for a model that is not known yet. */
const unknownBlocks = 1000

/**
 * The selected layers, at least one, in the order of `adapterTargets`; a failure names the field. Without the number of blocks
 * nothing checks that a layer is selected in all blocks.
 */
export const targetsOf = (
  { target_modules: modules, exclude_modules: excluded, layers_to_transform: some, layers_pattern: places }:
    typeof Fields.Type,
  blocks?: number,
): Result.Result<ReadonlyArray<AdapterTarget>, FieldIssue> =>
  Result.gen(function* () {
    const strangePlace = [places ?? []].flat().find((place) => place !== "layers")
    if (strangePlace !== undefined) {
      return yield* issue("layers_pattern", `${JSON.stringify(strangePlace)} is not supported, only "layers"`)
    }
    const within = some == null || (Array.isArray(some) && some.length === 0) ? undefined : new Set([some].flat())
    if (within !== undefined && typeof modules === "string" && modules !== allLinear) {
      return yield* issue("layers_to_transform", "it is for a list of target_modules, and that is a pattern")
    }
    const count = blocks ?? unknownBlocks
    const meant = yield* matching("target_modules", modules, count)
    const without = excluded == null ? () => false : yield* matching("exclude_modules", excluded, count)
    const all = Array.from({ length: count }, (_, block) => block)
    const selects = (name: string, block: number) =>
      !without(name) && meant(name) && (within === undefined || within.has(block))
    const inBlocks = adapterTargets
      .map((target) => ({ target, found: all.filter((block) => selects(nameOf(target, block), block)) }))
      .filter(({ found }) => found.length > 0)
    if (inBlocks.length === 0) {
      return yield* issue(
        "target_modules",
        `${quoted(modules)} means no linear layer, such as "${nameOf("q_proj", 0)}"`,
      )
    }
    if (blocks === undefined) return inBlocks.map(({ target }) => target)
    const partly = inBlocks.find(({ found }) => found.length < blocks)
    if (partly !== undefined) {
      const { target, found } = partly
      const field = within !== undefined && within.size < blocks ? "layers_to_transform" : "target_modules"
      const which = `${found.slice(0, 3).join(", ")}${found.length > 3 ? ", ..." : ""} of ${blocks}`
      return yield* issue(field, `some blocks alone are not supported: "${target}" of block ${which}`)
    }
    return inBlocks.map(({ target }) => target)
  })

const allLinear = "all-linear"

/** A test whether a name is selected; fails if a part of the field selects no layer of any model here. */
const matching = (field: string, modules: string | ReadonlyArray<string>, blocks: number) => {
  if (modules === allLinear) return Result.succeed(() => true)
  if (typeof modules === "string") {
    // re.fullmatch
    const fits = fitting(`^(?:${modules})$`, layerNames(blocks))
    if (Result.isFailure(fits)) return issue(field, `${quoted(modules)}: ${fits.failure}`)
    return Result.succeed((name: string) => fits.success.has(name))
  }
  const ends = (name: string) => (end: string) => name === end || name.endsWith(`.${end}`)
  const isKnown = (end: string) => {
    const block = /(?:^|\.)(\d+)\./.exec(end)?.[1] ?? "0"
    return adapterTargets.some((target) => ends(nameOf(target, Number(block)))(end))
  }
  // Excluded names may belong to any part of a model, so they are not checked.
  const strange = field === "target_modules" ? modules.findIndex((end) => !isKnown(end)) : -1
  if (strange >= 0) {
    const known = adapterTargets.map((target) => `"${target}"`).join(" | ")
    return issue(`${field}.${strange}`, `expected ${known}, got ${JSON.stringify(modules[strange])}`)
  }
  if (field === "target_modules" && modules.length === 0) return issue(field, "it names no layer")
  return Result.succeed((name: string) => modules.some(ends(name)))
}

const quoted = (modules: string | ReadonlyArray<string>) => JSON.stringify(modules)

const nameOf = (target: AdapterTarget, block: number): string => `model.layers.${block}.${places[target]}.${target}`

/** The names of all linear layers of a model with so many blocks, or of any model. */
export const layerNames = (blocks = unknownBlocks): ReadonlyArray<string> =>
  Array.from({ length: blocks }, (_, block) => adapterTargets.map((target) => nameOf(target, block))).flat()

const places: { readonly [T in AdapterTarget]: "self_attn" | "mlp" } = {
  q_proj: "self_attn",
  k_proj: "self_attn",
  v_proj: "self_attn",
  o_proj: "self_attn",
  gate_proj: "mlp",
  up_proj: "mlp",
  down_proj: "mlp",
}

const issue = (field: string, message: string): Result.Result<never, FieldIssue> => Result.fail({ field, message })
