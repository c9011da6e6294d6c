// Which linear layers `target_modules` of an adapter means, as PEFT reads it: a list of the ends of names, or a regular
// expression for whole names. `layers_to_transform` is another field, so the names of the first block stand for all.
import { Result, Schema } from "effect"
import { type AdapterTarget, adapterTargets } from "../model/adapter.ts"
import type { FieldIssue } from "../files/decode_fields.ts"

/** What the field may be; `targetsOf` says what it means. */
export const TargetModules = Schema.Union([Schema.String, Schema.Array(Schema.String)])

/** The layers that are meant, at least one, in the order of `adapterTargets`; a failure names the field. */
export const targetsOf = (
  modules: typeof TargetModules.Type,
): Result.Result<ReadonlyArray<AdapterTarget>, FieldIssue> => {
  if (modules === "all-linear") return Result.succeed(adapterTargets)
  if (typeof modules === "string") return matched(modules)
  const strange = modules.findIndex((end) => ending(end).length === 0)
  if (strange >= 0) {
    const known = adapterTargets.map((target) => `"${target}"`).join(" | ")
    return issue(`expected ${known}, got ${JSON.stringify(modules[strange])}`, `.${strange}`)
  }
  if (modules.length === 0) return issue("it names no layer")
  return Result.succeed(adapterTargets.filter((target) => modules.some((end) => ending(end).includes(target))))
}

/** re.fullmatch */
const matched = (pattern: string): Result.Result<ReadonlyArray<AdapterTarget>, FieldIssue> => {
  const whole = Result.try(() => new RegExp(`^(?:${pattern})$`))
  if (Result.isFailure(whole)) {
    return issue(`${JSON.stringify(pattern)} is no regular expression that is understood here`)
  }
  const targets = adapterTargets.filter((target) => whole.success.test(nameOf(target)))
  return targets.length > 0 ? Result.succeed(targets) : issue(
    `${JSON.stringify(pattern)} matches no linear layer of the first block, such as "${nameOf("q_proj")}"`,
  )
}

/** The layers whose names end in this, from a dot on. */
const ending = (end: string): ReadonlyArray<AdapterTarget> =>
  adapterTargets.filter((target) => nameOf(target).endsWith(`.${end}`))

const nameOf = (target: AdapterTarget): string => `model.layers.0.${places[target]}.${target}`

const places: { readonly [T in AdapterTarget]: "self_attn" | "mlp" } = {
  q_proj: "self_attn",
  k_proj: "self_attn",
  v_proj: "self_attn",
  o_proj: "self_attn",
  gate_proj: "mlp",
  up_proj: "mlp",
  down_proj: "mlp",
}

const issue = (message: string, at = ""): Result.Result<never, FieldIssue> =>
  Result.fail({ field: `target_modules${at}`, message })
