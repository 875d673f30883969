# `make site` builds the site, `make test` runs every test; both set up what they need. `make help` lists the rest.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
ifeq ($(OS),Windows_NT)
BIN := $(VENV)/Scripts
endif
PY := $(BIN)/python
CODE := generator build.py requirements tests

.PHONY: help site check test serve format lock clean browser

help:
	@echo "make site     set up, build, and say which file to open"
	@echo "make serve    show the site on this machine, and reload it when a file is saved"
	@echo "make check    format, lint, types, workflows, unit tests and content, in under a minute"
	@echo "make test     set up, browser included, and run every test"
	@echo "make without-content  the fast tests in a copy without content/, and in one with another site in its place"
	@echo "make audit    the Nu HTML checker, Lighthouse, XeLaTeX, EPUBCheck and zimcheck; needs Java, npm, TeX, zim-tools"
	@echo "make collation  make the tables of the order of names again, from ICU"
	@echo "make bench    time and memory beside Hugo and Eleventy, as in docs/explanation/speed.md; N=1000 methods"
	@echo "make nightly  ten times the random examples of make test: edits, hostile input, Markdown, comparisons"
	@echo "make reliability  power cuts, kills, full disks, two publishers: every trial of docs/reliability.md; QUICK=1 for a few of each"
	@echo "make fuzz     hours of inputs that coverage chooses, for every reader: FUZZ_SECONDS=7200 for all together; Linux"
	@echo "make format   put code into its usual form"
	@echo "make lock     pin the newest versions of what pyproject.toml asks for that are a week old, and the oldest that it allows"
	@echo "make sbom     the libraries that a build is made of, as CycloneDX, in dist/sbom.cdx.json"
	@echo "make audit-dependencies  known vulnerabilities of what is pinned; needs a network"
	@echo "make lowest   build the site and run the fast tests with the oldest releases that pyproject.toml allows; Python 3.11"
	@echo "make newest   the same with the newest releases there are, and with the program installed"
	@echo "make wheel    the package to install, as dist/kaedah-….whl"

$(VENV)/made:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Kaedah needs Python 3.11 or newer: make PYTHON=python3.12 …"; exit 1; }
	$(PYTHON) -m venv $(VENV)
	@touch $@

$(VENV)/site: $(VENV)/made requirements/site.txt
	$(PY) -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/site.txt
	@touch $@

$(VENV)/dev: $(VENV)/site requirements/dev.txt
	$(PY) -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/dev.txt
	@touch $@

site: $(VENV)/site
	$(PY) build.py

serve: $(VENV)/site
	$(PY) build.py serve

format: $(VENV)/dev
	$(PY) -m ruff format $(CODE)
	$(PY) -m ruff check --fix $(CODE)

lint: $(VENV)/dev
	$(PY) -m ruff format --check $(CODE)
	$(PY) -m ruff check $(CODE)
	$(PY) -m mypy
.PHONY: lint

# What the repository's hosts run: read by the schemas of its hosts and by an auditor, without a network.
SCHEMA := $(PY) -m check_jsonschema --quiet --builtin-schema
hosts: $(VENV)/dev
	$(SCHEMA) vendor.github-workflows .github/workflows/check.yml .github/workflows/code.yml .github/workflows/dependencies.yml .github/workflows/publish.yml .github/workflows/releases.yml
	$(SCHEMA) vendor.github-issue-forms .github/ISSUE_TEMPLATE/code.yml .github/ISSUE_TEMPLATE/content.yml .github/ISSUE_TEMPLATE/translation.yml
	$(SCHEMA) vendor.github-issue-config .github/ISSUE_TEMPLATE/config.yml
	$(SCHEMA) vendor.dependabot .github/dependabot.yml
	$(SCHEMA) vendor.gitlab-ci .gitlab-ci.yml
	$(BIN)/zizmor --offline --quiet --pedantic .github
.PHONY: hosts

# A worker takes the tests of a file one after another, and from another worker when it has none left: what the tests of a
# file share, such as a browser, is made about once.
WORKERS := -n auto --dist worksteal
check: lint hosts
	$(PY) build.py check
	$(PY) -m pytest -q $(WORKERS) -m "not browser and not slow"

browser: $(VENV)/dev
	$(PY) -m tests.find_browser --install
	$(PY) -m tests.find_gettext --install

# The specifications of CommonMark and of GitHub's Markdown, which the source package of a library brings.
SPECIFICATION := $(VENV)-specification/packages
$(SPECIFICATION): $(VENV)-specification/made
	$(VENV)-specification/$(notdir $(BIN))/python -m pip download --quiet --disable-pip-version-check --no-deps --no-binary marko --no-build-isolation --require-hashes -r requirements/specification.txt -d $@

test: lint hosts browser $(VENV)-audit/made $(VENV)-sbom/made $(SPECIFICATION)
	$(PY) build.py check
	$(PY) -m pytest $(WORKERS)

# The program's tests need none of the shipped content: it may be deleted, or another site put in its place.
without-content: $(VENV)/dev
	$(PY) -m tests.without_content $(WORKERS) -m "not browser and not slow"
	$(PY) -m tests.without_content --replaced $(WORKERS) -m "not browser and not slow"
.PHONY: without-content

