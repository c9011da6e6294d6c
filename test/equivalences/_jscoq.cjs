// Runs jscoq's command line with a folder of its own for the standard library, argv[2], which is `/tmp/jscoq` for every
// process of a machine otherwise: two runs at a time would take it from each other.
const { readFileSync } = require("node:fs")
const { Module } = require("node:module")
const { dirname } = require("node:path")

const [folder] = process.argv.splice(2, 1)
const path = require.resolve("jscoq/dist-cli/cli.cjs")
const program = new Module(path)
program.filename = path
program.paths = Module._nodeModulePaths(dirname(path))
program._compile(readFileSync(path, "utf8").replace('"/tmp/jscoq"', JSON.stringify(folder)), path)
