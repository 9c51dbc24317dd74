# Two commands do everything: `make demo` shows kavro-lint at work, `make test` proves it.
# Both set themselves up; all they need is Python 3.11 or later, Git and make.

PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin

.PHONY: demo test lint check docs agents fuzz vscode skill wheel clean

demo: $(VENV)/ready
	$(BIN)/kavro-lint demo

# Tests start the program many hundred times: compiled once, also where Python is told not to.
test: lint
	$(BIN)/python -m compileall -q kavro_lint
	$(BIN)/python -m pytest -n 2

lint: $(VENV)/ready
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

# The project's own contract, docs/kavro/, against its own source and history.
check: $(VENV)/ready
	$(BIN)/kavro-lint check

# One reader under bytes that nobody expects (Linux): make fuzz TARGET=python SECONDS=300; without
# TARGET, one after the other. What it finds is kept in tests/fuzz/inputs/.
TARGET ?= $(shell $(BIN)/python -m tests.fuzz --list)
SECONDS ?= 300
fuzz: $(VENV)/ready
	$(BIN)/python -m pip install --quiet -e '.[fuzz]'
	for target in $(TARGET); do \
		$(BIN)/python -m tests.fuzz "$$target" --seconds $(SECONDS) || exit 1; \
	done

# The documentation site, in docs/.site/; needs no network.
docs: $(VENV)/ready
	$(BIN)/python docs/assemble.py
	$(BIN)/zensical build --clean --strict -f docs/zensical.toml

# The skill as an archive for Claude.ai, in dist/.
skill: $(VENV)/ready
	mkdir -p dist
	$(BIN)/python docs/skill.py --zip dist/kavro-lint-skill.zip

# Real coding agents from npm against a scripted model on this machine; needs Node.js.
agents: $(VENV)/ready
	$(BIN)/python -m benchmarks.agents

# The extension for VS Code, in editors/vscode/: built and tested against the server; needs Node.js.
vscode: $(VENV)/ready
	cd editors/vscode && npm install --silent && npm run --silent check && npm run --silent build
	cd editors/vscode && KAVRO_LINT=$(abspath $(BIN))/kavro-lint npm test --silent

wheel: $(VENV)/ready
	$(BIN)/python -m build --outdir dist

clean:
	rm -rf editors/vscode/node_modules editors/vscode/dist
	rm -rf $(VENV) dist build docs/.pages docs/.site docs/.cache .mypy_cache .ruff_cache .pytest_cache .hypothesis

$(VENV)/ready: pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "kavro-lint needs Python 3.11 or later: make PYTHON=python3.12 $(MAKECMDGOALS)" >&2; exit 1; }
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e '.[dev]'
	@touch $@
