#!/usr/bin/env bash
# Makes sure that what the tests need beside Go is there: installs it by apt as root, else says what to install and fails. The
# linter of the scripts comes by npm into this folder, with the version and the sums of package-lock.json.
set -euo pipefail
need=()
command -v chromium >/dev/null 2>&1 || command -v chromium-browser >/dev/null 2>&1 || command -v google-chrome >/dev/null 2>&1 || need+=(chromium)
command -v gcc >/dev/null 2>&1 || need+=(gcc libc6-dev)
command -v fc-list >/dev/null 2>&1 && fc-list | grep -qi 'Noto Sans Tai Viet' || need+=(fontconfig fonts-noto-core)
command -v pspp >/dev/null 2>&1 || need+=(pspp)
command -v soffice >/dev/null 2>&1 || need+=(libreoffice-calc)
/usr/bin/python3 -c 'import openpyxl' >/dev/null 2>&1 || need+=(python3-openpyxl)
command -v npm >/dev/null 2>&1 || need+=(npm)
if [ ${#need[@]} -ne 0 ]; then
  if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null 2>&1; then
    echo "The tests need: ${need[*]}. Please install them (Debian: sudo apt-get install ${need[*]}) and run make test again." >&2
    exit 1
  fi
  export DEBIAN_FRONTEND=noninteractive
  apt-get update -qq
  apt-get install -y -qq --no-install-recommends "${need[@]}" >/dev/null
fi

cd "$(dirname "$0")"
wanted=$(sed -n 's|.*"@biomejs/biome": "\([0-9.]*\)".*|\1|p' package.json)
if [ "$(node_modules/.bin/biome --version 2>/dev/null)" != "Version: $wanted" ]; then
  if ! npm ci --ignore-scripts --no-audit --no-fund --loglevel=error >&2 || ! node_modules/.bin/biome --version >/dev/null; then
    echo "The tests need Biome $wanted, the linter of the scripts. Please make npm reach its registry: npm ci --prefix $PWD" >&2
    exit 1
  fi
fi
