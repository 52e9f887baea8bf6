// Parses PowerShell files by tree-sitter's grammar, which takes less than PowerShell does: what it refuses may be valid,
// and is to be written in a plainer way. Arguments: the files. Exit code 1 when one cannot be parsed.
'use strict';
const fs = require('node:fs');
const { Parser, Language } = require('web-tree-sitter');

// The innermost nodes at which the parser lost its way.
function* faults(node) {
  if (node.isMissing || node.isError) {
    yield node;
    return;
  }
  if (!node.hasError) return;
  for (const child of node.children) yield* faults(child);
}

async function main(files) {
  await Parser.init();
  const parser = new Parser();
  parser.setLanguage(await Language.load(require.resolve('tree-sitter-powershell/tree-sitter-powershell.wasm')));
  let bad = 0;
  for (const file of files) {
    for (const node of faults(parser.parse(fs.readFileSync(file, 'utf8')).rootNode)) {
      const what = node.isMissing ? `${node.type} is missing` : `cannot be parsed: ${node.text.split('\n')[0].slice(0, 60)}`;
      console.error(`${file}:${node.startPosition.row + 1}: ${what}`);
      bad += 1;
    }
  }
  console.log(`PowerShell: ${files.length} files, ${bad} faults`);
  process.exitCode = bad > 0 ? 1 : 0;
}

main(process.argv.slice(2));
