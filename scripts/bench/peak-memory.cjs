// node --require of it: writes the process's peak resident memory, in MB, to the file PEAK_MEMORY names.
const { readFileSync, writeFileSync } = require('node:fs');

process.on('exit', () => {
  // not what getrusage(2) has: that begins with what the process took that this one was forked from
  const [, kilobytes] = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync('/proc/self/status', 'utf8'));
  writeFileSync(process.env.PEAK_MEMORY, `${kilobytes / 1024}`);
});
