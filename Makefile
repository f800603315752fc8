# Balanzan. `make demo` shows it, `make test` proves it, `make help` lists the rest.

PORT ?= 8000
JOBS ?= 2
TESTS ?= tests
PYTEST ?=

.DEFAULT_GOAL := help
.PHONY: help env system demo test check prove bench screens lock messages messages-check clean

help: ## List what can be made
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-15s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

demo: ## Show it: the Ségou and Kaolack editions on http://127.0.0.1:8000 (PORT=8000); a second time keeps the data
	@tools/environment run
	@tools/system-packages
	@BALANZAN_ENV=demo BALANZAN_BASE_URL=http://127.0.0.1:$(PORT) BALANZAN_ALLOWED_HOSTS=127.0.0.1,localhost \
	  exec .venv/bin/balanzan demo --port $(PORT)

test: env system ## Run everything: style, types, contracts, tests (TESTS=tests/core PYTEST="-k name" JOBS=2)
	@tools/checks -n $(JOBS) --dist worksteal $(PYTEST) $(TESTS)

check: env ## Run style, types, contracts and languages only
	@tools/checks

prove: env system ## Keep the heavy promises at full size, and print the figures
	@.venv/bin/pytest --prove -m prove $(PYTEST) $(TESTS)

bench: env ## Measure the rivals side by side, and print the ratios
	@found=0; for bench in bench/bench_*.py; do [ -e "$$bench" ] || continue; found=1; \
	  echo "── $$bench"; PYTHONPATH=. .venv/bin/python "$$bench" || exit 1; done; \
	[ $$found = 1 ] || echo "There is no bench/bench_*.py yet."

screens: env system ## Take the pictures of docs/screens anew
	@.venv/bin/pytest -m screens --screens=docs/screens $(PYTEST) $(TESTS)

env: ## Build the environment in .venv from the locked requirements
	@tools/environment dev

system: ## Install the system libraries that are missing (PDFs, and Chromium for tests), or say how
	@tools/system-packages --tests

lock: ## Lock the requirements anew (UPGRADE=--upgrade for newer versions)
	@uv=$$(tools/environment uv) && cd requirements && for set in run dev; do \
	  pins=$$([ $$set = run ] || echo "--constraint run.txt"); \
	  $$uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header \
	    $(UPGRADE) $$pins $$set.in --output-file $$set.txt || exit 1; done

messages: env ## Gather the sentences to translate and bring every language up to date
	@tools/messages

messages-check: env ## Say whether the languages are up to date with the code
	@tools/messages --check

clean: ## Remove everything that can be made again; the data in instance/ stays
	rm -rf .venv .tools .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis build
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
	rm -f translations/*/LC_MESSAGES/*.mo
