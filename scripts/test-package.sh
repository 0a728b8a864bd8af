#!/bin/sh
# The package as users get it: packed, installed into an empty folder without the registry, run from
# there, with no compiler and nothing of this checkout in reach.
set -eu
root=$(cd "$(dirname "$0")/.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

cd "$root"
tarball=$(npm pack --silent --pack-destination "$work")
mkdir "$work/unpacked"
tar -xzf "$work/$tarball" -C "$work/unpacked" --same-permissions
node scripts/check-package.mjs "$work/unpacked/package"
mkdir "$work/empty"
cd "$work/empty"
npm init -y >/dev/null 2>&1
npm install --silent --offline --no-audit --no-fund "$work/$tarball"

echo "package: $(du -h "$work/$tarball" | cut -f1), $(ls node_modules | wc -l) package installed"
npx --no-install cni-lab --version
npx --no-install cni-lab verify --json --out "$work/run" >"$work/run.json"
node -e '
  const { verdict, results } = JSON.parse(require("node:fs").readFileSync(process.argv[1], "utf8"));
  console.log("verify --json:", verdict, results.map((r) => r.datapath).join(" "));
  process.exitCode = verdict === "pass" ? 0 : 1;
' "$work/run.json"
npx --no-install cni-lab report "$work/run" --html "$work/report.html"
grep -q 'class="stage"' "$work/report.html" && echo "report --html: $(du -h "$work/report.html" | cut -f1)"
npx --no-install cni-lab verify --all --probe udp --out "$work/run2" | tail -n 7
