import { Template as Jinja } from "@huggingface/jinja"
import { Schema } from "effect"

/** A template that is none, or that cannot be filled in. */
export class TemplateError extends Schema.TaggedError<TemplateError>()("@rlif/core/TemplateError", {
  /** The file or setting that it comes from. */
  source: Schema.String,
  message: Schema.String,
}) {}

/**
 * A Jinja template, as `transformers` renders chat templates: a newline after a block is dropped, and so is one at the very
 * end; what is not given is empty. Throws a `TemplateError` that names the source, at once where the text is no template.
 *
 * @example
 * ```ts
 * import { template } from "@rlif/core/text/template"
 *
 * const render = template("{% if name %}Hello {{ name }}{% endif %}", "greeting")
 * render({ name: "world" }) // "Hello world"
 * ```
 */
export const template = (text: string, source: string): (values: Readonly<Record<string, unknown>>) => string => {
  const attempt = <A>(action: string, body: () => A): A => {
    try {
      return body()
    } catch (error) {
      const message = `Cannot ${action} the template of ${source}: ${(error as Error).message}`
      throw new TemplateError({ source, message })
    }
  }
  const jinja = attempt("read", () => new Jinja(text))
  return (values) => attempt("fill in", () => jinja.render(values))
}
