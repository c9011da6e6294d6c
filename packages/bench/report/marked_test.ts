import { expect, it } from "vitest"
import { marked } from "./marked.ts"

const page = "a\n\n<!-- x -->\n\nold\n\n<!-- /x -->\n\nb <!-- y -->\n<!-- /y -->\n"

it("puts a text between the marks of its name, and again", () => {
  const once = marked(page, { name: "x", text: "$1 | new" })
  expect(once).toBe("a\n\n<!-- x -->\n\n$1 | new\n\n<!-- /x -->\n\nb <!-- y -->\n<!-- /y -->\n")
  expect(marked(once, { name: "x", text: "old" })).toBe(page)
})

it("leaves a page without these marks as it is", () => {
  expect(marked(page, { name: "z", text: "new" })).toBe(page)
  expect(marked("<!-- /x --> <!-- x -->\n", { name: "x", text: "new" })).toBe("<!-- /x --> <!-- x -->\n")
})