# Apart from `test`, because it needs Java 17 or newer, Node with npm, XeLaTeX, EPUBCheck and zim-tools, which that does not set up.
audit: $(VENV)/dev $(SPECIFICATION)
	$(PY) -m tests.audit
	$(PY) -m tests.latex
	$(PY) -m tests.epub
	$(PY) -m tests.valid_bodies
	$(PY) -m tests.zim
.PHONY: audit

# The tables of the order of names, and the orders that tests hold them to, from the ICU that Playwright brings.
collation: $(VENV)/dev
	$(PY) -m tests.icu_collation
.PHONY: collation

# Kaedah beside its peers; needs a network the first time, and a machine that does nothing else.
N ?= 1000
RUNS ?= 5
bench: $(VENV)/site
	$(PY) benchmarks/bench.py $(N) --runs $(RUNS)

# Ten times the random examples that `test` makes: edits, hostile input, Markdown, and sets of methods to compare.
RANDOM := tests/test_incremental.py tests/test_hostile_input.py tests/test_fast_inline.py tests/test_custom_comparisons.py
nightly: $(VENV)/dev browser
	KAEDAH_EXAMPLES=500 $(PY) -m pytest -q $(WORKERS) $(RANDOM)

# Each trial counts what it broke and what held; QUICK=1 tries a few of each kind.
reliability: $(VENV)/dev browser
	$(PY) -m tests.reliability $(if $(QUICK),--quick)

# Every reader, guided by coverage; an input that breaks a promise is kept in fuzz-faults, one that reaches new code in
# fuzz-corpus, where the next run begins. `make test` runs the inputs of tests/corpus and mutations of them.
FUZZ_SECONDS ?= 14400
fuzz: $(VENV)-fuzz/made
	PYTHONPATH=generator $(VENV)-fuzz/$(notdir $(BIN))/python -m tests.fuzz --seconds $(FUZZ_SECONDS) $(TARGETS)
.PHONY: bench nightly reliability fuzz

# Each in an environment of its own, so that `make test` still has what is pinned.
lowest: PY := $(VENV)-lowest/$(notdir $(BIN))/python
lowest:
	$(PYTHON) -m venv --clear $(VENV)-lowest
	$(PY) -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/lowest.txt
	$(PY) build.py check --strict
	$(PY) build.py build --clean --output $(VENV)-lowest/public
	$(PY) -m pytest -q -n auto -m "not browser and not slow"

newest: PY := $(VENV)-newest/$(notdir $(BIN))/python
newest:
	$(PYTHON) -m venv --clear $(VENV)-newest
	$(PY) -m pip install --quiet --disable-pip-version-check --upgrade --upgrade-strategy eager '.[dev]'
	$(PY) -m kaedah check --strict
	$(PY) -m kaedah build --clean --output $(VENV)-newest/public
	$(PY) -m pytest -q -n auto -m "not browser and not slow"

wheel: $(VENV)/dev
	$(PY) -m pip wheel --quiet --no-deps --no-build-isolation --wheel-dir dist .
.PHONY: lowest newest wheel

# What these need is installed from hashes too, each in an environment of its own: .venv-audit, .venv-lock, .venv-sbom.
$(VENV)-%/made: requirements/%.txt
	$(PYTHON) -m venv --clear $(VENV)-$*
	$(VENV)-$*/$(notdir $(BIN))/python -m pip install --quiet --disable-pip-version-check --require-hashes -r $<
	@touch $@

# Releases are taken when they are a week old, as Dependabot does: most malicious ones are found and removed in days.
COOLDOWN ?= 7 days
COMPILE := $(VENV)-lock/$(notdir $(BIN))/python -m uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --no-annotate --strip-extras --exclude-newer "$(COOLDOWN)"
lock: $(VENV)-lock/made
	$(COMPILE) --upgrade pyproject.toml -o requirements/site.txt
	$(COMPILE) --extra dev -c requirements/site.txt pyproject.toml -o requirements/dev.txt
	$(COMPILE) --upgrade --resolution lowest-direct --extra dev pyproject.toml -o requirements/lowest.txt
	$(COMPILE) --upgrade --group audit -o requirements/audit.txt
	$(COMPILE) --group fuzz -c requirements/site.txt pyproject.toml -o requirements/fuzz.txt
	$(COMPILE) --upgrade --group lock -o requirements/lock.txt
	$(COMPILE) --upgrade --group sbom -o requirements/sbom.txt
	$(COMPILE) --upgrade --group specification -o requirements/specification.txt

# Known vulnerabilities of everything that is pinned, but for lowest.txt, which is old on purpose. It fails, too, where a
# library could not be looked up. A file at a time, for a library may be in several.
AUDIT := $(VENV)-audit/$(notdir $(BIN))/python -m pip_audit --strict --require-hashes --disable-pip --progress-spinner off $(AUDIT_SERVICE)
audit-dependencies: $(VENV)-audit/made
	@failed=0; for name in dev site audit fuzz lock sbom specification; do echo "requirements/$$name.txt"; $(AUDIT) -r requirements/$$name.txt || failed=1; done; exit $$failed

# What a build is made of, as CycloneDX, from the lock file: the same bytes for the same lock file.
SBOM ?= dist/sbom.cdx.json
sbom: $(VENV)-sbom/made
	$(VENV)-sbom/$(notdir $(BIN))/python requirements/sbom.py $(SBOM)
.PHONY: audit-dependencies sbom

clean:
	rm -rf public .public.kaedah $(VENV) $(VENV)-* dist .pytest_cache .mypy_cache .ruff_cache .hypothesis
