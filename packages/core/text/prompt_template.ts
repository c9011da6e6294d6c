import { template, TemplateError } from "./template.ts"

/**
 * A Jinja template with `{{ problem }}` in it, as a function of the problem's text. Throws a `TemplateError` if the text is no
 * template, or if its result does not depend on the problem.
 *
 * @example
 * ```ts
 * import { promptTemplate } from "@rlif/core/text"
 *
 * promptTemplate("Question: {{ problem }}\nAnswer:")("2 + 2?") // "Question: 2 + 2?\nAnswer:"
 * ```
 *
 * @since 0.1.0
 */
export const promptTemplate = (text: string, source = "the prompt"): (problem: string) => string => {
  const render = template(text, source)
  if (render({ problem: "1" }) === render({ problem: "2" })) {
    const message = `Cannot use the template of ${source}: it shows nothing of {{ problem }}`
    throw new TemplateError({ source, message })
  }
  return (problem) => render({ problem })
}
