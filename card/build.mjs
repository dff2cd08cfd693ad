// Build the one file that the integration serves; with --check, say whether the committed one is what the sources give.
import { readFile } from "node:fs/promises";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";

const FILE = new URL("../custom_components/falldetect/frontend/falldetect-card.js", import.meta.url).pathname;
const LARGEST_BYTES = 60_000;
const checks = process.argv.includes("--check");

const licence = await readFile(new URL("node_modules/lit/LICENSE", import.meta.url), "utf8");
const made = await build({
  absWorkingDir: new URL(".", import.meta.url).pathname,
  entryPoints: ["src/index.ts"],
  outfile: FILE,
  bundle: true,
  minify: true,
  format: "esm",
  target: "es2022",
  charset: "utf8",
  legalComments: "none",
  banner: { js: `/*\nThe card of the Fall detection integration, made from card/. It holds Lit, which has this licence:\n\n${licence}*/` },
  write: !checks,
});

const content = checks ? Buffer.from(made.outputFiles[0].contents) : await readFile(FILE);
const size = gzipSync(content).length;
console.log(`falldetect-card.js: ${content.length} bytes, ${size} with gzip`);
if (size > LARGEST_BYTES) {
  console.error(`error: more than ${LARGEST_BYTES} bytes with gzip`);
  process.exitCode = 1;
}
if (checks && !content.equals(await readFile(FILE))) {
  console.error("error: the committed file is not what the sources build: run npm run build in card/ and commit it");
  process.exitCode = 1;
}
