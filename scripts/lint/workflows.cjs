// What actionlint does not look at: the shell of `run` steps by shellcheck, which it would have to call, and that
// actions of others are pinned to a commit. Arguments: workflows and actions. Exit code 1 when something is found.
'use strict';
const fs = require('node:fs');
const { spawnSync } = require('node:child_process');
const yaml = require('js-yaml');

// [where, step] of a workflow or a composite action.
function* stepsOf(document) {
  for (const [name, job] of Object.entries(document.jobs ?? {})) {
    if (job.uses) yield [name, job]; // a workflow that is called
    for (const step of job.steps ?? []) yield [name, step];
  }
  for (const step of document.runs?.steps ?? []) yield ['runs', step];
}

function pinned(uses) {
  return uses.startsWith('./') || /@[0-9a-f]{40}$/.test(uses);
}

function shellcheck(script) {
  // an expression of GitHub is text by the time that the shell reads it
  const input = `#!/bin/bash\nset -eo pipefail\n${script.replace(/\$\{\{.*?\}\}/g, 'expression')}`;
  // SC2154: variables come from the step's env, too
  const run = spawnSync('shellcheck', ['--format=gcc', '--exclude=SC2154', '-'], { input, encoding: 'utf8' });
  if (run.error) throw run.error;
  return run.stdout.split('\n').filter(Boolean).map((line) => line.replace(/^-:(\d+):/, (_, n) => `line ${n - 2}:`));
}

let checked = 0;
const found = [];
for (const file of process.argv.slice(2)) {
  for (const [where, step] of stepsOf(yaml.load(fs.readFileSync(file, 'utf8')))) {
    const name = `${file}: ${where}: ${step.name ?? step.uses ?? 'step'}`;
    if (step.uses && !pinned(step.uses)) found.push(`${name}: is not pinned to a commit`);
    if (!step.run || (step.shell && step.shell !== 'bash')) continue;
    checked += 1;
    for (const line of shellcheck(step.run)) found.push(`${name}: ${line}`);
  }
}
for (const line of found) console.error(line);
console.log(`Workflows: ${checked} shell steps, ${found.length} faults`);
process.exitCode = found.length > 0 ? 1 : 0;
