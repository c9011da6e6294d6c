// Finds unsupported parts of a template before it is filled in.
import { filterOf } from "./filters.ts"
import type { Body, JinjaNode } from "./node.ts"
import { plainTest } from "./tests.ts"

/** The statements, and the names in them. Throws an error that names the first unsupported part. */
export const jinjaChecked = (body: Body): { readonly body: Body; readonly names: ReadonlySet<string> } => {
  const names = new Set<string>()
  const walk = (value: unknown): void => {
    if (Array.isArray(value)) value.forEach(walk)
    else if (value instanceof Map) { for (const pair of value) walk([...pair]) }
    else if (isNode(value)) {
      if (value.type === "Identifier") names.add(value.value)
      check(value)
      Object.values(value).forEach(walk)
    }
  }
  body.forEach(walk)
  return { body, names }
}

const isNode = (value: unknown): value is JinjaNode => typeof value === "object" && value !== null && "type" in value

const check = (node: JinjaNode): void => {
  switch (node.type) {
    case "FilterExpression":
    case "FilterStatement": {
      const { filter } = node
      const name = filter.type === "CallExpression" ? filter.callee : filter
      if (name.type !== "Identifier") throw new Error("what stands behind a filter is not supported")
      if (filterOf(name.value) !== undefined) return
      const test = /^is (?:not )?(.*)$/.exec(name.value)?.[1]
      throw new Error(`the ${test === undefined ? `filter "${name.value}"` : `test "${test}"`} is not supported`)
    }
    case "TestExpression":
      if (plainTest(node.test.value) === undefined) throw new Error(`the test "${node.test.value}" is not supported`)
      return
    case "Set": {
      const targets = node.assignee.type === "TupleLiteral" ? node.assignee.value : [node.assignee]
      const strange = targets.find(({ type }) => type !== "Identifier" && type !== "MemberExpression")
      if (strange !== undefined) throw new Error(`the statement "set" of a ${strange.type} is not supported`)
    }
  }
}
