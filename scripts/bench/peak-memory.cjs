// node --require of it: writes the process's peak resident memory, in MB, to the file PEAK_MEMORY names.
const { writeFileSync } = require('node:fs');

process.on('exit', () => {
  const { maxRSS } = process.resourceUsage(); // in kilobytes
  writeFileSync(process.env.PEAK_MEMORY, `${maxRSS / 1024}`);
});
