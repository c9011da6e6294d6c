import type { Tree } from "./browser/tree.d.ts"
import { escaped } from "./harmless.ts"

/** A tree as HTML. */
export const htmlOf = (tree: Tree | string): string => {
  if (typeof tree === "string") return escaped(tree)
  const attributes = tree.attributes.map(([name, value]) => ` ${name}="${escaped(value)}"`).join("")
  return `<${tree.tag}${attributes}>${tree.children.map(htmlOf).join("")}</${tree.tag}>`
}
