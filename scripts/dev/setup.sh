#!/usr/bin/env bash
# Bring everything the project needs into this folder: .venv, node_modules, .solcx.
# Asks for Python 3.11 to 3.14 and node 20 or newer with npm. A second run does nothing.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
PATH=${PATH//"$PWD/.venv/bin:"/} # make puts it there; a virtual environment is not made from itself

SOLC=0.8.37
UV=0.13.9

fail() {
  printf 'setup: %s: %s\n' "$1" "$2" >&2
  exit 1
}

# The newest Python that eth-brownie declares is 3.14; `python3` comes first, so a venv or pyenv wins.
find_python() {
  local found="" candidate version
  for candidate in python3 python3.14 python3.13 python3.12 python3.11; do
    version=$("$candidate" -c 'import sys; print("%d.%d" % sys.version_info[:2])' 2>/dev/null) || continue
    case "$version" in
      3.11 | 3.12 | 3.13 | 3.14) command -v "$candidate" && return ;;
      *) found="$found $version" ;;
    esac
  done
  [ -n "$found" ] || fail PythonMissing "install Python 3.11, 3.12, 3.13 or 3.14 (Debian: apt-get install python3)"
  case "$found" in
    " 3.1"[5-9]* | " 3."[2-9][0-9]*)
      fail PythonTooNew "found Python$found; eth-brownie runs on 3.11, 3.12, 3.13 and 3.14. Install one beside it" ;;
    *) fail PythonTooOld "found Python$found; 3.11, 3.12, 3.13 or 3.14 is needed" ;;
  esac
}

need_node() {
  command -v node >/dev/null || fail NodeMissing "install node 20 or newer"
  local major
  major=$(node -p 'process.versions.node.split(".")[0]')
  [ "$major" -ge 20 ] || fail NodeTooOld "found node $(node --version); 20 or newer is needed"
  command -v npm >/dev/null || fail NpmMissing "install npm (it comes with node; Debian: apt-get install npm)"
}

# Debian ships Python without ensurepip; `python3 -m venv` then fails half-way.
need_venv() {
  "$1" -c 'import ensurepip, venv' 2>/dev/null && return
  local package
  package="$("$1" -c 'import sys; print("python%d.%d-venv" % sys.version_info[:2])')"
  if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq "$package"; } >/dev/null </dev/null ||
      fail VenvMissing "apt-get install $package failed"
  else
    fail VenvMissing "this Python cannot make virtual environments; run: apt-get install $package"
  fi
}

find_uv() {
  case "$(uv --version 2>/dev/null)" in "uv ${UV%.*}."*) command -v uv && return ;; esac
  if [ ! -x .uv/bin/uv ]; then
    need_venv "$1"
    "$1" -m venv --clear .uv
    .uv/bin/python -m pip install -q --disable-pip-version-check "uv==$UV" >&2 ||
      fail UvMissing "pip could not install uv==$UV"
  fi
  echo .uv/bin/uv
}

install_python() {
  local python uv
  python=$(find_python)
  python=$("$python" -c 'import sys; print(sys.executable)')
  uv=$(find_uv "$python")
  # Scripts in a virtual environment hold its path: one that was moved here is made anew.
  if [ -d .venv ] && ! grep -qsF "$PWD/.venv/" .venv/bin/greentrace; then rm -rf .venv; fi
  export UV_PYTHON_DOWNLOADS=never BROWNIE_NOCOMPILE=1 VIRTUAL_ENV="$PWD/.venv"
  { [ -d .venv ] || "$uv" venv -q --python "$python" .venv; } &&
    # The wheel of eth-brownie holds compiled modules that fail; its own sources, interpreted, do not.
    "$uv" pip sync -q --require-hashes --no-binary eth-brownie requirements.lock &&
    "$uv" pip install -q --no-deps -e . ||
    fail PythonPackages "uv could not install requirements.lock (uv reads UV_* variables, not pip's settings)"
  .venv/bin/python - <<'P' || fail BrownieCompiled "eth-brownie must be interpreted: remove .venv and run setup again"
import pathlib, sys, importlib.util
brownie = pathlib.Path(importlib.util.find_spec("brownie").origin).parent
sys.exit(any(brownie.rglob("*.so")))
P
}

install_node() {
  npm ci --silent </dev/null || fail NodePackages "npm could not install package-lock.json; run npm ci to see why"
}

# The native compiler where its download works, else the same version from npm behind scripts/dev/solc.
install_compiler() {
  mkdir -p .solcx
  rm -rf ".solcx/solc-v$SOLC"
  if SOLCX_BINARY_PATH="$PWD/.solcx" timeout 60 .venv/bin/python -c "import solcx; solcx.install_solc('$SOLC')" \
    >/dev/null 2>&1 && ".solcx/solc-v$SOLC" --version >/dev/null 2>&1; then
    echo "native binary" >.solcx/kind
  else
    rm -rf ".solcx/solc-v$SOLC"
    ln -s ../scripts/dev/solc ".solcx/solc-v$SOLC"
    echo "WebAssembly build from npm, because the native binary could not be downloaded" >.solcx/kind
  fi
  ".solcx/solc-v$SOLC" --version | grep -qF "Version: $SOLC+" || fail Compiler "solc is not version $SOLC"
}

# Run step $2 unless stamp $1 says that it ran here with the same files $3... The stamp lives in what the step makes.
once() {
  local stamp=$1 step=$2 key
  shift 2
  key=$( (echo "$PWD" && cat scripts/dev/setup.sh "$@") | sha256sum)
  [ "$(cat "$stamp" 2>/dev/null)" = "$key" ] && return
  "$step"
  echo "$key" >"$stamp"
}

need_node
if command -v flock >/dev/null; then exec 9>.setup.lock && flock 9; fi
once .venv/.stamp install_python requirements.lock pyproject.toml
once node_modules/.stamp install_node package.json package-lock.json .npmrc
once .solcx/.stamp install_compiler package-lock.json
echo "setup: ready; solc $SOLC, $(cat .solcx/kind)"
