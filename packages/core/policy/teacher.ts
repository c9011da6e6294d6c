import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { Policy } from "./policy.ts"

/**
 * A second policy beside the one that is trained, with weights of its own: whoever votes, or whom the other is compared with. It
 * stays as it was loaded unless something makes it follow.
 * @since 0.1.0
 */
export class Teacher extends Context.Service<Teacher, Policy["Service"]>()("@rlif/core/policy/Teacher") {}

/**
 * A teacher from any layer of a policy, loaded afresh: a layer that the trained policy comes from, too, gives a copy.
 *
 * @example
 * ```ts
 * import * as Policy from "@rlif/core/policy"
 * import { Layer } from "effect"
 *
 * const policy = Policy.layerFolder("models/base")
 * export const both = Layer.merge(policy, Policy.layerTeacher(policy))
 * ```
 *
 * @since 0.1.0
 */
export const layerTeacher = <E, R>(policy: Layer.Layer<Policy, E, R>): Layer.Layer<Teacher, E, R> =>
  Layer.effect(Teacher, Effect.map(Layer.build(Layer.fresh(policy)), (context) => Context.get(context, Policy)))
