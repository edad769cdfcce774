# Everyclip's one entry. `make run` and `make test` set up all they need, on a machine that has only Python and make.

SHELL := /bin/sh
BIN := .venv/bin
INSTALLED := .venv/.installed
SAMPLES := resources/samples/*.flac
# Passwords and keys by their form, and nobody is asked whether one is valid. Not by chance-like letters alone: the
# checksums of models are such.
DATA := tests/fixtures requirements.lock *.ts *.qm *.flac *.mp3 *.png
SECRETS := $(BIN)/detect-secrets-hook --no-verify --disable-plugin HexHighEntropyString --disable-plugin Base64HighEntropyString

# A Python is looked for only while there is no environment yet.
ifeq ($(wildcard $(BIN)/pip),)
PYTHON ?= $(shell for python in python3 python3.13 python3.12 python3.11; do \
	"$$python" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' 2>/dev/null \
	&& { command -v "$$python"; break; }; done)
endif

# What is imported is compiled once, whatever the system says: a run of the tests starts hundreds of programs, and each
# would compile all of Everyclip anew.
export PYTHONDONTWRITEBYTECODE :=

# Prerequisites are steps: one after the other, in the order given.
.NOTPARALLEL:
.PHONY: run test check audit bench accuracy torture fuzz load translations screenshots lock clean python packages-run packages-test \
	whisper-cpp model real-models

run: packages-run $(INSTALLED) model  ## Open the window; where there is no screen, transcribe the sample clips here.
	@if [ -n "$${DISPLAY-}$${WAYLAND_DISPLAY-}" ] || [ "$$(uname -s)" = Darwin ]; then exec $(BIN)/everyclip; fi; \
	echo "There is no screen here, so Everyclip works in the terminal, on its sample clips."; \
	exec $(BIN)/everyclip transcribe $(SAMPLES) --session "Sample clips"

test: packages-test check real-models  ## Everything that must hold: the checks, then the tests.
	@$(BIN)/python -m pytest -n auto --maxprocesses 4 --dist worksteal

check: packages-run $(INSTALLED)  ## Format, lint, types, layers, translations, and no secrets in the sources.
	@$(BIN)/ruff format --check
	@$(BIN)/ruff check
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-cache --no-logo
	@$(BIN)/python -m tests.translations --check
	@git ls-files -z -- . $(DATA:%=':!%') 2>/dev/null | xargs -0 -n 60 -P 2 $(SECRETS)

# Known holes in what is locked. Where the list of them cannot be asked, that is said, and is no failure.
audit: $(INSTALLED)  ## Ask whether anything that is locked has a known hole. Needs the network.
	@$(BIN)/python -m tests.support.audit

bench: packages-run $(INSTALLED) real-models  ## Measure it against its targets, beside others; BENCH=--short is shorter.
	@$(BIN)/python -m tests.benchmarks $(BENCH)

accuracy: packages-run $(INSTALLED) real-models  ## Write docs/accuracy.md: how well it hears real people, beside others. SPEECH=FOLDER has more.
	@$(BIN)/python -m tests.accuracy --page docs/accuracy.md $(ACCURACY)

torture: packages-test $(INSTALLED)  ## Kill it 300 times and more, anywhere, and see that no clip is lost.
	@$(BIN)/python -m tests.torture

fuzz: packages-run $(INSTALLED)  ## Give it 100,000 damaged clips, settings, messages and models.
	@$(BIN)/python -m tests.fuzz

load: packages-run $(INSTALLED)  ## Give it 10,000 clips at once, twice, and a day of steady use in simulated time.
	@$(BIN)/python -m tests.load

translations: packages-run $(INSTALLED)  ## Bring the translations in step with what the window says.
	@$(BIN)/python -m tests.translations

screenshots: packages-test $(INSTALLED)  ## Take the pictures in docs/screenshots anew, of the real window at work.
	@$(BIN)/python -m tests.screenshots

lock:  ## Choose the exact versions anew, with uv.
	uv pip compile --quiet --universal --python-version 3.11 --extra dev --extra serve --generate-hashes --no-emit-index-url \
		--no-header --upgrade pyproject.toml -o requirements.lock

whisper-cpp: $(INSTALLED)  ## Set up whisper.cpp in build/, for `make bench` and `make accuracy` to measure beside.
	@$(BIN)/python -m venv build/whisper-cpp
	@build/whisper-cpp/bin/python -m pip install --quiet --disable-pip-version-check pywhispercpp==1.5.1

clean:  ## Remove what was set up. Your clips and texts are elsewhere and stay.
	rm -rf .venv .mypy_cache .pytest_cache .ruff_cache .hypothesis
	find desktop engine models resources tests -name __pycache__ -type d -prune -exec rm -rf {} +

# Into the person's own folder of models, where everything else of Everyclip finds it. Whether it comes or not, the
# program starts: it goes on fetching, and says so.
model: $(INSTALLED)
	@echo "Everyclip hears with a model. If it is not here yet, it is fetched now: the usual one, base, is 145 MB."
	@$(BIN)/everyclip models download --tries 1 \
	|| echo "Everyclip starts all the same, and goes on trying. Clips wait for their model."

# Those that tests of quality hear with, for this checkout alone.
real-models: $(INSTALLED)
	@$(BIN)/python -m tests.support.real_models

packages-run packages-test: packages-%: python
	@sh packaging/system-packages.sh $* $(PYTHON)

python:
	@[ -x $(BIN)/pip ] || [ -n "$(PYTHON)" ] || { \
	echo "Everyclip needs Python 3.11, 3.12 or 3.13. Found here: $$(python3 --version 2>&1 || echo none)."; exit 1; }

$(BIN)/pip:
	@$(PYTHON) -m venv .venv

# Exactly what is locked, each file checked against its hash; Everyclip itself stays where it lies.
$(INSTALLED): requirements.lock pyproject.toml | $(BIN)/pip
	@echo "Installing the Python packages that Everyclip is made of into .venv. The first time takes some minutes."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@
