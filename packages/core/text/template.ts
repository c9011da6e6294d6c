import * as Schema from "effect/Schema"
import { jinja } from "./jinja/interpret.ts"
import { reasonOf } from "../files/reason.ts"

/**
 * A template that is malformed or unsupported, or that fails when filled in.
 * @since 0.1.0
 */
export class TemplateError extends Schema.TaggedError<TemplateError>()("@rlif/core/TemplateError", {
  /** The file or setting of the template. */
  source: Schema.String,
  message: Schema.String,
}) {}

/**
 * A template as a function of values by name.
 * @since 0.1.0
 */
export interface Template {
  (values: Readonly<Record<string, unknown>>): string
  /** All variables of the template; other values change nothing. */
  readonly names: ReadonlySet<string>
}

/**
 * A Jinja template, rendered as `transformers` renders chat templates: a newline after a block is dropped, and so is one at
 * the very end; a variable without a value is empty. Throws a `TemplateError` that names the source if the text is no
 * template or is not supported. The function throws one for errors that Jinja would raise, and for a template that would run
 * too long or make a giant text.
 *
 * Not supported, and refused by name: the statements `raw`, `with`, `block`, `include`, `import`, `do`; chained comparisons
 * (`1 < n < 3`); formatting (`%` and `format` of a text, `round`, `wordcount`, `center`, `batch`, `groupby` and all filters of
 * HTML); tuples of one element (`(a,)`) or none; numbers such as `1e3`; whole numbers above 2^53; methods that change a list
 * or a dict, as in the sandbox of `transformers`.
 *
 * @example
 * ```ts
 * import { template } from "@rlif/core/text"
 *
 * const render = template("{% if name %}Hello {{ name }}{% endif %}", "greeting")
 * render({ name: "world" }) // "Hello world"
 * ```
 *
 * @since 0.1.0
 */
export const template = (text: string, source: string): Template => {
  const attempt = <A>(action: string, body: () => A): A => {
    try {
      return body()
    } catch (error) {
      // Of the stack.
      const why = error instanceof RangeError ? "its parts stand too deep in one another" : reasonOf(error)
      const message = `Cannot ${action} the template of ${source}: ${why}`
      throw new TemplateError({ source, message })
    }
  }
  const { names, show } = attempt("read", () => jinja(text))
  return Object.assign((values: Readonly<Record<string, unknown>>) => attempt("fill in", () => show(values)), { names })
}
