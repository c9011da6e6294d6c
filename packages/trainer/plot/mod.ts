// Written by scripts/faces.ts.
export * from "./figure.ts"
export * from "./panel.ts"
export * from "./plate.ts"
export * from "./training_curves.ts"
export * from "./xml_text.ts"
