# Every command a contributor needs; `make` alone lists them.
SHELL := /bin/bash
.DEFAULT_GOAL := help
.NOTPARALLEL:
export SOLCX_BINARY_PATH := $(CURDIR)/.solcx
export PATH := $(CURDIR)/.venv/bin:$(CURDIR)/node_modules/.bin:$(PATH)

UV := $(if $(wildcard .uv/bin/uv),.uv/bin/uv,uv)
# Without brownie's plugin pytest starts no node and compiles nothing.
PLAIN := pytest -p no:pytest-brownie
# Over the cores, a file to each: its fixtures are built once.
SPREAD := -q -n auto --dist loadfile
# Brownie itself recompiles neither for a new compiler setting nor for new dependencies.
COMPILED := build/.compiled
SOURCES := $(shell find contracts interfaces -name '*.sol' 2>/dev/null) brownie-config.yaml package-lock.json

.PHONY: help setup demo test fmt lint fast arch contracts contracts-test unit scenario forge \
	oracle-test e2e gas abi lock check clean

help: ## list the commands
	@grep -hE '^[a-z0-9-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z0-9-]+):.*## /\1\t/' | expand -t 16

setup: ## install everything under this folder (once; afterwards it does nothing)
	@scripts/dev/setup.sh

demo: setup ## run one bond from project to redemption on a local chain, with its pages
	greentrace demo

test: setup lint arch oracle-test contracts-test forge e2e ## everything CI runs, in the same order

fmt: setup ## format Solidity and Python
	forge fmt contracts interfaces tests/forge
	ruff check --fix-only -q . && ruff format .

lint: setup ## formatters, compiler warnings, solhint, ruff, mypy
	forge fmt --check contracts interfaces tests/forge && forge build
	solhint --noPoster --max-warnings 0 'contracts/**/*.sol' 'interfaces/**/*.sol'
	ruff check . && ruff format --check . && mypy

fast: setup ## arch and oracle unit tests, before every commit
	$(PLAIN) -q tests/arch tests/oracle/unit

arch: setup ## is the tree what its documents say
	$(PLAIN) tests/arch

contracts: setup $(COMPILED) ## compile with brownie, when a source or a setting changed

$(COMPILED): $(SOURCES)
	brownie compile --all
	@touch $@

contracts-test: contracts ## every contract test: unit, scenario, invariant, differential, gas
	pytest tests/contracts $(SPREAD)

unit: contracts ## contract tests, one function each
	pytest tests/contracts/unit

scenario: contracts ## contract tests, one story each
	pytest tests/contracts/scenario

forge: setup ## fuzz tests and invariants in Solidity
	forge test

oracle-test: setup ## oracle tests, without node or network
	$(PLAIN) tests/oracle $(SPREAD)

e2e: contracts ## from device to reader on a live chain
	$(PLAIN) tests/e2e

gas: contracts ## compare gas with snapshots/gas.json (UPDATE=1 rewrites it)
	pytest tests/contracts/gas

abi: contracts ## write oracle/chain/abi from the compiled contracts
	python scripts/dev/abi.py

lock: setup ## pin pyproject.toml's dependencies anew, with hashes and without hosts
	$(UV) lock -q && $(UV) export --frozen --all-groups --no-emit-project --no-header --no-annotate -q -o requirements.lock

check: lint fast abi ## the checks that need no chain, and no generated file is stale
	git diff --exit-code --stat -- oracle/chain/abi

clean: ## remove what compiling and testing made; setup's folders stay
	rm -rf build reports .hypothesis .mypy_cache .pytest_cache .ruff_cache
	find . -name __pycache__ -not -path './.venv/*' -not -path './.uv/*' -not -path './node_modules/*' -prune -exec rm -rf {} +
