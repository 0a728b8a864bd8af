// node --require of it: the program as if on macOS, where there is no /proc and no tool of Linux. On exit it
// writes what was touched that is Linux's alone to the file that TOUCHED names.
const childProcess = require('node:child_process');
const fs = require('node:fs');

const touched = [];
const realWrite = fs.writeFileSync;
const isLinux = (path) => /^(file:\/\/)?\/(proc|sys|run)\b/.test(String(path));

for (const api of [fs, fs.promises]) {
  for (const [name, real] of Object.entries(api)) {
    if (typeof real !== 'function' || /^[A-Z_]/.test(name)) continue;
    api[name] = function (path, ...rest) {
      if (isLinux(path)) touched.push(`${name} ${path}`);
      return real.call(this, path, ...rest);
    };
    Object.assign(api[name], real);
  }
}
for (const name of ['spawn', 'spawnSync', 'exec', 'execSync', 'execFile', 'execFileSync', 'fork']) {
  childProcess[name] = (...args) => {
    touched.push(`${name} ${args[0]}`);
    throw new Error('no process may be started here');
  };
}
Object.defineProperty(process, 'platform', { value: 'darwin' });

process.on('exit', () => {
  realWrite(process.env.TOUCHED, JSON.stringify(touched));
});
